"""The agenda of one meeting: prepared under the five headings, and opened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.agenda import items, move_item, rename_item, reopen_item, withdraw_item
from netterm.flows.facts import facts, known, ref, text_of
from netterm.flows.meetings import open_meeting
from netterm.language.clean import for_display
from netterm.language.dates import DateStyle, format_date, format_moment
from netterm.locale import N_, _, message
from netterm.model.agenda import HEADING_CODES, heading_label, numbered
from netterm.model.values import Showing
from netterm.screens.meetings.draft import DraftScreen
from netterm.screens.meetings.new_item import AskItem
from netterm.screens.meetings.paper import give_notice, save_minutes
from netterm.screens.meetings.roll_call import RollCallScreen
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.view import state_mark
from netterm.screens.shell import NettermScreen, RecordsChanged
from netterm.screens.widgets.dialogs import AskLine, Confirm
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import Column, Row

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["AgendaScreen", "open_and_call_roll"]

_AGENDA = ("agenda",)
_BOTH = ("meetings", "agenda")
_PLANNED = frozenset({"planned", "notified", "postponed"})
_A_DAY_EARLY_OR_LATE = 1
"""Days: nobody is asked whether that is meant."""

COMMANDS.add(
    Command("meeting.open", N_("Open it"), N_("Open the meeting: agenda carried over, time and quorum stamped."),
            ("o",), Group.MEETING, _BOTH, writes=True, footer=1, of_one=True),
    Command("meeting.minutes", N_("Minutes"), N_("Write or read the minutes."), ("w",), Group.MEETING, _BOTH, footer=2,
            of_one=True),
    Command("meeting.roll", N_("Roll call"), N_("Who is here, and the quorum."), ("r",), Group.MEETING, _BOTH,
            of_one=True),
    Command("item.new", N_("New item"), N_("Under the heading at the cursor."), ("n", "insert"), Group.MEETING, _AGENDA,
            writes=True, footer=3),
    Command("item.up", N_("Move up"), N_("Before the item above, or under the heading before."), ("shift+up", "K"),
            Group.MEETING, _AGENDA, writes=True, footer=4),
    Command("item.down", N_("Move down"), N_("Behind the item below, or under the next heading."), ("shift+down", "J"),
            Group.MEETING, _AGENDA, writes=True),
    Command("item.rename", N_("Rename"), N_("Another title."), ("e",), Group.MEETING, _AGENDA, writes=True),
    Command("item.withdraw", N_("Withdraw"), N_("Take the item off the agenda, or put it back."), ("d",), Group.MEETING,
            _AGENDA, writes=True),
    Command("agenda.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=_AGENDA),
)  # fmt: skip


class _AgendaRows:
    """The five headings, each with its items below."""

    def __init__(self, meeting: bytes) -> None:
        self._meeting = meeting

    def columns(self) -> Sequence[Column]:
        return [Column(_("No."), 6), Column(_("Item")), Column(_("Presenter"), 24), Column(_("State"), 16)]

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        agenda = items(replica, self._meeting)
        found: list[bytes] = []
        for code in HEADING_CODES:
            found.append(code.encode())
            found += [each.id for each in agenda if text_of(each, "heading") == code]
        return found

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        agenda = {each.id: each for each in items(replica, self._meeting)}
        named = dict(zip(HEADING_CODES, _headings(replica), strict=True))
        numbers = {each["id"]: number for number, each in numbered(map(facts, agenda.values()))}
        found = []
        for id in ids:
            if code := _heading(id):
                found.append(Row(id, (code, named[code], "", ""), emphasis=True))
            elif record := agenda.get(id):
                state = record.entity["state"].choice(text_of(record, "state"))
                said = f"{state_mark(text_of(record, 'state'))} {state.label.text() if state else ''}"
                presenter = ref(record, "presenter")
                name = showing.name_of("person", presenter) if presenter else ""
                found.append(Row(id, (numbers.get(id, ""), text_of(record, "title"), name, said)))
        return found


class AgendaScreen(NettermScreen):
    """The agenda of one meeting, to be prepared."""

    PLACE = "agenda"
    heading_msgid = N_("Agenda")

    def __init__(self, meeting: bytes) -> None:
        super().__init__()
        self.meeting = meeting

    def body(self) -> ComposeResult:
        yield Static("", markup=False, id="about")
        yield RecordList(_AgendaRows(self.meeting), id="list")

    @property
    def list(self) -> RecordList:
        """The headings and items."""
        return self.query_one("#list", RecordList)

    @property
    def item(self) -> bytes | None:
        """The item at the cursor; None on a heading."""
        current = self.list.current
        return None if current is None or _heading(current) else current

    async def load(self) -> None:
        def about(replica: "Replica") -> tuple[str, str]:
            record = known(replica, "meeting", self.meeting)
            when = format_moment(datetime.fromisoformat(text_of(record, "starts_at")))
            return replica.title("meeting", self.meeting), for_display(f"{when} · {text_of(record, 'place')}")

        title, said = await self.store(about)
        self.set_heading(message("Agenda · {meeting}", meeting=title))
        self.query_one("#about", Static).update(said)
        self.list.reload()

    def concerns(self, changed: RecordsChanged) -> bool:
        return changed.touches("agenda_item", "meeting")

    async def on_record_list_opened(self, opened: RecordList.Opened) -> None:
        if not _heading(opened.id):
            await self.app.push_screen(MinutesScreen(self.meeting, opened.id))

    async def do_item_new(self) -> None:
        heading, named = await self._heading_at_cursor(), await self.store(_headings)
        item = await self.app.push_screen_wait(AskItem(self.meeting, heading, named))
        if item is not None:
            self.list.reload()
            self.call_later(self.list.place_on, item)

    async def do_item_rename(self) -> None:
        if (item := self.item) is None:
            return
        before = await self.store(lambda replica: text_of(known(replica, "agenda_item", item), "title"))
        title = await self.app.push_screen_wait(AskLine(_("Title of the item"), before))
        if title is not None:
            await self.store(lambda replica: rename_item(replica, item, title))
            self.list.reload()

    async def do_item_up(self) -> None:
        await self._move(-1)

    async def do_item_down(self) -> None:
        await self._move(1)

    async def do_item_withdraw(self) -> None:
        if (item := self.item) is None:
            return

        def turn(replica: "Replica") -> None:
            withdrawn = text_of(known(replica, "agenda_item", item), "state") == "withdrawn"
            (reopen_item if withdrawn else withdraw_item)(replica, item)

        await self.store(turn)
        self.list.reload()

    async def do_meeting_open(self) -> None:
        await open_and_call_roll(self, self.meeting)

    async def do_meeting_minutes(self) -> None:
        await self.app.push_screen(MinutesScreen(self.meeting, self.item))

    async def do_meeting_roll(self) -> None:
        await self.app.push_screen(RollCallScreen(self.meeting))

    async def do_meeting_draft(self) -> None:
        await self.app.push_screen(DraftScreen(self.meeting))

    async def do_meeting_paper(self) -> None:
        await save_minutes(self, self.meeting)

    async def do_meeting_pdf(self) -> None:
        await save_minutes(self, self.meeting, ".pdf")

    async def do_meeting_notice(self) -> None:
        await give_notice(self, self.meeting)

    def do_agenda_leave(self) -> None:
        self.app.pop_screen()

    async def _move(self, by: int) -> None:
        if (item := self.item) is not None:
            await self.store(lambda replica: move_item(replica, item, by))
            self.list.reload()

    async def _heading_at_cursor(self) -> str:
        current = self.list.current
        if current is None:
            return "4"
        code = _heading(current)
        return code or await self.store(lambda replica: text_of(known(replica, "agenda_item", current), "heading"))


async def open_and_call_roll(screen: NettermScreen, meeting: bytes) -> None:
    """Open a meeting and call the roll; one that is open already is gone on with."""
    state, planned, today = await screen.store(lambda replica: _when(replica, meeting))
    if state in {"open", "paused"}:
        await screen.app.push_screen(MinutesScreen(meeting))
        return
    days = {"planned": format_date(planned, DateStyle.LONG), "today": format_date(today, DateStyle.LONG)}
    apart = abs((today - planned).days)
    if state in _PLANNED and apart > _A_DAY_EARLY_OR_LATE:
        question = message("This meeting is planned for {planned}, and today is {today}. Open it today?", **days)
        if not await screen.app.push_screen_wait(Confirm(question, _("Open it today"))):
            return
    await screen.store(lambda replica: open_meeting(replica, meeting))
    await screen.app.push_screen(RollCallScreen(meeting))
    if state in _PLANNED and apart == _A_DAY_EARLY_OR_LATE:
        screen.say(N_("Opened today, {today}; it was planned for {planned}."), **days)


def _when(replica: "Replica", meeting: bytes) -> tuple[str, date, date]:
    """How a meeting stands, the day that it is planned for, and today."""
    record = known(replica, "meeting", meeting)
    return text_of(record, "state"), datetime.fromisoformat(text_of(record, "starts_at")).date(), replica.today()


def _headings(replica: "Replica") -> tuple[str, ...]:
    """The names of the five headings in this network."""
    network = next(iter(replica.list("network", limit=1)), None)
    renamed = facts(network) if network else {}
    return tuple(heading_label(code, renamed) for code in HEADING_CODES)


def _heading(id: bytes) -> str:
    """The code of the heading that a line stands for; '' for an item."""
    return id.decode() if len(id) == 1 else ""
