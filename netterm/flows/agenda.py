"""The agenda of one meeting as it is worked on: adding, ordering, going on to the next item, and what opens it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from netterm.errors import Failure
from netterm.flows.facts import WRITTEN_IN, facts, known, ref, text_of
from netterm.language.clean import clean_line
from netterm.locale import N_
from netterm.model import Value
from netterm.model.agenda import HEADING_CODES, NewItem, in_order, opening_agenda, template_items
from netterm.model.order_keys import between, moved
from netterm.model.task_rules import OPEN_STATES
from netterm.model.values import Showing, show_number
from netterm.store import Record, Replica

__all__ = [
    "NothingTyped",
    "add_item",
    "first_agenda",
    "go_to",
    "items",
    "meeting_number",
    "move_item",
    "next_item",
    "previous_meeting",
    "rename_item",
    "reopen_item",
    "withdraw_item",
]

_CERTIFICATION = "2"
_HELD = ("open", "paused", "closed", "certified")
_LOOK_BACK = 200
"""Meetings looked at for the one before; a body meets rarely more often than that in one series."""


class NothingTyped(Failure):
    """A title that was left empty."""


def items(replica: Replica, meeting: bytes) -> list[Record]:
    """The items of a meeting in the order of its agenda, withdrawn ones included."""
    found = {each.id: each for each in replica.list("agenda_item", {"meeting": meeting})}
    ordered = in_order(facts(each) for each in found.values())
    return [found[id_] for each in ordered if isinstance(id_ := each["id"], bytes)]


def add_item(
    replica: Replica,
    meeting: bytes,
    title: str,
    *,
    heading: str = "4",
    presenter: bytes | None = None,
    purpose: str = "",
) -> bytes:
    """A new item, last under its heading. Raises `NothingTyped`."""
    values: dict[str, Value] = {
        "meeting": meeting,
        "heading": heading,
        "order": _behind(items(replica, meeting), heading),
        "title": _title(title),
        "presenter": presenter,
        "purpose": purpose or ("decide" if heading in {"2", "4"} else "inform"),
    }
    with replica.action() as act:
        return act.add("agenda_item", values)


def rename_item(replica: Replica, item: bytes, title: str) -> None:
    """Another title. Raises `NothingTyped`."""
    with replica.action() as act:
        act.set("agenda_item", item, {"title": _title(title)})


def move_item(replica: Replica, item: bytes, by: int) -> None:
    """Up (``by`` below zero) or down among the items; beyond the end of a heading it goes under the next one."""
    record = known(replica, "agenda_item", item)
    everything = items(replica, ref(record, "meeting") or b"")
    heading = text_of(record, "heading")
    under = [each for each in everything if text_of(each, "heading") == heading]
    index = next((place for place, each in enumerate(under) if each.id == item), 0) + by
    if 0 <= index < len(under):
        _place(replica, under, item, index, {})
        return
    beyond = HEADING_CODES.index(heading) + (1 if by > 0 else -1)
    if 0 <= beyond < len(HEADING_CODES):
        there = [each for each in everything if text_of(each, "heading") == HEADING_CODES[beyond]]
        _place(replica, there, item, 0 if by > 0 else len(there), {"heading": HEADING_CODES[beyond]})


def withdraw_item(replica: Replica, item: bytes) -> None:
    """Take an item off the agenda; it stays readable, and is not carried over."""
    with replica.action() as act:
        act.set("agenda_item", item, {"state": "withdrawn"})


def reopen_item(replica: Replica, item: bytes) -> None:
    """A withdrawn or finished item is to be dealt with again."""
    with replica.action() as act:
        act.set("agenda_item", item, {"state": "pending"})


def go_to(replica: Replica, item: bytes, *, finished: bytes | None = None) -> None:
    """Take up an item; ``finished`` is the one that is done with. Others that were current wait again."""
    record = known(replica, "agenda_item", item)
    current = replica.list("agenda_item", {"meeting": record["meeting"], "state": "current"})
    with replica.action() as act:
        for each in current:
            if each.id not in {item, finished}:
                act.set("agenda_item", each.id, {"state": "pending"})
        if finished is not None and finished != item and _is_unfinished(replica, finished):
            act.set("agenda_item", finished, {"state": "done"})
        if text_of(record, "state") != "current":
            act.set("agenda_item", item, {"state": "current"})


def next_item(agenda: Sequence[Record], after: bytes | None) -> bytes | None:
    """The item that follows in the agenda and is not withdrawn; None behind the last."""
    wanted = after is None
    for each in agenda:
        if wanted and text_of(each, "state") != "withdrawn":
            return each.id
        wanted = wanted or each.id == after
    return None


def first_agenda(replica: Replica, meeting: Record) -> list[NewItem]:
    """What a meeting's agenda lacks when it opens: certification, the template's items, and what is carried over."""
    before = previous_meeting(replica, meeting)
    there = [facts(each) for each in items(replica, meeting.id)]
    series = replica.get("series", ref(meeting, "series") or b"")
    template = text_of(series, "agenda_template") if series else ""
    wanted = opening_agenda(
        template,
        meeting_number(replica, before) if before else "",
        _not_standing([facts(each) for each in items(replica, before.id)] if before else [], template),
        _open_tasks(replica, before) if before else [],
        language=WRITTEN_IN,
    )
    return _behind_all([each for each in wanted if not _is_there(each, there)], there)


def previous_meeting(replica: Replica, meeting: Record) -> Record | None:
    """The meeting of the same series that was held last before this one."""
    earlier = replica.list(
        "meeting", {"series": meeting["series"], "state": _HELD}, order=["-starts_at"], limit=_LOOK_BACK
    )
    starts_at = text_of(meeting, "starts_at")
    return next((each for each in earlier if each.id != meeting.id and text_of(each, "starts_at") < starts_at), None)


def meeting_number(replica: Replica, meeting: Record) -> str:
    """A meeting's number as people read it: '1/2569', or 'draft'."""

    def record_of(entity: str, id_: bytes) -> dict[str, Value]:
        found = replica.get(entity, id_)
        return facts(found) if found else {}

    return show_number(meeting.entity, facts(meeting), Showing(record_of=record_of))


