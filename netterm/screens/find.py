"""Find anything: people, meetings, what was said and resolved, tasks; by any part of their text, from every screen."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.locale import _
from netterm.model import SCHEMA
from netterm.screens.shell import NettermModal, Shell
from netterm.screens.thai import ThaiInput

if TYPE_CHECKING:
    from textual.app import App

    from netterm.store import Record, Replica, SearchResult

__all__ = ["FindAnything", "Place", "find", "go_to", "place_of"]

KINDS = ("person", "meeting", "agenda_item", "resolution", "task", "motion", "question", "task_log", "org", "series")
"""What is looked through, in the order in which it is shown."""
MOST = 6
"""Results of a kind that are shown; who looks for more types more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is seen: in the minutes, at an item of a meeting, or else on the screen of its kind."""

    entity: str
    id: bytes
    meeting: bytes | None = None
    item: bytes | None = None
    said: str = ""
    """What was typed to find it."""


def find(replica: "Replica", typed: str) -> "list[SearchResult]":
    """What has every word of ``typed`` in its text: a few of each kind."""
    return replica.search(typed, kinds=KINDS, of_each=MOST, limit=MOST * len(KINDS))


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
        self._shown: Sequence[SearchResult | None] = ()
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

    def _show(self, found: "Sequence[SearchResult]", typed: str) -> None:
        shown: list[SearchResult | None] = []
        options: list[Option] = []
        for result in found:
            if not shown or shown[-1] is None or shown[-1].entity != result.entity:
                shown.append(None)
                options.append(Option(Text(SCHEMA[result.entity].label.text(), "bold"), disabled=True))
            shown.append(result)
            options.append(Option(_line(result)))
        if not found and typed.strip():
            options.append(Option(_("Nothing was found."), disabled=True))
        self._shown, self._shown_for = shown, typed
        lines = self.query_one(OptionList)
        lines.clear_options().add_options(options)
        lines.highlighted = next((at for at, result in enumerate(shown) if result is not None), None)


def _line(result: "SearchResult") -> Text:
    """The title, and behind it where it says so; longer titles leave the rest less room."""
    title = cut_to_cells(for_display(result.title), 60, "…")
    text = Text("  " + title, "not bold", no_wrap=True, overflow="ellipsis")
    if result.excerpt and result.excerpt.strip("…") not in result.title:
        text.append(" " * max(2, 34 - cell_width(title)) + for_display(" ".join(result.excerpt.split())), "dim")
    return text
