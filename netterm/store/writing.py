"""Writing to a replica, and taking back what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.declare import Entity
from netterm.model.kinds import Compartment, Value
from netterm.store import inbox, undone
from netterm.store.actions import Action, NoRight, NotThere, WrongForm
from netterm.store.database import Connection, DatabaseBusy, DiskFull
from netterm.store.deeds import Deed, Deeds, Done, Remembered
from netterm.store.entries import (
    RECORD,
    SEED,
    Log,
    Op,
    join_names,
    join_versions,
    pack_put,
    pack_text,
    text_peer,
)
from netterm.store.holdings import Changed, Place, last_number
from netterm.store.inbox import Conflict
from netterm.store.reading import Reading
from netterm.store.shared import SharedText
from netterm.store.trust import UpgradeNeeded
from netterm.store.undone import Undone
from netterm.store.volume import Author, Volume, size_of

MAX_OPS_AT_ONCE: Final = 5_000
"""Operations in one entry: a large import is a handful of entries."""
MAX_SIZE_AT_ONCE: Final = 1 << 20
"""Their bytes, where there is more than one."""


class ReadOnly(Failure):
    """Something was to be written where nothing may be."""

    def __init__(self) -> None:
        super().__init__(N_("This was opened for reading only. Nothing was changed."))


class NoPower(Failure):
    """Rights were to be changed by somebody who is no admin."""

    def __init__(self) -> None:
        super().__init__(N_("Only an admin can change who may do what. Nothing was changed."))


class Writing(Reading):
    """What can be written to a replica: actions and taking them back, shared texts, trust, numbers."""

    def _begin(self) -> None:
        self._deeds = Deeds()
        self._written: list[bytes] = []
        """Names of the entries of the commit under way."""

    # Actions.

    @contextmanager
    def action(self, part_of: Action | None = None) -> Iterator[Action]:
        """One action of the user: committed when the block ends, taken back whole by an exception.

        ``part_of`` is one that was written just now, and that this one completes: both are taken back together.
        Raises :class:`NoRight`, :class:`WrongForm`, :class:`NotThere`, what the model's rules raise, or
        :class:`~netterm.store.database.DiskFull`; then nothing was changed.
        """
        action = Action(self, self.roles, self.new_id)
        yield action
        with self._lock:
            done, touched = self._write_action(action)
            if done.changes and not self._is_founding(done):
                action.deed = self._deeds.add(done, self.now(), part_of.deed if part_of is not None else None)
        self._tell_own(touched)

    def _write_action(self, action: Action, *, known: bool = True) -> tuple[Done, frozenset[Place]]:
        """Check and write an action: what it did, without the changes unless they are to be ``known``; what changed."""
        from netterm.store.numbers import give

        with self._lock:
            self._check_writable()
            action.check()
            before = [(place, action.before(place)) for place in action.places]
            self._written.clear()
            touched: set[Place] = set()
            # The sensitive part first: nothing in the general part may stand for something that is not there.
            sensitive = action.ops().get(Compartment.SENSITIVE)
            if sensitive:
                touched |= self._write(Compartment.SENSITIVE, lambda: sensitive)

            def general() -> Sequence[Op]:
                give(self, action)  # inside the transaction: another process may be giving numbers too
                return action.ops().get(Compartment.GENERAL, ())

            if Compartment.GENERAL in action.ops():
                touched |= self._write(Compartment.GENERAL, general)
            written = tuple(self._written)
            changes = tuple((place, was, self.present(place)) for place, was in before) if known else ()
            return Done(changes, written), frozenset(touched)

    def _tell_own(self, touched: frozenset[Place]) -> None:
        if touched:
            self._tell(Changed(touched, own=True))

    def _is_founding(self, done: Done) -> bool:
        """Whether an action made what a network has one of: that is never taken back."""
        return any(was is None and self.schema[entity].single for (entity, _), was, _now in done.changes)

    def _check_writable(self) -> None:
        if self.read_only:
            raise ReadOnly
        if self.upgrade_needed:
            raise UpgradeNeeded(self.trust)

    def _write(self, compartment: Compartment, make: Callable[[], Sequence[Op]]) -> frozenset[Place]:
        """Write what ``make`` gives inside the transaction: one entry, or a handful for very much."""
        volume = self.volumes.get(compartment)
        if volume is None:
            raise Failure(N_("You have no right to see or change sensitive data. Nothing was changed."))
        touched: set[Place] = set()
        with volume.write() as connection:
            before = last_number(connection)
            if compartment is Compartment.GENERAL:
                self._load_trust(connection)
            for part in _handfuls(make()):
                touched |= self.append(connection, volume, self.author, compartment, part)
            if compartment is Compartment.GENERAL:
                self._count(connection, before)
        return frozenset(touched)

    def append(
        self, connection: Connection, volume: Volume, author: Author, compartment: Compartment, ops: Sequence[Op]
    ) -> frozenset[Place]:
        """Sign and write one entry inside a write of ``volume``; the records that changed."""
        trust_seen = b"" if compartment is Compartment.TRUST else join_names(self.trust.heads)
        wall = self._wall()
        _, name, touched = volume.append(connection, author, compartment, ops, wall, trust_seen, self._random(SEED))
        self._written.append(name)
        return touched

    # Conflicts.

    def resolve(self, id: str, value: Value) -> None:
        """Settle a conflict: the value holds, and all that stood beside it are replaced.

        Raises :class:`~netterm.store.inbox.NoSuchConflict`, and what :meth:`action` raises.
        """
        conflict = inbox.chosen(self.conflicts(), id)
        declared = self.schema[conflict.entity]
        compartment = declared.compartment_of(declared[conflict.field])
        if not declared.writers & self.roles:
            raise NoRight(declared)
        if value is not None and not declared[conflict.field].accepts(value):
            raise WrongForm(declared[conflict.field])
        self._check_settled(declared, conflict, value)
        with self._lock:
            self._check_writable()
            with self.volumes[compartment].database.read() as connection:
                waiting = inbox.waiting_versions(connection, (conflict.entity, conflict.record), conflict.field)
            replaced = join_versions([conflict.shown.version, *waiting])
            op = Op(conflict.record, pack_put(conflict.entity, {conflict.field: value}, {conflict.field: replaced}))
            touched = self._write(compartment, lambda: [op])
        self._tell(Changed(touched, own=True))

    def _check_settled(self, declared: Entity, conflict: Conflict, value: Value) -> None:
        """What is final or given by netterm is settled by one of the values that are there, never by another."""
        from netterm.model.acts import check_given
        from netterm.model.seals import check_seals
        from netterm.store.actions import plain_values

        before = plain_values(self, conflict.entity, conflict.record)
        after = {**before, conflict.field: value}
        failure = check_seals(self.schema, declared, before, after, partial(plain_values, self))
        if value not in {conflict.shown.value, *(other.value for other in conflict.others)}:
            failure = failure or check_given(declared, [conflict.field])
        if failure is not None:
            raise failure

    # Taking back, and bringing back.

    @property
    def can_undo(self) -> bool:
        return self._deeds.find(None, is_back=False) is not None

    @property
    def can_redo(self) -> bool:
        return self._deeds.find(None, is_back=True) is not None

    def deeds(self) -> list[Deed]:
        """What was done in this session, the newest first."""
        from netterm.store.telling import told

        with self._lock:
            return [
                Deed(each.number, told(self, each.first), each.when, each.standing, each.is_back)
                for each in reversed(list(self._deeds))
            ]

    def undo(self, number: int | None = None, *, earlier: bool = False) -> str | None:
        """Take back what was done last in this session; what it was, or None where there is nothing to take back.

        ``number`` is another one of :meth:`deeds`. ``earlier`` goes on with the actions of this identity in sessions
        before, as the log tells them. Raises :class:`~netterm.store.undoing.CannotTakeBack`.
        """
        from netterm.store import undoing
        from netterm.store.telling import told

        with self._lock:
            deed = self._deeds.find(number, is_back=False)
            done = deed.last if deed else undoing.last_own_action(self) if earlier else None
            if done is None:
                return None
            said = told(self, deed.first if deed else done)
            made, touched = self._reverted(deed, done)
            self._note_undone(lambda noted: noted.with_undo(done.names, made.names))
        self._tell_own(touched)
        return said

    def redo(self, number: int | None = None, *, earlier: bool = False) -> str | None:
        """Bring back what was taken back last in this session; what it is, or None where there is nothing of that kind.

        That is an action like any other. ``number`` and ``earlier`` are as with :meth:`undo`. Raises
        :class:`~netterm.store.undoing.CannotTakeBack`.
        """
        from netterm.store import undoing
        from netterm.store.telling import told

        with self._lock:
            deed = self._deeds.find(number, is_back=True)
            done = deed.last if deed else undoing.last_taking_back(self) if earlier else None
            if done is None:
                return None
            made, touched = self._reverted(deed, done)
            self._note_undone(lambda noted: noted.with_redo(done.names, made.names))
            said = told(self, deed.first if deed else done.turned)
        self._tell_own(touched)
        return said

    def _note_undone(self, change: Callable[[Undone], Undone]) -> None:
        """What was done is done, also where no word of it can be left."""
        with suppress(OSError, DatabaseBusy, DiskFull), self.general.database.write():  # other processes note as well
            undone.write(self.directory, change(undone.read(self.directory)))

    def _reverted(self, deed: Remembered | None, done: Done) -> tuple[Done, frozenset[Place]]:
        """Write what undoes an action: what that did in its turn, and which records changed."""
        from netterm.store.undoing import take_back, take_back_text

        self._check_writable()
        try:
            if done.text is not None:
                self._written.clear()
                take_back_text(self, *done.text)
                return Done((), tuple(self._written)), frozenset()  # the text told of itself
            action = Action(self, self.roles, self.new_id, free=True)
            take_back(self, action, done)
            made, touched = self._write_action(action)
        except Failure as failure:
            if deed is not None and not isinstance(failure, (DatabaseBusy, DiskFull)):
                deed.stays = True  # the next time it is the turn of what was done before
            raise
        if deed is not None:
            self._deeds.turned(deed, made)
        return made, touched

    # Shared text.

    def text(self, entity: str, id: bytes, field: str) -> SharedText:
        """Begin to edit a shared text. Raises :class:`NotThere`."""
        declared = self.schema[entity]
        if self.get(entity, id) is None:
            raise NotThere(declared)
        return SharedText(_Keeper(self, (entity, id, field), declared.compartment_of(declared[field])))

    def write_text(self, compartment: Compartment, op: Op) -> None:
        """Write one update of a shared text; durable on return."""
        with self._lock:
            self._check_writable()
            touched = self._write(compartment, lambda: [op])
        self._tell(Changed(touched, own=True))

    # What the screens remember of themselves.

    def kept(self) -> dict[str, str]:
        """What was kept on this computer by this person: by name."""
        from netterm.store import keeping

        with self.general.database.read() as connection:
            return keeping.read(connection, self.identity)

    def keep(self, values: Mapping[str, str]) -> None:
        """Keep these too; '' forgets one. It is no data of the network's, and lies encrypted all the same."""
        from netterm.store import keeping

        if not self.read_only:
            with self.general.database.write() as connection:
                keeping.write(connection, self.identity, values)

    # Numbers and trust.

    def give_numbers(self, touched: frozenset[Place] | None = None) -> None:
        """As the number-giver of a series, number what has none yet."""
        from netterm.store.numbers import waiting

        if self.read_only or self.upgrade_needed:
            return
        action = waiting(self, touched)
        if action is not None:
            self._tell_own(self._write_action(action, known=False)[1])

    def write_trust(self, ops: Sequence[bytes], author: Author | None = None) -> None:
        """Write one trust entry with these encoded ops, by us or by the root."""
        if self.read_only:
            raise ReadOnly
        with self._lock:
            with self._keeping_trust(), self.general.write() as connection:
                packed = [Op(bytes(RECORD), content) for content in ops]
                self.append(connection, self.general, author or self.author, Compartment.TRUST, packed)
                self._load_trust(connection)
                if self.trust.is_powerless(self._written[-1]):
                    raise NoPower
                self._judge_anew(connection, self.general)
            self._trust_moved()
        self._tell(Changed(frozenset(), trust=True, own=True))


