"""Asking the terminal what it is, and the person at it how to go on."""

import os
import select
import shutil
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TextIO

from netterm import settings
from netterm.locale import Language, current
from netterm.wiring.terminal import (
    QUESTION,
    Answer,
    Hindrance,
    answer_in,
    hindrance,
    is_known_good,
    is_whole,
    without_terminal,
)

__all__ = ["Asked", "may_go_on_in_thai", "use_encoding", "within"]

PATIENCE: Final = 0.5
"""Seconds from the question on within which a terminal answers, over a slow line too; one that never does costs less,
since the screens are loaded meanwhile."""
_GO_ON: Final = "Press Enter to go on in English, or Ctrl+C to stop. (With --lang en this is not asked.) "
_YES: Final = "Type y and Enter to go on in Thai, or Enter alone for English. "


class Asked:
    """The terminal of this process, asked at the beginning of a ``with`` block; put back in order at its end.

    Raises `NoTerminal` where screens cannot be shown.
    """

    def __init__(self) -> None:
        input, output = sys.__stdin__, sys.__stderr__  # those that Textual uses
        failure = without_terminal(os.environ, _is_terminal(input) and _is_terminal(output))
        if failure is not None:
            raise failure
        self._input, self._output = input, output
        self._before: list[Any] | None = None
        self._until = 0.0
        self._received = b""
        self._tmux: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        if "TMUX" in os.environ:
            self._tmux = _ask_tmux()
        elif not is_known_good(os.environ):
            self._ask()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._put_back()

    def hindrance(self) -> tuple[Hindrance | None, str]:
        """What keeps it from drawing Thai; and what the person typed meanwhile."""
        answer = self._answer()
        return hindrance(os.environ, answer, self._said_by_tmux()), answer.typed

    def _ask(self) -> None:
        import termios

        if self._input is None or self._output is None:
            return
        number = self._input.fileno()
        try:
            self._before = termios.tcgetattr(number)
            now = termios.tcgetattr(number)
            now[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(number, termios.TCSANOW, now)
            os.write(self._output.fileno(), QUESTION.encode())
        except (OSError, termios.error):
            self._put_back()
            return
        self._until = time.monotonic() + PATIENCE

    def _answer(self) -> Answer:
        if self._before is None or self._input is None:
            return Answer()
        number = self._input.fileno()
        while not is_whole(self._received):
            if not select.select([number], [], [], max(self._until - time.monotonic(), 0))[0]:
                break
            more = os.read(number, 1024)
            self._received += more
            if not more:
                break
        self._put_back()
        return answer_in(self._received)

    def _said_by_tmux(self) -> str:
        if self._tmux is None:
            return ""
        try:
            return self._tmux.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            self._tmux.kill()
            return self._tmux.communicate()[0]

    def _put_back(self) -> None:
        if self._before is not None and self._input is not None:
            import termios

            with suppress(termios.error, OSError):
                termios.tcsetattr(self._input.fileno(), termios.TCSANOW, self._before)
            self._before = None


def may_go_on_in_thai(found: Hindrance) -> bool:
    """Tell the person what to do, and ask whether to go on in Thai. Raises `KeyboardInterrupt` for who would not."""
    if found is Hindrance.PUTTY and (current() is Language.EN or _is_remembered(found)):
        return True
    asked = _YES if found is Hindrance.PUTTY else _GO_ON
    sys.stderr.write(within(f"{found.value}\n\n{asked}", shutil.get_terminal_size().columns))
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    thai = found is Hindrance.PUTTY and line.strip().lower() in {"y", "yes", "ย", "ใช่"}
    if thai:
        _remember(found)
    return thai


def within(text: str, columns: int) -> str:
    """A text of several lines, no word of which is cut in two at the edge; what ends with a space waits for a key."""
    lines = (textwrap.fill(line, max(columns - 1, 1)) for line in text.splitlines())
    return "\n".join(lines) + " " * text.endswith(" ")


def use_encoding(found: Hindrance | None) -> None:
    """Write to the terminal what it reads: UTF-8, whatever the locale says, unless it is known to read none."""
    for stream in (sys.__stdout__, sys.__stderr__):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and sys.platform != "win32":
            reconfigure(encoding="utf-8" if found is None or found.reads_utf8 else "ascii", errors="replace")


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _ask_tmux() -> "subprocess.Popen[str] | None":
    """It has a screen of its own, and knows of the one around it."""
    command = ["tmux", "display-message", "-p", "#{client_utf8} #{client_termname}"]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
    except OSError:
        return None


def _memory() -> Path:
    """Beside the settings: which terminals the person has seen to."""
    return settings.config_path().with_name("terminals")


def _is_remembered(found: Hindrance) -> bool:
    try:
        return found.name in _memory().read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return False


def _remember(found: Hindrance) -> None:
    with suppress(OSError):  # a help, not a promise
        _memory().parent.mkdir(parents=True, exist_ok=True)
        with _memory().open("a", encoding="utf-8") as file:
            file.write(f"{found.name}\n")
