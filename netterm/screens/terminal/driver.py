"""Textual's driver for the terminals of Linux and macOS, mended where a terminal is used for hours and over lines.

It reads what every terminal sends for a key, survives bytes that are no UTF-8 (old mouse reports, a wrong character
set), comes back from ``kill -STOP`` with its screen whole, and takes what was typed before it began.
"""

import codecs
import os
import signal
from typing import TYPE_CHECKING, Any

from textual.drivers import linux_driver

from netterm.screens.terminal.keys import ASK_FOR_KEYS, ASK_NO_MORE
from netterm.screens.textual_private import forget_shown, messages_of, read_every_key

if TYPE_CHECKING:
    from netterm.screens.terminal.app import OnATerminal

__all__ = ["TerminalDriver"]

_MOUSE_IN_CELLS = "\x1b[?1016l"


class TerminalDriver(linux_driver.LinuxDriver):
    """Runs the screens of an app that is `OnATerminal`."""

    _app: "OnATerminal"
    """The only kind of app that asks for this driver."""
    _has_the_terminal = False

    def __init__(self, app: Any, **how: Any) -> None:
        super().__init__(app, **how)
        # In the loop, not between two steps of whatever runs then: that may hold the very lock that is needed.
        for number, handle in (
            (signal.SIGTSTP, self._sigtstp_application),
            (signal.SIGCONT, self._sigcont_application),
        ):
            self._loop.add_signal_handler(number, handle)

    def start_application_mode(self) -> None:
        read_every_key()
        forget_shown(self._app)
        linux_driver.getincrementaldecoder = _lenient_decoder  # type: ignore[attr-defined]
        self._has_the_terminal = True
        self._app.leave_on_signals()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's, without types
        self.write(ASK_FOR_KEYS)
        self.flush()
        typed, self._app.typed_ahead = self._app.typed_ahead, ""
        for message in messages_of(typed) if typed else ():
            self.process_message(message)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Of the terminal itself: shells hand down COLUMNS and LINES, which stay as they were when it is resized."""
        try:
            columns, lines = os.get_terminal_size(self.fileno)
        except OSError:
            columns, lines = 0, 0
        return (columns, lines) if columns and lines else super()._get_terminal_size()

    def stop_application_mode(self) -> None:
        if self._mouse_pixels:
            self.write(_MOUSE_IN_CELLS)
        self.write(ASK_NO_MORE)
        super().stop_application_mode()
        self._has_the_terminal = False

    def resume_application_mode(self) -> None:
        if self._has_the_terminal:  # nobody could put it down: SIGSTOP asks nobody
            self._must_signal_resume = True
            self.suspend_application_mode()
        super().resume_application_mode()


def _lenient_decoder(encoding: str) -> Any:
    """A decoder that puts a sign in the place of what it cannot read, where Textual's would end the program."""
    return lambda: codecs.getincrementaldecoder(encoding)("replace")
