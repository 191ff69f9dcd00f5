"""The end of a meeting: its checklist, its close, and the draft of its minutes."""

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.certification import Uncertified
from netterm.flows.meetings import checklist, close_meeting
from netterm.flows.minutes import certified, render
from netterm.locale import N_, _
from netterm.screens.editing.moves import Caret
from netterm.screens.meetings.closing import CloseMeeting, Closing
from netterm.screens.meetings.draft import DraftScreen
from netterm.screens.meetings.paper import save_minutes
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.store import Replica

__all__ = ["Ending"]

_RUNNING = frozenset({"open", "paused"})
_OVER = frozenset({"closed", "certified"})

COMMANDS.add(
    Command(
        "minutes.close", N_("Close it"), N_("What is still open, and then close the meeting."), ("f12",),
        Group.MEETING, HERE, writes=True, footer=5, typing=True,
    ),
)  # fmt: skip


class Ending(MinutesBase):
    """The part of the minutes screen that closes the meeting and goes on to its paper."""

    def keys_here(self, command: Command) -> tuple[str, ...]:
        """The key that closes a meeting goes on to its paper once it is closed, as it does by closing it."""
        closing = COMMANDS["minutes.close"]
        if command.id == "meeting.draft" and self.view.state in _OVER and self.may(closing):
            return (*super().keys_here(closing), *super().keys_here(command))
        return super().keys_here(command)

    async def do_meeting_paper(self) -> None:
        await self.editor.settled()
        await self.commit()
        await save_minutes(self, self.meeting)

    async def do_meeting_draft(self) -> None:
        await self.editor.settled()
        await self.commit()
        await self.app.push_screen(DraftScreen(self.meeting))

    async def do_minutes_close(self) -> None:
        await self.editor.settled()
        await self.commit()
        if self.view.state in _OVER:
            await self.app.push_screen(DraftScreen(self.meeting))
            return
        if self.view.state not in _RUNNING:
            self.say_quietly(_("This meeting is not open: there is nothing to close."))
            return
        found = await self.store(lambda replica: checklist(replica, self.meeting))
        chosen = await self.app.push_screen_wait(CloseMeeting(found))
        if chosen is None:
            return
        if chosen.minutes is not None:
            await self._certify(chosen.minutes)
            return
        if chosen.item is not None:
            await self._look_at(chosen)
            return
        await self.store(lambda replica: _close(replica, self.meeting))
        await self.load()
        self.say(N_("The meeting is closed. This is the draft of its minutes; Esc goes back to them."))
        await self.app.push_screen(DraftScreen(self.meeting))

    async def _certify(self, minutes: Uncertified) -> None:
        """Minutes of a meeting before: here where they can be certified, else on their paper."""
        if minutes.circulated:
            self.action_tell("minutes.certify")
        else:
            await self.app.push_screen(DraftScreen(minutes.meeting))

    async def _look_at(self, chosen: Closing) -> None:
        """The item that the checklist named, with the cursor in the line that it named."""
        if chosen.item is not None:
            await self.go(chosen.item)
        lines = self.editor.sheet.lines
        number = next((at for at, line in enumerate(lines) if chosen.line and line.strip() == chosen.line), None)
        if number is not None:
            self.editor.sheet.put(Caret(lines.place(number, len(lines[number]))))
            self.editor.changed()


def _close(replica: Replica, meeting: bytes) -> None:
    """Close it, and keep the draft of its minutes: one step less for who writes them."""
    from netterm.papers import minutes

    close_meeting(replica, meeting)
    if certified(replica, meeting) is None:
        render(replica, meeting, minutes.markdown(replica, meeting))
