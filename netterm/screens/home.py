"""Home: what comes next, what waits for me, and how things stand, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS
from netterm.language.clean import for_display
from netterm.locale import N_, _, message, ngettext
from netterm.model import SCHEMA, Value
from netterm.model.task_rules import OPEN_STATES, days_left
from netterm.model.values import Showing, show
from netterm.screens.places import Step, is_there, opened_anew
from netterm.screens.shell import NettermScreen, SyncChanged
from netterm.screens.shell.remembering import way_back
from netterm.screens.widgets.lines import sync_in_words

if TYPE_CHECKING:
    from netterm.store import Record, Replica

__all__ = ["HomeScreen"]

MOST_TASKS = 8
COMING_MEETINGS = ("planned", "notified", "open", "paused")
_RUNNING = frozenset({"open", "paused"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a heading where it has no place, otherwise something that Enter opens."""

    text: str
    entity: str = ""
    id: bytes = b""
    go: str = ""
    way: tuple[Step, ...] = ()
    """What Enter goes along, in place of a single record."""

    @property
    def is_heading(self) -> bool:
        return not (self.entity or self.go or self.way)


class HomeScreen(NettermScreen):
    """The first screen of a day."""

    PLACE = "home"
    heading_msgid = N_("Home")

    DEFAULT_CSS = """
    HomeScreen OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    HomeScreen OptionList { height: 1fr; border: none; background: $background; padding: 0 1; }
    HomeScreen OptionList:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._own: Sequence[Entry] = ()
        self._entries: Sequence[Entry] = ()

    def body(self) -> ComposeResult:
        yield OptionList(markup=False)

    async def load(self) -> None:
        way = tuple(way_back(self.shell))
        self._own = await self.store(
            lambda replica: [*_unfinished(replica, way), *_entries(replica, self.shell.showing())]
        )
        self._show_all()

    def on_sync_changed(self, _changed: SyncChanged) -> None:
        if self._own and self.is_current:
            self._show_all()

    def _show_all(self) -> None:
        self._show([*self._own, Entry(""), Entry(_("How things stand")), *self._standing()])

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        entry = self._entries[selected.option_index]
        if entry.go:
            self.shell.go(entry.go)
        elif entry.way:
            self.begin(self._go_along(entry.way))
        else:
            self.shell.open_record(entry.entity, entry.id)

    async def _go_along(self, way: Sequence[Step]) -> None:
        self.shell.keep("back", "")
        await self.shell.arrive(way[0].place)
        for step in way[1:]:
            await self.app.push_screen(opened_anew(step))
        self.reload()

    def _standing(self) -> list[Entry]:
        saved = _("Read only") if self.shell.replica.read_only else _("Everything is saved on this computer.")
        return [Entry("  " + saved, go="settings"), Entry("  " + sync_in_words(self.shell.sync.state()), go="peers")]

    def _show(self, entries: Sequence[Entry]) -> None:
        lines = self.query_one(OptionList)
        if list(entries) == list(self._entries):
            return
        at = lines.highlighted
        self._entries = entries
        lines.clear_options().add_options([_option(entry) for entry in entries])
        usable = [index for index, entry in enumerate(entries) if not entry.is_heading]
        lines.highlighted = at if at in usable else next(iter(usable), None)


def _option(entry: Entry) -> Option:
    text = Text(for_display(entry.text), "bold" if entry.is_heading else "", no_wrap=True, overflow="ellipsis")
    return Option(text, disabled=entry.is_heading)


def _unfinished(replica: "Replica", way: tuple[Step, ...]) -> list[Entry]:
    """The minutes that somebody left a while ago, where they are still there."""
    if not way or not is_there(replica, way[-1]):
        return []
    return [Entry(_("Go on with the minutes that you were writing"), way=way), Entry("")]


def _entries(replica: "Replica", showing: Showing) -> list[Entry]:
    """What stands on the screen, from the replica alone."""
    return [*_next_meeting(replica, showing), Entry(""), *_my_tasks(replica, showing), Entry(""), *_waiting(replica)]


def _next_meeting(replica: "Replica", showing: Showing) -> list[Entry]:
    lines = [Entry(_("Next meeting"))]
    coming = replica.list("meeting", {"state": COMING_MEETINGS}, order=["starts_at"], limit=20)
    since = (replica.now() - timedelta(hours=12)).isoformat(timespec="minutes")
    due = [each for each in coming if each["state"] in _RUNNING or str(each["starts_at"]) >= since]
    if not due:
        key = COMMANDS.shown_key("go.meetings")
        return [*lines, Entry(message("  No meeting is planned. {key} shows the meetings.", key=key), go="meetings")]
    meeting = due[0]
    when, state = _field(meeting, "starts_at", showing), _field(meeting, "state", showing)
    # What a narrow screen cuts off is what can be looked up: that it runs now is not.
    begins = (state, when) if meeting["state"] in _RUNNING else (when, state)
    parts = (*begins, replica.title("meeting", meeting.id), _field(meeting, "place", showing))
    said = " · ".join(filter(None, parts))
    if meeting["state"] in _RUNNING:
        way = (Step("meetings"), Step("minutes", (meeting.id, None)))
        return [Entry(_("The meeting that runs now")), Entry(f"  {said}", way=way)]
    return [*lines, Entry(f"  {said}", "meeting", meeting.id)]


def _my_tasks(replica: "Replica", showing: Showing) -> list[Entry]:
    lines = [Entry(_("My tasks"))]
    states: tuple[Value, ...] = tuple(sorted(OPEN_STATES))
    mine = replica.list("task", {"assignee": replica.me, "state": states}, order=["due"]) if replica.me else []
    if not mine:
        return [*lines, Entry("  " + _("You have no open tasks."), go="tasks")]
    lines += [Entry("  " + _task_line(replica, each, showing), "task", each.id) for each in mine[:MOST_TASKS]]
    if len(mine) > MOST_TASKS:
        more = len(mine) - MOST_TASKS
        lines.append(
            Entry("  " + ngettext("and {count} more", "and {count} more", more).format(count=more), go="tasks")
        )
    return lines


def _task_line(replica: "Replica", task: "Record", showing: Showing) -> str:
    left = days_left({"due": _single(task["due"])}, replica.today())
    due = _field(task, "due", showing)
    if left is not None and left < 0:
        late = ngettext("{count} day overdue", "{count} days overdue", -left).format(count=-left)
        return f"{due}  [{late}]  {_field(task, 'title', showing)}"
    return f"{due}  {_field(task, 'title', showing)}"


def _waiting(replica: "Replica") -> list[Entry]:
    from netterm.flows.late_changes import waiting_meetings
    from netterm.screens.meetings.unsaid import says_more

    lines = [Entry(_("What waits"))]
    states: tuple[Value, ...] = tuple(sorted(OPEN_STATES))
    today = replica.today().isoformat()
    overdue = sum(1 for each in replica.list("task", {"state": states}, order=["due"]) if str(each["due"]) < today)
    submitted = replica.count("task", {"state": "submitted"})
    conflicts = len(replica.conflicts())
    late = len(waiting_meetings(replica, says_more))
    said = [
        (
            overdue,
            ngettext("{count} task of the network is overdue", "{count} tasks of the network are overdue", overdue),
            "tasks",
        ),
        (
            submitted,
            ngettext("{count} result waits to be checked", "{count} results wait to be checked", submitted),
            "tasks",
        ),
        (
            conflicts,
            ngettext("{count} conflict waits for a choice", "{count} conflicts wait for a choice", conflicts),
            "conflicts",
        ),
        (
            late,
            ngettext(
                "{count} certified meeting was written into afterwards",
                "{count} certified meetings were written into afterwards",
                late,
            ),
            "conflicts",
        ),
    ]
    found = [Entry("  " + text.format(count=count), go=place) for count, text, place in said if count]
    return [*lines, *(found or [Entry("  " + _("Nothing waits for an answer."), go="conflicts")])]


def _field(record: "Record", name: str, showing: Showing) -> str:
    return show(SCHEMA[record.entity.name][name], _single(record[name]), showing)


def _single(held: object) -> Value:
    return held if isinstance(held, (str, int, bytes, bool)) else None
