"""Find anything: people, meetings, what was said and resolved, tasks; by any part of their text, from every screen."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from netterm.flows.agenda import items
from netterm.flows.facts import facts, text_of
from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.language.dates import buddhist_year, format_date
from netterm.language.numbers import numbered_in_year
from netterm.language.search import excerpt
from netterm.locale import _
from netterm.model import SCHEMA
from netterm.model.agenda import numbered
from netterm.screens.shell import NettermModal, Shell
from netterm.screens.thai import ThaiInput

if TYPE_CHECKING:
    from textual.app import App

    from netterm.store import Record, Replica, SearchResult

__all__ = ["FindAnything", "Hit", "Place", "find", "go_to", "place_of"]

KINDS = ("person", "meeting", "agenda_item", "resolution", "task", "motion", "question", "task_log", "org", "series")
"""What is looked through, in the order in which it is shown."""
MOST = 6
"""Results of a kind that are shown; who looks for more types more."""
_OF_MEETINGS = frozenset({"agenda_item", "motion", "question"})
"""Kinds that are of a meeting, but whose titles do not say of which."""
_OF_TITLE = 24
"""Cells of a title, if it has so many, that come before the date of its meeting."""
_OF_EXCERPT = 28
"""Cells that are kept for where it says so."""
_INDENT = "  "
"""Of what stands under the name of its kind."""
_BEHIND = 36
"""The column of that, where the titles before it are shorter."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is seen: in the minutes, at an item of a meeting, or else on the screen of its kind."""

    entity: str
    id: bytes
    meeting: bytes | None = None
    item: bytes | None = None
    said: str = ""
    """What was typed to find it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, as it is listed."""

    entity: str
    id: bytes
    title: str
    excerpt: str
    """What stands around the word; '' where it is found by something else than its text."""
    meeting: str = ""
    """The number of the meeting that it is of: 'ครั้งที่ 3/2569'."""
    day: str = ""
    """The date of that meeting."""
    number: str = ""
    """Of an agenda item: '5.1'."""


def find(replica: "Replica", typed: str) -> list[Hit]:
    """What has every word of ``typed`` in its text: a few of each kind."""
    found = replica.search(typed, kinds=KINDS, of_each=MOST, limit=MOST * len(KINDS))
    return [_hit(replica, result) for result in found]


def _hit(replica: "Replica", result: "SearchResult") -> Hit:
    hit = Hit(result.entity, result.id, for_display(result.title), for_display(result.excerpt))
    of = place_of(replica, hit.entity, hit.id).meeting if hit.entity in _OF_MEETINGS else None
    meeting = replica.get("meeting", of) if of else None
    if of is None or meeting is None:
        return hit
    agenda = numbered(facts(each) for each in items(replica, of)) if hit.entity == "agenda_item" else ()
    number = next((number for number, each in agenda if each["id"] == hit.id), "")
    day = datetime.fromisoformat(text_of(meeting, "starts_at")).date()
    return replace(hit, meeting=_number(meeting, day), day=format_date(day), number=number)


def _number(meeting: "Record", day: date) -> str:
    number, year = meeting["number"], meeting["number_year"]
    if not isinstance(number, int):
        return ""
    return numbered_in_year(number, year if isinstance(year, int) else buddhist_year(day))


def place_of(replica: "Replica", entity: str, id: bytes) -> Place:
    """Where one goes to see a record."""
    record = replica.get(entity, id)
    of = _reference(record, "task") if entity == "task_log" else None
    if of is not None:
        return Place("task", of)
    item = id if entity == "agenda_item" else _reference(record, "item") if entity != "task" else None
    meeting = _reference(replica.get("agenda_item", item), "meeting") if item else None
    if meeting is None and entity == "question":
        meeting = _reference(record, "meeting")
    return Place(entity, id, meeting, item)


def _reference(record: "Record | None", name: str) -> bytes | None:
    value = record.values.get(name) if record is not None else None
    return value if isinstance(value, bytes) else None


async def go_to(app: "App[Any]", shell: Shell, place: Place) -> None:
    """Show what was found: an item in its meeting's minutes, what is on a screen of its own kind there."""
    from netterm.screens.minutes import MinutesScreen

    screen = app.screen
    if place.meeting is None:
        shell.open_record(place.entity, place.id)
    elif isinstance(screen, MinutesScreen) and screen.meeting == place.meeting:
        if place.item is not None:
            await screen.go(place.item, place.said)
    else:
        minutes = MinutesScreen(place.meeting, place.item)
        minutes.sought = place.said
        await app.push_screen(minutes)


