from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from netterm.locale import Language
from netterm.model import SCHEMA, Value
from netterm.model.acts import Changed, check_act, check_given

A, B, C, PERSON = (bytes([n]) * 16 for n in range(4))


@dataclass
class Stored:
    """Records as an action finds them."""

    records: dict[tuple[str, bytes], dict[str, Value]] = field(default_factory=dict)
    me: bytes | None = None
    is_admin: bool = False

    def values(self, entity: str, id: bytes) -> Mapping[str, Value]:
        return self.records.get((entity, id), {})

    def ids(self, entity: str, where: Mapping[str, Value] | None = None) -> Sequence[bytes]:
        wanted = (where or {}).items()
        return [
            id
            for (name, id), values in self.records.items()
            if name == entity and all(values.get(each) == value for each, value in wanted)
        ]

    def title(self, entity: str, id: bytes) -> str:
        return f"{entity} {id.hex()[:2]}"

    def acts_for(self, person: Value) -> bool:
        return self.is_admin or person == self.me


def change(entity: str, id: bytes, before: dict[str, Value] | None, after: dict[str, Value] | None) -> Changed:
    return Changed(SCHEMA[entity], id, before, after)


def said(stored: Stored, *changes: Changed, free: bool = False) -> list[str]:
    return [failure.sentence(Language.EN) for failure in check_act(SCHEMA, changes, stored, free=free)]


def test_a_network_is_there_once_and_stays() -> None:
    network: dict[str, Value] = {"name_th": "เครือข่าย"}
    stored = Stored({("network", A): network})
    assert said(Stored(), change("network", A, None, network)) == []
    assert said(stored, change("network", B, None, network)) == [
        "There is one Network and never another: change the one that there is."
    ]
    assert said(stored, change("network", A, network, None)) == [
        "There is one Network and it stays: it cannot be deleted."
    ]
    assert said(stored, change("network", A, network, {"name_th": "อื่น"})) == []


def test_a_person_is_a_member_once_at_a_time() -> None:
    member: dict[str, Value] = {"person": PERSON, "state": "active"}
    stored = Stored({("member", A): member})
    [twice] = said(stored, change("member", B, None, member))
    assert twice == "There is one already: Member member 00. Change that one instead of adding another."
    assert said(Stored(), change("member", A, None, member), change("member", B, None, member)) != []
    assert said(stored, change("member", A, member, member | {"level": "2"})) == []


def test_who_left_may_come_again_as_another_member() -> None:
    left: dict[str, Value] = {"person": PERSON, "state": "resigned"}
    anew = left | {"state": "active"}
    stored = Stored({("member", A): left})
    assert said(stored, change("member", B, None, anew)) == []
    both = Stored({("member", A): left, ("member", B): anew})
    assert said(both, change("member", A, left, anew)) != []
    ended = change("member", B, anew, left)
    assert said(both, ended, change("member", A, left, anew)) == []


def test_what_a_number_is_counted_in_stays_once_it_is_given() -> None:
    numbered: dict[str, Value] = {"series": A, "starts_at": "2026-12-20T09:00", "number": 9, "number_year": 2569}
    assert said(Stored(), change("meeting", C, numbered, numbered | {"series": B})) == [
        "Meeting has its number, which belongs to Series: that stays as it is. Add a new one instead."
    ]
    draft = numbered | {"number": None, "number_year": None}
    assert said(Stored(), change("meeting", C, draft, draft | {"series": B})) == []


def test_a_date_may_move_to_another_year_since_the_year_is_kept_with_the_number() -> None:
    numbered: dict[str, Value] = {"starts_at": "2026-12-20T09:00", "number": 9, "number_year": 2569}
    assert said(Stored(), change("meeting", C, numbered, numbered | {"starts_at": "2027-01-08T09:00"})) == []
    older = numbered | {"number_year": None}
    assert said(Stored(), change("meeting", C, older, older | {"starts_at": "2027-01-08T09:00"})) != []


def test_a_due_date_moves_with_a_line_in_the_log_that_says_so() -> None:
    task: dict[str, Value] = {"due": "2026-01-01"}
    moved = change("task", A, task, {"due": "2026-02-01"})
    line = change("task_log", B, None, {"task": A, "due_after": "2026-02-01", "due_reason": "รอ อบต."})
    other = change("task_log", B, None, {"task": A, "due_after": "2026-03-01", "due_reason": "รอ อบต."})
    assert said(Stored(), moved, line) == []
    assert said(Stored(), moved, other) == said(Stored(), moved)
    assert said(Stored(), moved) == ["Due moves only for a reason: say why, so that it is told in the log."]
    assert said(Stored(), moved, free=True) == []


def test_numbers_are_given_and_not_typed() -> None:
    failure = check_given(SCHEMA["meeting"], ["title", "number_year"])
    assert failure is not None
    assert failure.sentence(Language.EN) == "Year of the number is given by netterm and stays as given: leave it out."
    assert check_given(SCHEMA["member"], ["number"]) is not None
    assert check_given(SCHEMA["member"], ["level"]) is None


def test_a_meeting_and_its_minutes_are_certified_together_and_one_version_at_a_time() -> None:
    closed: dict[str, Value] = {"state": "closed"}
    circulated: dict[str, Value] = {"meeting": A, "state": "circulated"}
    stored = Stored({("meeting", A): closed, ("minutes_version", B): circulated})
    meeting = change("meeting", A, closed, {"state": "certified"})
    version = change("minutes_version", B, circulated, circulated | {"state": "certified"})
    assert said(stored, meeting, version) == []
    for alone in (meeting, version):
        assert [each[:22] for each in said(stored, alone)] == ["Minutes are certified "]
    held: dict[str, Value] = {"meeting": A, "state": "certified"}
    stored = Stored({("meeting", A): {"state": "certified"}, ("minutes_version", C): held,
                     ("minutes_version", B): circulated})  # fmt: skip
    corrected = change("minutes_version", C, held, held | {"state": "corrected"})
    assert said(stored, corrected, version) == []
    other = change("minutes_version", PERSON, None, {"meeting": A, "state": "draft"})
    assert any("one already" in each for each in said(stored, version, other))


def test_minutes_were_checked_by_whoever_checks_them_and_by_nobody_else() -> None:
    draft: dict[str, Value] = {"meeting": A, "checker": PERSON, "state": "draft"}
    checked = change("minutes_version", B, draft, {**draft, "state": "checked"})
    refusals = said(Stored(me=C), checked)
    assert refusals == [
        "person 03 checks these minutes: only they say that they have, or an admin in their place. Nothing was changed."
    ]
    assert said(Stored(me=PERSON), checked) == said(Stored(me=C, is_admin=True), checked) == []
    assert said(Stored(me=C), checked, free=True) == []
    assert said(Stored(me=C), change("minutes_version", B, draft, {**draft, "state": "circulated"})) == []
    kept: dict[str, Value] = {**draft, "state": "checked"}
    assert said(Stored(me=C), change("minutes_version", B, kept, {**kept, "correction_after": "x"})) == []
