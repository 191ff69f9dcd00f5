"""The end of a meeting: its checklist, its close, and the draft of its minutes."""

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.meetings import checklist, close_meeting
from netterm.locale import N_, _
from netterm.screens.draft import DraftScreen
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.screens.minutes.dialogs import CloseMeeting
from netterm.screens.paper import save_minutes

__all__ = ["Ending"]

_RUNNING = frozenset({"open", "paused"})

COMMANDS.add(
    Command(
        "minutes.close", N_("Close it"), N_("What is still open, and then close the meeting."), ("f12",),
        Group.MEETING, HERE, writes=True, footer=5, typing=True,
    ),
)  # fmt: skip


class Ending(MinutesBase):
    """The part of the minutes screen that closes the meeting and goes on to its paper."""

    async def do_meeting_paper(self) -> None:
        await self.commit()
        await save_minutes(self, self.meeting)

    async def do_meeting_draft(self) -> None:
        await self.editor.settled()
        await self.commit()
        await self.app.push_screen(DraftScreen(self.meeting))

    async def do_minutes_close(self) -> None:
        await self.editor.settled()
        await self.commit()
        if self.view.state not in _RUNNING:
            self.say_quietly(_("This meeting is not open: there is nothing to close."))
            return
        found = await self.store(lambda replica: checklist(replica, self.meeting))
        if await self.app.push_screen_wait(CloseMeeting(found)):
            await self.store(lambda replica: close_meeting(replica, self.meeting))
            await self.load()
            self.say(N_("The meeting is closed. This is the draft of its minutes; Esc goes back to them."))
            await self.app.push_screen(DraftScreen(self.meeting))
