"""What is final: a record in a sealed state, and all that hangs on it.

Certified minutes are the case: once a meeting is certified, its agenda, discussions, resolutions and attendance stay as
they are. This is for what people here want to change. What comes from another laptop, written before it heard of the
seal, is taken in by the merge like everything else.
"""

from collections.abc import Iterator, Mapping

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model.declare import Entity, Field, Label, Schema
from netterm.model.failures import RecordFailure
from netterm.model.kinds import Kind
from netterm.model.numbering import Look

__all__ = ["Sealed", "check_seals", "is_sealed"]

Held = Mapping[str, object]
"""Stored values by field name, sets as tuples."""

_NOT_SET = (None, ())


class Sealed(RecordFailure):
    """A record is final, or hangs on one that is."""

    def __init__(self, entity: Entity, values: Held) -> None:
        state = entity.state
        code = str(values.get(state.name)) if state is not None else ""
        known = state.choice(code) if state is not None else None
        super().__init__(
            entity.seal_sentence or N_("{entity} is {state} and does not change any more."),
            entity=entity.label,
            state=known.label if known is not None else Label(code, code),
        )


def is_sealed(schema: Schema, entity: Entity, values: Held, look: Look) -> Failure | None:
    """The failure that a change of a record with these values meets; None where it is not sealed.

    ``look`` finds the records that it hangs on.
    """
    return next(_seals(schema, entity, values, look), None)


def check_seals(schema: Schema, entity: Entity, before: Held | None, after: Held | None, look: Look) -> Failure | None:
    """What forbids a change, by the seals as they were before it. None ``before``: added; none ``after``: deleted."""
    if not schema.can_be_sealed(entity.name):
        return None
    changed = _changed(entity, before or {}, after or {})
    own = before if before is not None and _is_in_sealed_state(entity, before) else None
    if own is not None and (after is None or not _may_move_on(entity, own, after, changed)):
        return Sealed(entity, own)
    for owner in _owners(entity):
        if before is None and entity.joins_sealed and owner.part_of:
            continue
        if not _concerns(owner, before, after, changed, entity):
            continue
        for values in (before, after):
            found = None if values is None else next(_owner_seals(schema, owner, values, look), None)
            if found is not None:
                return found
    return None


def _changed(entity: Entity, before: Held, after: Held) -> frozenset[str]:
    return frozenset(
        f.name for f in entity.fields if before.get(f.name) != after.get(f.name) and not _both_empty(f, before, after)
    )


def _both_empty(f: Field, before: Held, after: Held) -> bool:
    return before.get(f.name) in _NOT_SET and after.get(f.name) in _NOT_SET


def _is_in_sealed_state(entity: Entity, values: Held) -> bool:
    return entity.state is not None and values.get(entity.state.name) in entity.sealed


def _may_move_on(entity: Entity, before: Held, after: Held, changed: frozenset[str]) -> bool:
    """Whether nothing changes but the state, by a move that there is, and what lives on."""
    state = entity.state
    assert state is not None
    was, becomes = before.get(state.name), after.get(state.name)
    moves = was == becomes or str(becomes) in state.moves.get(str(was), frozenset())
    return moves and not changed - {state.name} - _living_on(entity, before)


def _living_on(entity: Entity, before: Held | None) -> frozenset[str]:
    """The fields that change though a seal is there; a number may still be given where there was none."""
    given = {name for name in entity.given if before is not None and before.get(name) is None}
    return frozenset(given | {f.name for f in entity.fields if f.after_seal})


def _owners(entity: Entity) -> Iterator[Field]:
    return (f for f in entity.fields if f.out_of or (f.part_of and not entity.own_seal))


def _concerns(owner: Field, before: Held | None, after: Held | None, changed: frozenset[str], entity: Entity) -> bool:
    """Whether a change touches what the owner's seal guards."""
    if before is None or after is None or owner.name in changed:
        return True
    return owner.part_of and bool(changed - _living_on(entity, before))


def _seals(schema: Schema, entity: Entity, values: Held, look: Look) -> Iterator[Failure]:
    if _is_in_sealed_state(entity, values):
        yield Sealed(entity, values)
    for owner in _owners(entity):
        if owner.part_of:
            yield from _owner_seals(schema, owner, values, look)


def _owner_seals(schema: Schema, owner: Field, values: Held, look: Look) -> Iterator[Failure]:
    id_ = values.get(owner.name)
    if owner.kind is Kind.REF and isinstance(id_, bytes) and schema.can_be_sealed(owner.target):
        yield from _seals(schema, schema[owner.target], look(owner.target, id_), look)
