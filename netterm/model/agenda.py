"""The agenda of a meeting: its five headings, the order of its items, and what it takes over from the meeting before.

What is carried over is computed from the items and tasks as they stand; nothing is marked as carried.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from netterm.locale import N_, Language, _, current, fill
from netterm.model.kinds import Value
from netterm.model.order_keys import between
from netterm.model.proceedings import HEADINGS
from netterm.model.task_rules import is_open

__all__ = [
    "HEADING_CODES",
    "NewItem",
    "carry_over",
    "heading_label",
    "in_order",
    "numbered",
    "opening_agenda",
    "template_items",
]

Record = Mapping[str, Value]
"""A record's stored values by field name, and its ``id``."""

HEADING_CODES = tuple(HEADINGS)
"""The headings in their official order."""

_CERTIFICATION, _ARISING = "2", "3"
_UNFINISHED = frozenset({"pending", "current", "carried"})
_DEFAULT_HEADING = "4"
_PURPOSES = {"1": "inform", "2": "decide", "3": "inform", "4": "decide", "5": "discuss"}
"""What an item is for, by its heading, where nothing else says it."""

_CERTIFY = N_("Certification of the minutes of meeting {number}")
_FOLLOW_UP = N_("Follow-up: {title}")


@dataclass(frozen=True, slots=True)
class NewItem:
    """An agenda item to be added: the values of its fields."""

    heading: str
    title: str
    purpose: str
    order: str = ""
    carried_from: bytes | None = None
    task: bytes | None = None

    def values(self, meeting: bytes) -> dict[str, Value]:
        """The stored values of the item in ``meeting``."""
        return {
            "meeting": meeting,
            "heading": self.heading,
            "order": self.order,
            "title": self.title,
            "purpose": self.purpose,
            "carried_from": self.carried_from,
            "task": self.task,
        }


def heading_label(code: str, network: Record, language: Language | None = None) -> str:
    """The name of a heading: the network's own where it has one, or else the official one."""
    own = network.get(f"heading_{code}")
    if own:
        return str(own)
    thai, english = HEADINGS.get(code, (code, code))
    return thai if (language or current()) is Language.TH else english


def in_order(items: Iterable[Record]) -> list[Record]:
    """Items as an agenda shows them: by heading, then by place (none: last); ids decide between equals."""
    return sorted(items, key=_place)


def numbered(items: Iterable[Record]) -> Iterator[tuple[str, Record]]:
    """Items as an agenda shows them, each with its number within its heading: '4.1', '4.2'."""
    counts: dict[str, int] = {}
    for item in in_order(items):
        heading = str(item.get("heading") or _DEFAULT_HEADING)
        counts[heading] = counts.get(heading, 0) + 1
        yield f"{heading}.{counts[heading]}", item


def carry_over(
    items: Iterable[Record],
    tasks: Iterable[Record],
    *,
    already: Iterable[Record] = (),
    language: Language | None = None,
) -> list[NewItem]:
    """What a meeting takes over under heading 3: unfinished ``items`` of the one before, open ``tasks`` by due date.

    What the meeting has ``already`` is left out, so that carrying over twice adds nothing; and so is a task whose item
    is carried over itself.
    """
    taken = list(already)
    carried = {each.get("carried_from") for each in taken}
    unfinished = [each for each in in_order(items) if (each.get("state") or "pending") in _UNFINISHED]
    new_items = [_carried(each) for each in unfinished if each["id"] not in carried]
    followed = {each.get("task") for each in (*taken, *unfinished)}
    due = sorted((each for each in tasks if is_open(each)), key=lambda each: (str(each.get("due")), _id(each)))
    new_items += [_follow_up(each, language) for each in due if each["id"] not in followed]
    return _placed(new_items, taken)


def opening_agenda(
    template: str,
    previous_number: str,
    items: Iterable[Record] = (),
    tasks: Iterable[Record] = (),
    language: Language | None = None,
) -> list[NewItem]:
    """The agenda that a meeting begins with, in order.

    ``template`` is the text of ``series.agenda_template``; ``previous_number`` is the number of the meeting before as
    it is shown ('1/2569'), whose minutes are to be certified under heading 2: '' where there was none. ``items`` are
    those of the meeting before, ``tasks`` those that concern this body.
    """
    certification = [_certification(previous_number, language)] if previous_number else []
    wanted = [*certification, *template_items(template), *carry_over(items, tasks, language=language)]
    return _placed(sorted(wanted, key=lambda each: each.heading), ())


def template_items(template: str) -> list[NewItem]:
    """The items of an agenda template: one a line, each beginning with the number of its heading; 4 without one."""
    return [_template_item(line) for line in template.splitlines() if line.strip()]


def _template_item(line: str) -> NewItem:
    first, _space, rest = line.strip().partition(" ")
    code = first.rstrip(".):")
    heading, title = (code, rest.strip()) if code in HEADINGS and rest.strip() else (_DEFAULT_HEADING, line.strip())
    return NewItem(heading, title, _PURPOSES[heading])


def _certification(number: str, language: Language | None) -> NewItem:
    return NewItem(_CERTIFICATION, fill(_(_CERTIFY, language), {"number": number}), _PURPOSES[_CERTIFICATION])


def _carried(item: Record) -> NewItem:
    purpose = str(item.get("purpose") or _PURPOSES[_ARISING])
    task = item.get("task")
    return NewItem(
        _ARISING,
        str(item["title"]),
        purpose,
        carried_from=_id(item),
        task=task if isinstance(task, bytes) else None,
    )


def _follow_up(task: Record, language: Language | None) -> NewItem:
    title = fill(_(_FOLLOW_UP, language), {"title": task["title"]})
    return NewItem(_ARISING, title, _PURPOSES[_ARISING], task=_id(task))


def _placed(new_items: Sequence[NewItem], existing: Collection[Record]) -> list[NewItem]:
    """The items with places behind those that exist, and behind one another."""
    last = max((str(each["order"]) for each in existing if each.get("order")), default=None)
    placed: list[NewItem] = []
    for item in new_items:
        last = between(last, None)
        placed.append(replace(item, order=last))
    return placed


def _place(item: Record) -> tuple[str, bool, str, bytes]:
    order = item.get("order")
    return str(item.get("heading") or _DEFAULT_HEADING), order is None, str(order or ""), _id(item)


def _id(record: Record) -> bytes:
    found = record["id"]
    return found if isinstance(found, bytes) else b""
