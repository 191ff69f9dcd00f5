"""A meeting that is held later, or not at all: the reason, and the new time where there is one."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from netterm.errors import Failure
from netterm.flows.meetings import cancel_meeting, postpone_meeting
from netterm.language.dates import DateStyle, format_moment, parse_moment
from netterm.locale import _
from netterm.screens.asking import Asking, said
from netterm.screens.thai import ThaiInput
from netterm.store import Replica

__all__ = ["AskCancellation", "AskPostponement"]


class _PuttingOff(Asking[bool]):
    """Asks for the reason, which the members read."""

    def __init__(self, meeting: bytes) -> None:
        super().__init__()
        self._meeting = meeting

    def reason(self) -> ComposeResult:
        """The line for the reason."""
        with Horizontal():
            yield said(_("Reason"), classes="label")
            yield ThaiInput(compact=True, id="reason")

    def on_mount(self) -> None:
        self.query_one("#reason", Input).focus()


class AskCancellation(_PuttingOff):
    """Why a meeting is not held."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Cancel this meeting?"), classes="title")
            yield from self.reason()
            yield said("", classes="failure")
            yield said(_("Enter or F2 cancels it; Esc leaves it as it is."), classes="hint")

    async def write(self) -> bool:
        reason, meeting = self.value("reason"), self._meeting
        await self.store(lambda replica: cancel_meeting(replica, meeting, reason))
        return True


class AskPostponement(_PuttingOff):
    """Why a meeting is held later, and when; the day may be open."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Postpone this meeting?"), classes="title")
            yield from self.reason()
            with Horizontal():
                yield said(_("New time"), classes="label")
                yield ThaiInput(compact=True, id="starts_at", placeholder=_("not known yet: leave it empty"))
            yield said("", id="day", classes="hint")
            yield said("", classes="failure")
            yield said(_("Enter or F2 postpones it; Esc leaves it as it is."), classes="hint")

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "starts_at":
            self.begin(self._say_when(changed.value), alone="day")

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        submitted.prevent_default()  # the base dialog would take Enter for the end
        if submitted.input.id == "reason" and submitted.value.strip():
            self.focus_next()
        else:
            self.begin_save()

    async def _say_when(self, typed: str) -> None:
        """The moment that was typed, in full, so that a slip of the key shows."""
        try:
            shown = await self.store(lambda replica: _moment_shown(replica, typed)) if typed.strip() else ""
        except Failure:
            shown = ""
        self.query_one("#day", Static).update(shown)

    async def write(self) -> bool:
        reason, typed, meeting = self.value("reason"), self.value("starts_at"), self._meeting

        def write(replica: Replica) -> None:
            moment = parse_moment(typed, replica.now()) if typed else None
            starts_at = moment.replace(tzinfo=None).isoformat(timespec="minutes") if moment else ""
            postpone_meeting(replica, meeting, reason, starts_at)

        await self.store(write)
        return True


def _moment_shown(replica: Replica, typed: str) -> str:
    return format_moment(parse_moment(typed, replica.now()), DateStyle.FULL)
