"""Whether a record as a whole is right: what is needed is there, and its fields agree with one another.

This is for what people enter. What a peer sends was right by the rules of its author's version and is not judged here.
"""

from collections.abc import Callable, Mapping

from netterm.errors import Failure
from netterm.language.ids import InvalidNationalId, InvalidPostcode, parse_national_id, parse_postcode
from netterm.model.declare import Entity, Field, Label
from netterm.model.failures import RecordFailure
from netterm.model.kinds import Kind, Value
from netterm.model.recurrence import InvalidRule, parse_rule
from netterm.model.shares import InvalidShare, parse_share

__all__ = ["check_change", "check_record", "with_defaults"]

Values = Mapping[str, Value]
Rule = Callable[[Entity, Values], Failure | None]
"""What is wrong with a record, or None."""
ChangeRule = Callable[[Entity, Values, Values], Failure | None]
"""What is wrong with a change of a record that was there before, or None."""


def with_defaults(entity: Entity, values: Values) -> dict[str, Value]:
    """``values`` of a new record with the declared defaults for what is not given."""
    defaults: dict[str, Value] = {f.name: f.default for f in entity.fields if f.default is not None and not f.many}
    return defaults | {name: value for name, value in values.items() if value is not None}


def check_record(entity: Entity, values: Values) -> list[Failure]:
    """Everything that is wrong with a record's values as they would be stored, in the order of its fields and rules."""
    missing = [
        RecordFailure("{field} is needed: it was left empty.", field=f.label)
        for f in entity.fields
        if f.required and not f.many and values.get(f.name) in {None, ""}
    ]
    broken = (rule(entity, values) for rule in _RULES.get(entity.name, ()))
    return [*missing, *(failure for failure in broken if failure)]


def check_change(entity: Entity, before: Values, after: Values) -> list[Failure]:
    """What forbids that a record with the values ``before`` (none: a new one) comes to have the values ``after``."""
    failures = [_move(entity, f, before, after) for f in entity.fields if f.kind is Kind.STATE]
    failures += [_mistyped(after.get(f.name)) for f in entity.fields if f.kind is Kind.NATIONAL_ID
                 and before.get(f.name) != after.get(f.name)]  # fmt: skip
    failures += [rule(entity, before, after) for rule in _CHANGE_RULES.get(entity.name, ()) if before]
    return [failure for failure in failures if failure]


def _mistyped(national_id: Value) -> Failure | None:
    """What is there already stays: a peer may have written it, and other fields go on changing beside it."""
    try:
        parse_national_id(str(national_id)) if national_id is not None else None
    except InvalidNationalId as failure:
        return failure
    return None


def _move(entity: Entity, f: Field, before: Values, after: Values) -> Failure | None:
    was, becomes = before.get(f.name), after.get(f.name)
    if becomes is None or f.may_move(was, becomes):
        return None
    allowed = f.starts if was is None else f.moves.get(str(was), frozenset())
    choices = tuple(each.label for each in f.choices if each.code in allowed)
    if was is None:
        return RecordFailure(
            "{entity}: the state “{becomes}” cannot be the first: it can be {choices}.",
            entity=entity.label,
            becomes=_code_label(f, becomes),
            choices=choices,
        )
    if not choices:
        return RecordFailure(
            "{entity}: the state “{was}” is final, it cannot become “{becomes}”.",
            entity=entity.label,
            was=_code_label(f, was),
            becomes=_code_label(f, becomes),
        )
    return RecordFailure(
        "{entity}: the state “{was}” cannot become “{becomes}”: it can become {choices}.",
        entity=entity.label,
        was=_code_label(f, was),
        becomes=_code_label(f, becomes),
        choices=choices,
    )


def _code_label(f: Field, code: Value) -> Label:
    known = f.choice(str(code))
    return known.label if known else Label(str(code), str(code))


# Rules are made by the few functions below, so that what each entity asks for reads as a table.


def _not_before(later: str, earlier: str) -> Rule:
    """Stored dates and moments compare as text."""

    def rule(entity: Entity, values: Values) -> Failure | None:
        last, first = values.get(later), values.get(earlier)
        if isinstance(last, str) and isinstance(first, str) and last < first:
            return RecordFailure(
                "{later} is before {earlier}.", later=entity[later].label, earlier=entity[earlier].label
            )
        return None

    return rule


def _needed_when(name: str, other: str, *codes: str) -> Rule:
    def rule(entity: Entity, values: Values) -> Failure | None:
        if values.get(other) in codes and values.get(name) in {None, ""}:
            return RecordFailure(
                "{field} is needed where {other} is “{choice}”.",
                field=entity[name].label,
                other=entity[other].label,
                choice=_code_label(entity[other], values[other]),
            )
        return None

    return rule


def _within(name: str, least: int, most: int) -> Rule:
    def rule(entity: Entity, values: Values) -> Failure | None:
        value = values.get(name)
        if isinstance(value, int) and not least <= value <= most:
            return RecordFailure(
                "{field}: “{typed}” is not between {least:,} and {most:,}.",
                field=entity[name].label,
                typed=value,
                least=least,
                most=most,
            )
        return None

    return rule


