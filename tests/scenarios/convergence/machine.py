"""A network of laptops to which everything happens, in any order that Hypothesis can think of."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from netterm.model.kinds import Compartment, Role
from netterm.store import Gap, Refused, Replica
from netterm.store.trust_ops import Grant, Withdraw, cut_of, encode
from tests.scenarios.convergence import properties
from tests.scenarios.convergence.faults import Point, garbled
from tests.scenarios.convergence.ground import HAPPENED, LAPTOP, NAME, PICK, Laptop
from tests.scenarios.convergence.oracle import Name, told
from tests.scenarios.convergence.people import People
from tests.scenarios.convergence.properties import Property, Saved, need
from tests.store.laptops import GENERAL, OLDER, SCHEMA, SENSITIVE, TRUST, YEAR, Clock, reopen


class Network(People):
    """Rules are what people and misfortune do; what must hold is checked whenever everything has come to rest."""

    # The network.

    @rule(a=LAPTOP, b=LAPTOP)
    def sync(self, a: int, b: int) -> None:
        one, other = self._laptop(a), self._laptop(b)
        if one is not other:
            self._pull(one, other)
            self._pull(other, one)
            HAPPENED["sync"] += 1
            self._count_conflicts(one.replica)

    @rule(a=LAPTOP, b=LAPTOP, cut=st.integers(1, 6), mixed=PICK, later=st.booleans())
    def send(self, a: int, b: int, cut: int, mixed: int, later: bool) -> None:
        one, other = self._laptop(a), self._laptop(b)
        if one is other:
            return
        self.make_a_meeting(a, "ก", 1, {"x"})
        for number in range(3):
            self.edit(a, number, "seats", number)
            self.type(a, cut, number, heard=True, cut=False)
        sent = self.wires.send(one.replica, b % len(self.laptops), other.replica, cut)
        HAPPENED["link cut"] += sent > cut
        if not later:
            self.deliver(mixed)

    @rule(mixed=PICK)
    def deliver(self, mixed: int) -> None:
        """A few of the batches under way come, in whatever order: some again, some damaged, some never."""
        chance = random.Random(mixed)
        for _ in range(12):
            if not self.wires.under_way:
                return
            pick = chance.randrange(len(self.wires.under_way))
            if chance.random() < 0.1:
                self.wires.take(pick)
                HAPPENED["dropped"] += 1
            else:
                self._deliver(pick, keep=chance.random() < 0.3, garble=chance.random() < 0.2)

    def _deliver(self, pick: int, *, keep: bool, garble: bool) -> None:
        HAPPENED["out of order"] += pick % len(self.wires.under_way) > 0
        to, compartment, batch = self.wires.take(pick, keep=keep)
        replica = self.laptops[to].replica
        if compartment is not TRUST and compartment not in replica.volumes:
            return
        if garble:
            self._deliver_garbled(replica, compartment, batch)
            return
        try:
            outcome = replica.merge(compartment, batch)
        except Gap:
            HAPPENED["gap"] += 1
            return
        again = replica.merge(compartment, batch).new if keep else outcome.new
        HAPPENED["came twice"] += again == 0
        HAPPENED["came"] += 1
        self._count_conflicts(replica)

    def _deliver_garbled(self, replica: Replica, compartment: Compartment, batch: bytes) -> None:
        before = replica.digest(compartment)
        try:
            replica.merge(compartment, garbled(batch, self.chance))
        except (Refused, Gap):
            HAPPENED["garbled"] += 1
        else:
            raise AssertionError("a damaged batch was taken in")
        assert replica.digest(compartment) == before

    def _count_conflicts(self, replica: Replica) -> None:
        for conflict in replica.conflicts():
            values = [conflict.shown.value, *(other.value for other in conflict.others)]
            field_ = replica.schema[conflict.entity][conflict.field]
            HAPPENED[f"conflict: {field_.kind.value}"] += 1
            HAPPENED["conflict: three or more"] += len(values) > 2
            HAPPENED["conflict: with nothing"] += None in values

    @rule(a=LAPTOP, b=LAPTOP, pick=PICK, what=st.sampled_from(["name", "seats", "stage"]), empty=st.booleans())
    def write_at_once(self, a: int, b: int, pick: int, what: str, empty: bool) -> None:
        """Two who do not hear of each other change one field of one record."""
        one, other = self._laptop(a), self._laptop(b)
        self.sync(a, b)
        record = self._record(one, "meeting", pick)
        if one is other or record is None or other.replica.get("meeting", record.id) is None:
            return
        ours, theirs = {"name": ("ก", "ข"), "seats": (None if empty else 7, 8), "stage": ("open", "void")}[what]
        self._save(one, "meeting", record.id, {what: ours})
        self._save(other, "meeting", record.id, {what: theirs})
        self.sync(a, b)

    # Misfortune.

    @rule(at=LAPTOP, year=st.sampled_from([0, 1, 56, 129]))
    def set_the_clock(self, at: int, year: int) -> None:
        self._laptop(at).clock.now = year * YEAR
        HAPPENED["clock set"] += 1

    @rule(
        at=LAPTOP,
        other=LAPTOP,
        point=st.sampled_from(Point),
        doing=st.sampled_from(["edit", "text", "merge"]),
        pick=PICK,
    )
    def cut_the_power(self, at: int, other: int, point: Point, doing: str, pick: int) -> None:
        laptop, source = self._laptop(at), self._laptop(other)
        if doing == "merge" and source is not laptop:
            self.make_a_meeting(other, "ข", 2, set())
        before = self._names(laptop.replica)
        act: Callable[[], object] = {
            "edit": lambda: self.make_a_meeting(at, "ก", 1, {"x"}),
            "text": lambda: self.type(at, pick, pick, heard=False, cut=False),
            "merge": lambda: laptop is source or self._pull(laptop, source),
        }[doing]
        if not self.cuts.at(point, laptop.replica, act):
            return
        life = laptop.replica.author.incarnation
        self._reopen(laptop)
        HAPPENED[f"power cut {point.value}"] += 1
        assert laptop.replica.incarnation == life
        after = self._names(laptop.replica)
        for compartment, names in before.items():
            need(Property.SAVED, names <= after.get(compartment, set()), "an entry went with the power")

    @rule(at=LAPTOP)
    def back_up(self, at: int) -> None:
        laptop = self._laptop(at)
        laptop.replica.close()
        laptop.backup = laptop.directory.with_suffix(".backup")
        shutil.rmtree(laptop.backup, ignore_errors=True)
        shutil.copytree(laptop.directory, laptop.backup)
        self._reopen(laptop)

    @precondition(lambda self: any(laptop.backup for laptop in self.laptops))
    @rule(at=LAPTOP, noticed=st.booleans())
    def restore(self, at: int, noticed: bool) -> None:
        laptop = next((each for each in self.laptops[at % len(self.laptops) :] if each.backup), None)
        if laptop is not None:
            self._set_back(laptop, noticed=noticed)

    def _set_back(self, laptop: Laptop, *, noticed: bool) -> None:
        """An old copy in place of the directory, keys included; the note outside it is there, or gone too."""
        assert laptop.backup is not None
        replica = laptop.replica
        life, ahead = replica.incarnation, self._names(replica)[GENERAL]
        replica.close()
        for path in [*laptop.directory.glob("*.db*"), *laptop.directory.glob("keys/*")]:
            path.unlink()
        for path in [*laptop.backup.glob("*.db*"), *laptop.backup.glob("keys/*")]:
            shutil.copy(path, laptop.directory / path.relative_to(laptop.backup))
        if not noticed:
            replica._witness.unlink(missing_ok=True)
            self.twice.add(replica.identity)
        self._reopen(laptop)
        own = ahead - self._names(laptop.replica)[GENERAL]
        HAPPENED[f"old copy restored, {'noticed' if laptop.replica.incarnation != life else 'unnoticed'}"] += bool(own)
        self._note_what_is_lost()

    @rule(at=LAPTOP, other=LAPTOP, noticed=st.booleans(), pick=PICK)
    def set_back_and_go_on(self, at: int, other: int, noticed: bool, pick: int) -> None:
        """Others know what the old copy does not; then both are written on."""
        laptop, friend = self._laptop(at), self._laptop(other)
        self.back_up(at)
        self.edit(at, pick, "name", pick % 4)
        self.type(at, pick, pick, heard=True, cut=False)
        if friend is not laptop:
            self._pull(friend, laptop)
        self._set_back(laptop, noticed=noticed)
        self.edit(at, pick, "seats", pick % 4)
        self.type(at, pick, pick, heard=True, cut=False)

    def _note_what_is_lost(self) -> None:
        here: set[Name] = set()
        for each in self.laptops:
            here = here.union(*self._names(each.replica).values())
        for entry in (*(s.entry for s in self.saved), *(letters.entry for letters in self.letters.values())):
            if entry not in here:
                self.lost.add(entry)

    @precondition(lambda self: len(self.laptops) < 8)
    @rule(at=LAPTOP)
    def copy_the_directory(self, at: int) -> None:
        """Both go on under the same key."""
        laptop = self._laptop(at)
        laptop.replica.close()
        twin = laptop.directory.with_name(f"{laptop.directory.name}-{len(self.laptops)}")
        shutil.copytree(laptop.directory, twin)
        self._reopen(laptop)
        clock = Clock(laptop.clock.now)
        copy = Laptop(reopen(twin, schema=laptop.schema, clock=clock), clock, laptop.schema)
        self.stack.callback(copy.replica.close)
        assert copy.replica.incarnation != laptop.replica.incarnation
        self.laptops.append(copy)
        HAPPENED["directory copied"] += 1

    @rule(at=LAPTOP, pick=PICK, name=NAME)
    def write_beside(self, at: int, pick: int, name: str) -> None:
        """Another process of the same person in the same directory."""
        laptop = self._laptop(at)
        own = laptop.replica
        laptop.replica = reopen(laptop.directory, schema=laptop.schema, clock=laptop.clock)
        assert laptop.replica.incarnation == own.incarnation
        try:
            self.edit(at, pick, "name", pick % 4)
            self.make_a_meeting(at, name, 1, set())
        finally:
            laptop.replica.close()
            laptop.replica = own
        own.notice_others()
        self.edit(at, pick + 1, "name", pick % 4)
        HAPPENED["two processes"] += 1

    @precondition(lambda self: any(laptop.schema is OLDER for laptop in self.laptops))
    @rule(at=LAPTOP)
    def upgrade(self, at: int) -> None:
        laptop = next((each for each in self.laptops[at % len(self.laptops) :] if each.schema is OLDER), None)
        if laptop is not None:
            life = laptop.replica.incarnation
            self._reopen(laptop, close=True, schema=SCHEMA)
            assert laptop.replica.incarnation == life
            HAPPENED["upgrade"] += 1

    # Trust.

    @rule(at=LAPTOP, whom=LAPTOP, role=st.sampled_from([Role.MEMBER, Role.REGISTRAR]), friend=LAPTOP, pick=PICK)
    def change_rights(self, at: int, whom: int, role: Role, friend: int, pick: int) -> None:
        """A right is given or taken, while the one whom it concerns goes on writing and tells others of it first."""
        admins = [each for each in self.laptops if Role.ADMIN in each.replica.roles]
        others = [n for n, each in enumerate(self.laptops) if Role.ADMIN not in each.replica.roles]
        if not admins or not others:
            return
        admin, number = admins[at % len(admins)].replica, others[whom % len(others)]
        other = self.laptops[number].replica
        if role not in admin.trust.roles(other.identity):
            admin.write_trust([encode(Grant(other.identity, frozenset({role})))])
            HAPPENED["right granted"] += 1
        else:
            heads = [head for compartment in (TRUST, *admin.volumes) for head in admin.heads(compartment)]
            cut = cut_of(other.identity, heads)
            admin.write_trust([encode(Withdraw(other.identity, frozenset({role}), cut))])
            HAPPENED["right withdrawn"] += 1
        self.edit(number, pick, "name", pick % 4)
        self.type(number, pick, pick, heard=True, cut=False)
        if self._laptop(friend) is not self.laptops[number]:
            self._pull(self._laptop(friend), self.laptops[number])
            self.type(friend, pick, pick, heard=True, cut=False)

    # Rest.

    @precondition(lambda self: self.rests < 2)
    @rule()
    def come_to_rest(self) -> None:
        self.rests += 1
        self._settle()

    def _settle(self) -> None:
        replicas = [laptop.replica for laptop in self.laptops]
        for _ in range(30):
            if not sum(self._pull(a, b) for a in self.laptops for b in self.laptops if a is not b):
                break
        else:
            raise AssertionError("they never come to rest")
        self._check_entries(replicas)
        lost = self.lost | self._kept_from(replicas)
        properties.everything(replicas, self._still(replicas), list(self.letters.values()), lost)
        for replica in replicas:
            self._count_conflicts(replica)

    def _kept_from(self, replicas: list[Replica]) -> set[Name]:
        """What lies only with people to whom nobody listens any more: they lost the right before it went to anybody."""
        found: set[Name] = set()
        for compartment in (GENERAL, SENSITIVE):
            holders = [replica for replica in replicas if compartment in replica.volumes]
            heard = [replica for replica in holders if compartment in replica.entitled(replica.identity)]
            here = set[Name]().union(*(told(replica, compartment) for replica in heard))
            found |= set[Name]().union(*(told(replica, compartment) for replica in holders)) - here
        return found

    def _still(self, replicas: list[Replica]) -> list[Saved]:
        """Without what lay in a sensitive file that went with its owner's right to it."""
        here: set[Name] = set()
        for replica in replicas:
            if SENSITIVE in replica.volumes:
                here |= set(told(replica, SENSITIVE))
        return [each for each in self.saved if each.slot[2] != "illness" or each.entry in here]

    def _check_entries(self, replicas: list[Replica]) -> None:
        """A log forks only where a set-back directory went unnoticed."""
        for replica in replicas:
            for compartment in (TRUST, *replica.volumes):
                logs = Counter(head.log for head in replica.heads(compartment))
                forked = {each for each, count in logs.items() if count > 1}
                HAPPENED["fork"] += len(forked)
                assert {each.identity for each in forked} <= self.twice, "a log forked for no reason"
                with replica._volume(compartment).database.read() as connection:
                    for (verdict,) in connection.execute("SELECT verdict FROM verdict"):
                        HAPPENED[f"kept, not applied: {verdict}"] += 1

    def teardown(self) -> None:
        try:
            if self.laptops:
                self._settle()
                for laptop in self.laptops:
                    if laptop.schema is OLDER:
                        self._reopen(laptop, close=True, schema=SCHEMA)
                        HAPPENED["upgrade"] += 1
                self._settle()
        finally:
            for laptop in self.laptops:
                laptop.replica.close()
            self.stack.close()