class _Keeper:
    """Where a session of a shared text reads and writes."""

    def __init__(self, replica: Writing, place: tuple[str, bytes, str], compartment: Compartment) -> None:
        self._replica = replica
        self._place = place
        self._compartment = compartment
        self._log: Log | None = None
        self._session = b""

    def peer(self) -> int:
        log_ = self._replica.author.log(self._compartment)
        if log_ != self._log:
            self._log, self._session = log_, self._replica.new_session()
        return text_peer(log_, self._session)

    def fetch(self, mark: int) -> tuple[list[bytes], int]:
        volume = self._replica.volumes[self._compartment]
        with volume.database.read() as connection:
            volume.texts.begin(connection)
            return volume.texts.since(self._place, mark)

    def keep(self, update: bytes) -> None:
        entity, id, field = self._place
        sealed = self._replica.sealed(entity, id)
        if sealed is not None:
            raise sealed
        self._replica.write_text(self._compartment, Op(id, pack_text(entity, field, self._session, update)))


def _handfuls(ops: Sequence[Op]) -> Iterator[Sequence[Op]]:
    """Operations in parts that an entry may hold."""
    start = size = 0
    for place, op in enumerate(ops):
        weight = size_of([op])
        if place > start and (place - start >= MAX_OPS_AT_ONCE or size + weight > MAX_SIZE_AT_ONCE):
            yield ops[start:place]
            start, size = place, 0
        size += weight
    if ops:
        yield ops[start:]
