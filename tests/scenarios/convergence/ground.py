"""What the scenario stands on: laptops with their users, and a record of all that these were shown as saved."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from netterm.errors import Failure
from netterm.model.declare import Schema
from netterm.model.kinds import Compartment
from netterm.store import Gap, NoRight, NotThere, Record, Replica, SharedText
from tests.scenarios.convergence.faults import PowerCuts, Wires
from tests.scenarios.convergence.oracle import Name, told
from tests.scenarios.convergence.properties import Letters, Saved
from tests.store.laptops import OLDER, SCHEMA, TRUST, YEAR, Clock, laptops, pull, reopen

HAPPENED: Counter[str] = Counter()
"""How often each fault and each kind of conflict occurred, over all runs."""

LAPTOP = st.integers(0, 7)
PICK = st.integers(0, 1000)
NAME = st.sampled_from(["ก", "ข", "ค", "ง"])


@dataclass
class Laptop:
    """A replica, and what its user has before them."""

    replica: Replica
    clock: Clock
    schema: Schema
    forms: list[Record] = field(default_factory=list)
    """Records as they were when a form was opened."""
    texts: list[tuple[bytes, str, SharedText]] = field(default_factory=list)
    """(item, field, session)."""
    backup: Path | None = None

    @property
    def directory(self) -> Path:
        return self.replica.directory


class Ground(RuleBasedStateMachine):
    """The laptops, the wires between them, and what their users were shown as saved."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.laptops: list[Laptop] = []
        self.wires = Wires()
        self.saved: list[Saved] = []
        self.letters: dict[str, Letters] = {}
        self.lost: set[Name] = set()
        self.twice: set[bytes] = set()
        """Identities whose logs may fork: a directory of theirs was set back and nothing told of it."""
        self.chance = random.Random(0)
        self.words = 0
        self.rests = 0

    @initialize(count=st.sampled_from([2, 3, 3, 4, 5, 8]), older=st.sets(st.integers(0, 7), max_size=2), years=st.lists(
        st.sampled_from([0, 1, 56, 129]), min_size=8, max_size=8))  # fmt: skip
    def start(self, count: int, older: set[int], years: list[int]) -> None:
        self.cuts = self.stack.enter_context(PowerCuts().installed())
        for number, replica in enumerate(self.stack.enter_context(laptops(count))):
            self.laptops.append(Laptop(replica, Clock(), SCHEMA))
            self._reopen(self.laptops[number], close=True, schema=OLDER if number in older else SCHEMA)
            self.laptops[number].clock.now = years[number] * YEAR
        HAPPENED["laptops"] += count
        self.furnish()
        for laptop in self.laptops[1:]:
            self._pull(laptop, self.laptops[0])

    def furnish(self) -> None:
        """The first laptop writes what is there before anything happens."""

    # Helpers. Whoever cannot do what was thought of does nothing.

    def _laptop(self, number: int) -> Laptop:
        return self.laptops[number % len(self.laptops)]

    def _reopen(self, laptop: Laptop, *, close: bool = False, schema: Schema | None = None) -> None:
        directory = laptop.directory
        if close:
            laptop.replica.close()
        laptop.schema = schema or laptop.schema
        laptop.replica = reopen(directory, schema=laptop.schema, clock=laptop.clock)
        laptop.forms.clear()
        laptop.texts.clear()

    def _record(self, laptop: Laptop, entity: str, pick: int) -> Record | None:
        if entity not in laptop.schema:
            return None
        ids = laptop.replica.ids(entity, order=("id",))
        return laptop.replica.get(entity, ids[pick % len(ids)]) if ids else None

    def _names(self, replica: Replica) -> dict[Compartment, set[Name]]:
        return {compartment: set(told(replica, compartment)) for compartment in (TRUST, *replica.volumes)}

    def _newest(self, replica: Replica, compartment: Compartment) -> Name:
        with replica.volumes[compartment].database.read() as connection:
            return bytes(connection.execute("SELECT names FROM segment ORDER BY n DESC LIMIT 1").fetchone()[0])[-36:]

    def _try(self, laptop: Laptop, act: Callable[[], object]) -> bool:
        """Do what a person does. Being told no is an answer."""
        try:
            act()
        except (NoRight, NotThere) as failure:
            HAPPENED[f"told no: {type(failure).__name__}"] += 1
            return False
        except Failure as failure:
            HAPPENED[f"told no: {failure.params.get('why') or failure.msgid}"] += 1
            return False
        return True

    def _save(self, laptop: Laptop, entity: str, id: bytes, values: dict[str, Any], seen: Record | None = None) -> None:
        """Put values in by hand, and note what was then shown as saved."""
        replica = laptop.replica
        before = replica.get(entity, id)

        def act() -> None:
            with replica.action() as action:
                action.set(entity, id, values, seen=seen)

        if before is not None and self._try(laptop, act):
            self._note(laptop, entity, id, {n: v for n, v in values.items() if (seen or before)[n] != v})

    def _note(self, laptop: Laptop, entity: str, id: bytes, values: dict[str, Any]) -> None:
        declared = laptop.schema[entity]
        for name, value in values.items():
            if not isinstance(value, tuple):
                entry = self._newest(laptop.replica, declared.compartment_of(declared[name]))
                self.saved.append(Saved(entry, (entity, id, name), value))

    def _pull(self, to: Laptop, source: Laptop) -> bool:
        """One way of a sync. True if there is more to be done: something came, or hangs in the air.

        Of a forked log it may take both ways to find out that a longer log is another branch.
        """
        try:
            return pull(to.replica, source.replica) > 0
        except Gap:
            HAPPENED["gap in a sync"] += 1
            return True