def _not_standing(agenda: Iterable[dict[str, Value]], template: str) -> list[dict[str, Value]]:
    """Without the items that every meeting has anew."""
    standing = {(each.heading, each.title) for each in template_items(template)}
    return [each for each in agenda if (each.get("heading"), each.get("title")) not in standing]


def _open_tasks(replica: Replica, meeting: Record) -> list[dict[str, Value]]:
    """The open tasks given in a meeting or followed up in it."""
    agenda = replica.list("agenda_item", {"meeting": meeting.id})
    given = replica.list("task", {"item": [each.id for each in agenda], "state": tuple(OPEN_STATES)})
    followed = [id_ for each in agenda if (id_ := ref(each, "task")) is not None]
    found = {each.id: each for each in (*given, *replica.records("task", followed))}
    return [facts(each) for each in found.values()]


def _is_there(new: NewItem, there: Iterable[dict[str, Value]]) -> bool:
    for each in there:
        same_heading = each.get("heading") == new.heading
        if new.carried_from is not None and each.get("carried_from") == new.carried_from:
            return True
        if new.task is not None and each.get("task") == new.task:
            return True
        if same_heading and (new.heading == _CERTIFICATION or each.get("title") == new.title):
            return True
    return False


def _behind_all(new_items: Iterable[NewItem], there: Iterable[dict[str, Value]]) -> list[NewItem]:
    last = max((str(each["order"]) for each in there if each.get("order")), default=None)
    placed = []
    for item in new_items:
        last = between(last, None)
        placed.append(replace(item, order=last))
    return placed


def _behind(agenda: Iterable[Record], heading: str) -> str:
    keys = [text_of(each, "order") for each in agenda if text_of(each, "heading") == heading]
    return between(max((key for key in keys if key), default=None), None)


def _place(replica: Replica, under: Sequence[Record], item: bytes, index: int, values: dict[str, Value]) -> None:
    keys = moved([(each.id, text_of(each, "order") or None) for each in under], item, index)
    with replica.action() as act:
        for id_, key in keys.items():
            order: dict[str, Value] = {"order": key}
            act.set("agenda_item", id_, order | (values if id_ == item else {}))


def _is_unfinished(replica: Replica, item: bytes) -> bool:
    record = replica.get("agenda_item", item)
    return record is not None and text_of(record, "state") in {"pending", "current"}


def _title(typed: str) -> str:
    title = clean_line(typed).strip()
    if not title:
        raise NothingTyped(N_("Nothing was typed: an agenda item needs a title."))
    return title
