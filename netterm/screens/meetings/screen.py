"""The meetings: planned, opened, gone on with."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.attendance import quorum_now, resumed_words
from netterm.flows.facts import known, text_of
from netterm.flows.meetings import (
    like_the_last,
    next_meeting,
    pause_meeting,
    plan_meeting,
    refuse_cancelling,
    refuse_postponing,
    resume_meeting,
)
from netterm.locale import N_, _, message
from netterm.model.quorum import Quorum
from netterm.model.values import Showing
from netterm.screens.browse import ListScreen, declare_list
from netterm.screens.forms import FormScreen, names_in
from netterm.screens.meetings.agenda import AgendaScreen, open_and_call_roll
from netterm.screens.meetings.draft import DraftScreen
from netterm.screens.meetings.paper import give_notice, save_minutes
from netterm.screens.meetings.putting_off import AskCancellation, AskPostponement
from netterm.screens.meetings.roll_call import RollCallScreen
from netterm.screens.minutes import MinutesScreen
from netterm.screens.widgets.dialogs import Confirm
from netterm.screens.widgets.record_form import Part
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import RecordRows, Row, Rows

if TYPE_CHECKING:
    from netterm.screens.widgets.editors import Held
    from netterm.store import Replica

__all__ = ["MeetingsScreen"]

_LIST = ("meetings",)
_WAITING = frozenset({"planned", "notified", "postponed"})

COMMANDS.add(
    Command("meeting.new", N_("New meeting"), N_("Plan a meeting."), ("n", "insert"), Group.MEETING, _LIST, writes=True,
            footer=3),
    Command("meeting.agenda", N_("Agenda"), N_("Prepare the agenda."), ("a",), Group.MEETING, _LIST, footer=4,
            of_one=True),
    Command("meeting.edit", N_("Edit"), N_("Time, place and the rest of the meeting."), ("e",), Group.MEETING, _LIST,
            writes=True, of_one=True),
    Command("meeting.resume", N_("Resume"), N_("On with a meeting after a break, or closed too early."), ("b",),
            Group.MEETING, _LIST, writes=True, of_one=True),
    Command("meeting.pause", N_("Break"), N_("The meeting that runs pauses."), ("y",), Group.MEETING, _LIST,
            writes=True, of_one=True),
    Command("meeting.postpone", N_("Postpone"), N_("It is held on another day, for a reason."), ("l",), Group.MEETING,
            _LIST, writes=True, of_one=True),
    Command("meeting.cancel", N_("Cancel it"), N_("It is not held, for a reason."), ("d",), Group.MEETING, _LIST,
            writes=True, of_one=True),
    Command("meeting.delete", N_("Delete"), N_("The meeting, with its agenda and minutes."), ("delete",),
            Group.MEETING, _LIST, writes=True, of_one=True),
)  # fmt: skip
declare_list("meetings")

_ASKED = (
    "series", "kind", "title", "starts_at", "place", "access_arrangements", "chair", "secretary", "checker",
    "quorum_required", "next_meeting",
)  # fmt: skip


class _MeetingRows(RecordRows):
    """Meetings, each with its number, title, time, place and state; what runs is marked."""

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        return [
            self._marked(self.row(record, showing), text_of(record, "state"))
            for record in replica.records("meeting", ids)
        ]

    @staticmethod
    def _marked(row: Row, state: str) -> Row:
        running = state in {"open", "paused"}
        return Row(row.id, row.cells, _("now") if running else row.mark, running)


class MeetingsScreen(ListScreen):
    """The list of meetings; the cursor begins on the one that comes next."""

    PLACE = "meetings"
    heading_msgid = N_("Meetings")
    new_command = "meeting.new"
    touched_by = ("meeting", "series")

    def __init__(self) -> None:
        super().__init__()
        self._begun = self._placed = False

    @property
    def stands(self) -> bool:
        return super().stands and self._placed

    def rows(self) -> Rows:
        return _MeetingRows("meeting", fields=("number", "title", "starts_at", "state", "place"))

    def on_record_list_counted(self, _counted: RecordList.Counted) -> None:
        if not self._begun:
            self._begun = True
            self.begin(self._begin_at_next())

    def show_record(self, entity: str, id: bytes) -> None:
        self._begun = self._placed = True
        self.list.place_on(id)

    def opened(self, id: bytes) -> None:
        self.begin(self._show(id))

    def action_tell(self, command_id: str) -> None:
        if COMMANDS[command_id].of_one and self.meeting is None:
            self.say_quietly(self._why_none())
        else:
            super().action_tell(command_id)

    def _why_none(self) -> str:
        if self.list.count or self.has_class("-filtering"):
            return _("No meeting is at the cursor: Esc shows all of them.")
        return message("There is no meeting yet: {key} makes one.", key=COMMANDS.shown_key("meeting.new"))

    @property
    def meeting(self) -> bytes | None:
        """The meeting at the cursor."""
        return self.list.current

    async def do_meeting_new(self) -> None:
        form = await self.store(_new_form)
        id = await self.app.push_screen_wait(form)
        if id is not None:
            self.list.reload()
            await self.app.push_screen(AgendaScreen(id))

    async def do_meeting_edit(self) -> None:
        if (id := self.meeting) is not None:
            form = await self.store(lambda replica: FormScreen.for_record(replica, "meeting", id, _ASKED))
            if form is not None:
                await self.app.push_screen_wait(form)

    async def do_meeting_open(self) -> None:
        if self.meeting is not None:
            await open_and_call_roll(self, self.meeting)

    async def do_meeting_minutes(self) -> None:
        if self.meeting is not None:
            await self.app.push_screen(MinutesScreen(self.meeting))

    async def do_meeting_agenda(self) -> None:
        if self.meeting is not None:
            await self.app.push_screen(AgendaScreen(self.meeting))

    async def do_meeting_roll(self) -> None:
        if self.meeting is not None:
            await self.app.push_screen(RollCallScreen(self.meeting))

    async def do_meeting_draft(self) -> None:
        if self.meeting is not None:
            await self.app.push_screen(DraftScreen(self.meeting))

    async def do_meeting_paper(self) -> None:
        if self.meeting is not None:
            await save_minutes(self, self.meeting)

    async def do_meeting_pdf(self) -> None:
        if self.meeting is not None:
            await save_minutes(self, self.meeting, ".pdf")

    async def do_meeting_notice(self) -> None:
        if self.meeting is not None:
            await give_notice(self, self.meeting)

    async def do_meeting_resume(self) -> None:
        if (id := self.meeting) is not None:
            before, quorum = await self.store(lambda replica: _resume(replica, id))
            self.shell.say(resumed_words(quorum, again=before == "closed"))

    async def do_meeting_pause(self) -> None:
        if (id := self.meeting) is not None:
            await self.store(lambda replica: pause_meeting(replica, id))
            self.say(N_("A break: {key} goes on with the meeting."), key=COMMANDS.shown_key("meeting.resume"))

    async def do_meeting_postpone(self) -> None:
        if (id := self.meeting) is None:
            return
        await self.store(lambda replica: refuse_postponing(replica, id))
        done = await self.app.push_screen_wait(AskPostponement(id))
        if done:
            self.say(N_("Postponed. Notice is given anew with {key}."), key=COMMANDS.shown_key("meeting.notice"))

    async def do_meeting_cancel(self) -> None:
        if (id := self.meeting) is None:
            return
        await self.store(lambda replica: refuse_cancelling(replica, id))
        done = await self.app.push_screen_wait(AskCancellation(id))
        if done:
            self.say(N_("Cancelled. It stays in the list with its reason."))

    async def do_meeting_delete(self) -> None:
        if (id := self.meeting) is None:
            return
        title = await self.store(lambda replica: replica.title("meeting", id))
        question = message("Delete {title}, with its agenda and minutes?", title=title)
        if await self.app.push_screen_wait(Confirm(question, _("Delete"))):
            await self.store(lambda replica: _delete(replica, id))
            key = COMMANDS.shown_key("data.undo")
            self.say(N_("Deleted: {title}. {key} takes it back."), title=title, key=key)

    async def _begin_at_next(self) -> None:
        try:
            found = await self.store(next_meeting)
            if found is not None:
                self.list.place_on(found.id)
        finally:
            self._placed = True

    async def _show(self, id: bytes) -> None:
        """What is planned is prepared, everything else is read or written."""
        state = await self.store(lambda replica: text_of(known(replica, "meeting", id), "state"))
        await self.app.push_screen(AgendaScreen(id) if state in _WAITING else MinutesScreen(id))


def _new_form(replica: "Replica") -> FormScreen:
    part = Part("meeting", before=like_the_last(replica), fields=_ASKED)
    return FormScreen(_("New meeting"), [part], names_in(replica, [part]), save=_plan)


def _plan(replica: "Replica", _parts: Sequence[Part], values: "Sequence[Mapping[str, Held]]") -> bytes:
    single = {name: value for name, value in values[0].items() if not isinstance(value, tuple)}
    return plan_meeting(replica, single)


def _resume(replica: "Replica", id: bytes) -> tuple[str, Quorum]:
    """On with it; the state that it had, and the quorum there is."""
    before = text_of(known(replica, "meeting", id), "state")
    resume_meeting(replica, id)
    return before, quorum_now(replica, id)


def _delete(replica: "Replica", id: bytes) -> None:
    with replica.action() as act:
        act.delete("meeting", id)
