"""The recording of a meeting that somebody hands to the person at this computer: offered wherever they are."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from textual.message import Message

from netterm.commands import COMMANDS
from netterm.locale import message
from netterm.screens.shell import NettermScreen, RecordsChanged, Shell

if TYPE_CHECKING:
    from textual.app import App

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["RecordingOffered"]


class RecordingOffered(_AnyApp):
    """To be mixed into an app that is a `Shell`: call `begin_offering` once a replica is open."""

    _offered: frozenset[bytes] = frozenset()

    @property
    def _shell(self) -> Shell:
        return cast(Shell, self)

    def begin_offering(self) -> None:
        """Hear of what others change."""
        self._shell.news.subscribe(self, self._hear_of_recording, immediate=True)

    def _hear_of_recording(self, news: Message) -> None:
        if isinstance(news, RecordsChanged) and not news.own:
            for entity, id in news.records:
                if entity == "meeting":
                    self.run_worker(self._offer_recording(id))

    def _is_typed(self, screen: NettermScreen) -> bool:
        """Whether somebody types there, or may: a dialog would take the letters, and Enter for its answer."""
        is_quiet = screen.has_letters and not screen.text_takes_letters and screen.stands
        return not (is_quiet and self.app_focus and not self._shell.keys_wait)

    async def _offer_recording(self, meeting: bytes) -> None:
        from netterm.flows.recording import handed_to_me

        handed = await asyncio.to_thread(handed_to_me, self._shell.replica, meeting)
        if handed is None or handed.entry in self._offered:
            return
        self._offered |= {handed.entry}
        screen = self.screen
        if getattr(screen, "PLACE", "") == "minutes" and getattr(screen, "meeting", b"") == meeting:
            return  # which says so itself
        if not isinstance(screen, NettermScreen) or self._is_typed(screen):
            key = COMMANDS.shown_key("go.meetings")
            self._shell.say(
                message(
                    "{name} hands the recording of {meeting} to you: {key} shows the meetings.",
                    name=handed.by,
                    meeting=handed.title,
                    key=key,
                )
            )
            return
        from netterm.screens.meetings.take_over import TakeOver

        if await self.push_screen_wait(TakeOver(handed)):
            from netterm.screens.minutes import MinutesScreen

            await self.push_screen(MinutesScreen(meeting))