def _counts(*names: str) -> tuple[Rule, ...]:
    """Numbers of people, days and the like."""
    return tuple(_within(name, 0, 1_000_000) for name in names)


def _readable(name: str, read: Callable[[str], object]) -> Rule:
    """A text field whose text has a form of its own, read by ``read``."""

    def rule(entity: Entity, values: Values) -> Failure | None:
        value = values.get(name)
        if isinstance(value, str) and value:
            try:
                read(value)
            except (InvalidShare, InvalidPostcode, InvalidRule) as reason:
                return RecordFailure("{field}: {reason}", field=entity[name].label, reason=reason)
        return None

    return rule


def _differ(name: str, other: str) -> Rule:
    def rule(entity: Entity, values: Values) -> Failure | None:
        if values.get(name) is not None and values.get(name) == values.get(other):
            return RecordFailure(
                "{field} and {other} are the same, and have to differ.",
                field=entity[name].label,
                other=entity[other].label,
            )
        return None

    return rule


def _quorum_or_reason(entity: Entity, values: Values) -> Failure | None:
    present, required = values.get("present"), values.get("quorum_required")
    below = isinstance(present, int) and isinstance(required, int) and present < required
    if below and not values.get("override_reason"):
        return RecordFailure(
            "Only {present} of the {required} people needed are present: wait for more, or give a reason in {field}.",
            present=present,
            required=required,
            field=entity["override_reason"].label,
        )
    return None


def _reason_for_new_date(entity: Entity, values: Values) -> Failure | None:
    if values.get("due_after") is not None and not values.get("due_reason"):
        return RecordFailure("{field} is needed where the date moves.", field=entity["due_reason"].label)
    return None


def _dated_with_a_reason(entity: Entity, before: Values, after: Values) -> Failure | None:
    """A new state of a member takes a day and a reason of its own: those of the state before do not tell of it."""
    if before.get("state") in {None, after.get("state")}:
        return None
    told = ("state_since", "state_reason")
    if all(after.get(name) for name in told) and any(before.get(name) != after.get(name) for name in told):
        return None
    return RecordFailure(
        "{entity}: a new state needs its day and its reason: give {since} and {reason}.",
        entity=entity.label,
        since=entity["state_since"].label,
        reason=entity["state_reason"].label,
    )


def _person_or_guest(entity: Entity, values: Values) -> Failure | None:
    """A line of the attendance list names one of them; a guest takes part and counts for no quorum."""
    person, guest = (bool(values.get(name)) for name in ("person", "guest"))
    if person == guest:
        return RecordFailure(
            "An attendance list names somebody in each line: give {person}, or {guest} for who is in no register.",
            person=entity["person"].label,
            guest=entity["guest"].label,
        )
    counted = values.get("class") in {"attend", "proxy"} or values.get("counts_quorum") is not False
    if guest and counted:
        return RecordFailure(
            "A guest takes part and counts for no quorum: {class_} has to be “{participant}”, and {counts} no.",
            class_=entity["class"].label,
            participant=_code_label(entity["class"], "participant"),
            counts=entity["counts_quorum"].label,
        )
    return None


_CHANGE_RULES: Mapping[str, tuple[ChangeRule, ...]] = {"member": (_dated_with_a_reason,)}

_LEFT = ("inactive", "suspended", "resigned", "removed", "deceased")

_RULES: Mapping[str, tuple[Rule, ...]] = {
    "network": (
        _readable("quorum_fraction", parse_share),
        _within("notice_days", 0, 365),
        _within("fiscal_year_start", 1, 12),
    ),
    "person": (_needed_when("merged_into", "state", "merged"), _readable("postcode", parse_postcode)),
    "member": (_needed_when("state_reason", "state", *_LEFT), _not_before("state_since", "joined_on")),
    "position": _counts("seats", "term_months"),
    "term": (_not_before("to", "from"),),
    "series": (_readable("rule", parse_rule),),
    "meeting": (_not_before("closed_at", "opened_at"), *_counts("quorum_required")),
    "attendance": (_person_or_guest, _differ("for", "person")),
    "presence_span": (_not_before("left_at", "came_at"),),
    "agenda_item": _counts("minutes_limit"),
    "motion": (
        _needed_when("threshold_fraction", "threshold", "custom"),
        _readable("threshold_fraction", parse_share),
        *_counts("for", "against", "abstain"),
    ),
    "resolution": (
        *_counts("for", "against", "abstain", "present", "quorum_required"),
        _quorum_or_reason,
        _needed_when("superseded_by", "state", "superseded"),
        _needed_when("revoked_by", "state", "revoked"),
    ),
    "minutes_version": tuple(
        _needed_when(name, "state", "certified")
        for name in ("text", "content_hash", "recorder", "checker", "certified_by")
    ),
    "task": (
        _within("percent", 0, 100),
        _needed_when("obstacle", "state", "blocked"),
        _needed_when("cancel_reason", "state", "cancelled"),
    ),
    "task_log": (_within("percent", 0, 100), _reason_for_new_date),
}
