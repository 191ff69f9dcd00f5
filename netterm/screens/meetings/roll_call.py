"""The roll call: one key for each person, and the quorum in words always in sight."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.attendance import (
    Place,
    mark_absent,
    mark_everybody,
    mark_present,
    mark_proxy,
    quorum_now,
    quorum_words,
    roll,
    unmark,
)
from netterm.locale import N_, _, message
from netterm.model import SCHEMA
from netterm.model.values import Showing
from netterm.screens.minutes import MinutesScreen
from netterm.screens.minutes.view import why_not_here
from netterm.screens.shell import NettermScreen, RecordsChanged
from netterm.screens.who import Who, WhoIs, take_part
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import Column, Row

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["RollCallScreen"]

_AT = ("roll",)
COMMANDS.add(
    Command("roll.here", N_("Here"), N_("The one at the cursor is here; on to the next."), ("space",), Group.MEETING,
            _AT, writes=True, footer=1),
    Command("roll.absent", N_("Not here"), N_("No reason was given."), ("a",), Group.MEETING, _AT, writes=True,
            footer=2),
    Command("roll.sick", N_("Sick"), N_("Not here: sick."), ("s",), Group.MEETING, _AT, writes=True),
    Command("roll.duty", N_("Other duty"), N_("Not here: another duty."), ("d",), Group.MEETING, _AT, writes=True),
    Command("roll.leave", N_("On leave"), N_("Not here: on leave."), ("l",), Group.MEETING, _AT, writes=True),
    Command("roll.proxy", N_("Somebody comes instead"), N_("Another person comes for the one at the cursor."), ("f",),
            Group.MEETING, _AT, writes=True),
    Command("roll.everybody", N_("All the others"), N_("All who were not called yet are here."), ("e",), Group.MEETING,
            _AT, writes=True, footer=3),
    Command("roll.guest", N_("Guest"), N_("Somebody who is not on the list takes part."), ("n", "insert"),
            Group.MEETING, _AT, writes=True, footer=4),
    Command("roll.again", N_("Not called yet"), N_("Take the mark away."), ("backspace",), Group.MEETING, _AT,
            writes=True),
    Command("roll.minutes", N_("On to the minutes"), keys=("w",), group=Group.MEETING, where=_AT, footer=5),
    Command("roll.back", N_("Back"), keys=("escape",), group=Group.MOVE, where=_AT),
)  # fmt: skip


class _RollRows:
    """The attendance list of one meeting."""

    def __init__(self, meeting: bytes) -> None:
        self._meeting = meeting

    def columns(self) -> Sequence[Column]:
        return [Column(_("Name")), Column(_("Here?"), 26), Column(_("Position"), 20)]

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        return [place.attendance for place in roll(replica, self._meeting)]

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        places = {place.attendance: place for place in roll(replica, self._meeting)}
        return [_row(places[id]) for id in ids if id in places]


class RollCallScreen(NettermScreen):
    """Who is at a meeting. Enter goes on to the minutes."""

    PLACE = "roll"
    heading_msgid = N_("Roll call")
    DEFAULT_CSS = "RollCallScreen #quorum { height: 1; padding: 0 1; text-style: bold; }"

    def __init__(self, meeting: bytes) -> None:
        super().__init__()
        self.meeting = meeting

    def body(self) -> ComposeResult:
        yield Static("", markup=False, id="quorum")
        yield RecordList(_RollRows(self.meeting), self._when_empty, id="list")

    @property
    def list(self) -> RecordList:
        """The lines of the roll."""
        return self.query_one("#list", RecordList)

    async def load(self) -> None:
        title, quorum = await self.store(
            lambda replica: (replica.title("meeting", self.meeting), quorum_now(replica, self.meeting))
        )
        self.set_heading(message("Roll call · {meeting}", meeting=title))
        self.query_one("#quorum", Static).update(quorum_words(quorum))
        self.list.reload()

    def concerns(self, changed: RecordsChanged) -> bool:
        return changed.touches("attendance", "presence_span", "meeting")

    def on_record_list_opened(self, _opened: RecordList.Opened) -> None:
        self.do_roll_minutes()

    def do_roll_minutes(self) -> None:
        # Not waited for: this screen goes away by it.
        self.app.switch_screen(MinutesScreen(self.meeting))

    def do_roll_back(self) -> None:
        self.app.pop_screen()

    async def do_roll_here(self) -> None:
        await self._mark(mark_present)

    async def do_roll_absent(self) -> None:
        await self._mark(lambda replica, line: mark_absent(replica, line, "none"))

    async def do_roll_sick(self) -> None:
        await self._mark(lambda replica, line: mark_absent(replica, line, "sick"))

    async def do_roll_duty(self) -> None:
        await self._mark(lambda replica, line: mark_absent(replica, line, "duty"))

    async def do_roll_leave(self) -> None:
        await self._mark(lambda replica, line: mark_absent(replica, line, "leave"))

    async def do_roll_again(self) -> None:
        await self._mark(unmark, by=0)

    async def do_roll_everybody(self) -> None:
        await self.store(lambda replica: mark_everybody(replica, self.meeting))
        await self.load()

    async def do_roll_proxy(self) -> None:
        if (line := self.list.current) is None:
            return
        hint = _("Enter: the first one comes instead of the one at the cursor.")
        who = await self._somebody(_("Who comes instead?"), hint, guests=False)
        if who is not None and (person := who.person) is not None:
            await self.store(lambda replica: mark_proxy(replica, line, person))
            await self.load()

    async def do_roll_guest(self) -> None:
        hint = _("Enter: the first one takes part. A guest: the name, and behind a comma what they are.")
        who = await self._somebody(_("Who takes part?"), hint)
        if who is not None:
            await self.store(lambda replica: take_part(replica, self.meeting, who))
            await self.load()

    async def _somebody(self, question: str, hint: str, *, guests: bool = True) -> Who | None:
        """Somebody who is not on the list yet."""
        listed = await self.store(lambda replica: frozenset(place.person for place in roll(replica, self.meeting)))
        return await self.app.push_screen_wait(WhoIs(question, hint, leave_out=listed, guests=guests))

    async def _mark(self, mark: "Callable[[Replica, bytes], None]", by: int = 1) -> None:
        """Mark the one at the cursor; the cursor goes on at once, so that the next key is for the next one."""
        if (line := self.list.current) is not None:
            self.list.cursor += by
            await self.store(lambda replica: mark(replica, line))
            await self.load()

    def _when_empty(self) -> str:
        return message("Nobody is on the list. {key} adds somebody.", key=COMMANDS.shown_key("roll.guest"))


def _row(place: Place) -> Row:
    classes = SCHEMA["attendance"]["class"]
    if place.here:
        choice = classes.choice(place.class_)
        said = f"✓ {choice.label.text() if choice else ''}"
    else:
        said = f"{'-' if place.called else ' '} {why_not_here(place)}"
    about = place.position_text + (" " + message("for {name}", name=place.stands_for) if place.stands_for else "")
    return Row(place.attendance, (place.name, said, about.strip()), emphasis=not place.called)