class FindAnything(NettermModal[Place | None]):
    """Enter goes to the result that is marked; None if it was left."""

    goes_over_dialogs = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down", "move('down')", show=False),
        Binding("up", "move('up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]
    DEFAULT_CSS = """
    FindAnything { align: center top; }
    FindAnything .dialog { width: 90%; max-width: 110; margin-top: 1; padding: 0 1; }
    FindAnything OptionList { height: auto; max-height: 70vh; background: $surface; }
    FindAnything OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    FindAnything .hint { color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[Hit | None] = ()
        self._shown_for = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("Find anything"), markup=False, classes="title")
            yield ThaiInput(placeholder=_("a part of a name, a title, of what was said"), compact=True)
            options = OptionList(markup=False)
            options.can_focus = False
            yield options
            yield Static(
                _("People, meetings, minutes, resolutions, tasks. Enter goes there."), markup=False, classes="hint"
            )

    def action_move(self, way: str) -> None:
        """Through the results while the cursor stays in the line above them."""
        getattr(self.query_one(OptionList), f"action_{'cursor_' if way in {'up', 'down'} else ''}{way}")()

    def on_input_changed(self, changed: Input.Changed) -> None:
        self.begin(self._look(changed.value), alone="find")

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        self.begin(self._choose(submitted.value), alone="find")

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self.begin(self._go(selected.option_index), alone="find")

    async def _choose(self, typed: str) -> None:
        """Of what was found for exactly what was typed, however fast."""
        if self._shown_for != typed:
            await self._look(typed)
        await self._go(self.query_one(OptionList).highlighted)

    async def _go(self, index: int | None) -> None:
        result = self._shown[index] if index is not None and index < len(self._shown) else None
        if result is not None:
            place = await self.store(lambda replica: place_of(replica, result.entity, result.id))
            self.dismiss(replace(place, said=self._shown_for))

    async def _look(self, typed: str) -> None:
        wanted = typed.strip()
        found = await asyncio.to_thread(find, self.shell.replica, wanted) if wanted else []
        self._show(found, typed)

    def on_resize(self, _resized: events.Resize) -> None:
        self.call_after_refresh(self._show_anew)

    def _show_anew(self) -> None:
        """The same in other lines: what they show depends on the room for it."""
        lines = self.query_one(OptionList)
        at = lines.highlighted
        self._show([hit for hit in self._shown if hit is not None], self._shown_for)
        lines.highlighted = at

    def _show(self, found: Sequence[Hit], typed: str) -> None:
        lines = self.query_one(OptionList)
        room = lines.scrollable_content_region.width - lines.get_component_styles("option-list--option").padding.width
        shown: list[Hit | None] = []
        options: list[Option] = []
        for result in found:
            if not shown or shown[-1] is None or shown[-1].entity != result.entity:
                shown.append(None)
                options.append(Option(Text(SCHEMA[result.entity].label.text(), "bold"), disabled=True))
            shown.append(result)
            options.append(Option(_line(result, typed, room)))
        if not found and typed.strip():
            options.append(Option(_("Nothing was found."), disabled=True))
        self._shown, self._shown_for = shown, typed
        lines.clear_options().add_options(options)
        lines.highlighted = next((at for at, result in enumerate(shown) if result is not None), None)


def _line(hit: Hit, typed: str, room: int) -> Text:
    """Of which meeting it is, its title, and behind it where it says so; so cut that the word is in sight."""
    room -= len(_INDENT)
    says_it = not hit.excerpt or hit.excerpt.strip("…") in hit.title
    left = room if says_it else max(room - _OF_EXCERPT, room // 2)
    whence = _whence(hit, left - min(cell_width(hit.title), _OF_TITLE))
    left = max(left - cell_width(whence), 0)
    title = excerpt([hit.title], typed, left) or cut_to_cells(hit.title, left, "…")
    text = Text(f"{_INDENT}{whence}{title}", "not bold", no_wrap=True, overflow="ellipsis")
    if not says_it:
        used = cell_width(whence + title)
        gap = max(2, min(_BEHIND, room - _OF_EXCERPT) - used)
        text.append(" " * gap + excerpt([hit.excerpt], typed, room - used - gap), "dim")
    return text


def _whence(hit: Hit, room: int) -> str:
    """The number of the meeting, its date where that has room too, and the item's number."""
    number = hit.number + " " if hit.number else ""
    short = f"{hit.meeting or hit.day} · {number}" if hit.meeting or hit.day else ""
    full = f"{hit.meeting} · {hit.day} · {number}"
    return full if hit.meeting and cell_width(full) <= room else short
