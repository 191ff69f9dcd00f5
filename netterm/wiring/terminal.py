"""Which terminal the screens will stand on: found out, and told to the person, before anything is painted.

What is known from the environment is not asked. Else the terminal itself is: a letter with a mark is written, and it
says where its cursor is then. It is asked before the screens are loaded and heard when they are, so that this takes no
time. Where Thai cannot be drawn that is said in English, for anything else could not be read.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from netterm.errors import Failure
from netterm.locale import N_

if TYPE_CHECKING:
    from netterm.screens.terminal.app import Letters

__all__ = [
    "QUESTION",
    "Answer",
    "Hindrance",
    "NoTerminal",
    "answer_in",
    "hindrance",
    "is_known_good",
    "is_whole",
    "without_terminal",
]


class NoTerminal(Failure):
    """There is nothing that screens could be painted on."""


class Hindrance(Enum):
    """Why Thai cannot be read there; the value is what to do. English alone, for nothing else can be read."""

    CONSOLE = (
        "This is the text console of Linux, and it has no Thai letters.\n"
        "Open a terminal window on a desktop instead, or connect to this computer with SSH from one."
    )
    NOT_UTF8 = (
        "This terminal or its locale is not set to UTF-8, so Thai cannot be read here.\n"
        "Choose UTF-8 in the terminal's settings (PuTTY: Window > Translation), and type: export LC_ALL=C.UTF-8"
    )
    TMUX = (
        "tmux was started without UTF-8, so Thai cannot be read here.\n"
        "Detach with Ctrl+B d, and come back with: tmux -u attach"
    )
    MARKS = (
        "This terminal does not put Thai vowels and tone marks on their letters, so lines fall apart.\n"
        "Use another one: GNOME Terminal, Konsole, kitty, xterm, PuTTY and Windows Terminal do."
    )
    WINDOWS = (
        "This old console window of Windows does not put Thai marks on their letters.\n"
        "Start netterm in Windows Terminal instead, which is free in the Microsoft Store."
    )
    PUTTY = (
        "This is PuTTY, and its font may have no Thai. Do you see three Thai words here,\n"
        "with marks above and below them, and no boxes?\n\n"
        "    ที่ประชุม  ปู่  ผู้ใหญ่\n\n"
        "If not, choose another font under Window > Appearance, such as Courier New."
    )

    @property
    def letters(self) -> "Letters":
        """What the screens can use there all the same."""
        from netterm.screens.terminal.app import Letters

        if self is Hindrance.PUTTY:
            return Letters.ALL
        return Letters.NO_THAI if self.reads_utf8 else Letters.ASCII

    @property
    def reads_utf8(self) -> bool:
        return self not in {Hindrance.NOT_UTF8, Hindrance.TMUX}


ANOTHER_DRIVER: Final = "TEXTUAL_DRIVER"
"""Textual's own variable for painting somewhere else: in memory, or in a browser."""
_LETTER_WITH_MARK: Final = "อี"
"""None of its bytes is a control character of a terminal that does not know UTF-8."""
QUESTION: Final = f"\r{_LETTER_WITH_MARK}\x1b[6n\r\x1b[K\x1b[>c\x1b[c"
"""Where is the cursor behind it; who are you; and what every terminal answers, so that it is known when to go on."""
_CURSOR = re.compile(rb"\x1b\[\d+;(\d+)R")
_NAME = re.compile(rb"\x1b\[>([\d;]*)c")
_LAST = re.compile(rb"\x1b\[\?[\d;]*c")
_PUTTY = b"0;136;0"
_GOOD_VARIABLES: Final = ("VTE_VERSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION", "ALACRITTY_WINDOW_ID")
_GOOD_TERMS: Final = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "konsole", "vte")
_MANY_COLOURS: Final = frozenset({"truecolor", "24bit"})
_PLAIN_LOCALES: Final = frozenset({"", "C", "POSIX"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a terminal said of itself."""

    cells: int | None = None
    """That a letter with a mark takes; None where it did not say."""
    is_putty: bool = False
    typed: str = ""
    """What came from the person meanwhile."""


def is_whole(received: bytes) -> bool:
    """Whether all of the answer is in what a terminal sent."""
    return _LAST.search(received) is not None


def answer_in(received: bytes) -> Answer:
    """The answer, or as much as there is of it."""
    cursor, name = _CURSOR.search(received), _NAME.search(received)
    typed = received
    for reply in (_CURSOR, _NAME, _LAST):
        typed = reply.sub(b"", typed)
    return Answer(
        int(cursor[1]) - 1 if cursor else None, bool(name and name[1] == _PUTTY), typed.decode(errors="replace")
    )


def without_terminal(environ: Mapping[str, str], are_terminals: bool) -> NoTerminal | None:
    """Why screens cannot stand there at all."""
    if ANOTHER_DRIVER in environ:
        return None
    if not are_terminals:
        return NoTerminal(
            N_("The screens need a terminal to be shown in. Commands such as “netterm list task” work without one.")
        )
    if environ.get("TERM") in {"dumb", "unknown"}:
        return NoTerminal(
            N_(
                "This terminal can only print lines (TERM={term}), and the screens need one that can be painted on. "
                "Commands such as “netterm list task” work here."
            ),
            term=environ["TERM"],
        )
    return None


def is_known_good(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether the environment says that it is a terminal which draws Thai: it need not be asked then."""
    if platform == "win32" or ANOTHER_DRIVER in environ:
        return True  # what is not good on Windows is known, too
    if "TMUX" in environ:
        return False
    return (
        any(environ.get(name) for name in _GOOD_VARIABLES)
        or environ.get("TERM", "").startswith(_GOOD_TERMS)
        or environ.get("COLORTERM") in _MANY_COLOURS
    )


def hindrance(
    environ: Mapping[str, str], answer: Answer, said_by_tmux: str = "", platform: str = sys.platform
) -> Hindrance | None:
    """What keeps a terminal from drawing Thai, as far as can be known.

    tmux says whether the terminal around it reads UTF-8 (``0`` or ``1``), and the name of its kind.
    """
    if platform == "win32":
        return None if _is_new_window(environ) else Hindrance.WINDOWS
    if _is_console(environ.get("TERM", "")):
        return Hindrance.CONSOLE
    if "TMUX" in environ:
        return _through_tmux(said_by_tmux)
    if is_known_good(environ, platform):
        return None
    if answer.cells is None:
        return None if _speaks_utf8(environ) else Hindrance.NOT_UTF8
    if answer.cells > len(_LETTER_WITH_MARK):
        return Hindrance.NOT_UTF8
    if answer.cells != 1:
        return Hindrance.MARKS
    return Hindrance.PUTTY if answer.is_putty else None


def _is_new_window(environ: Mapping[str, str]) -> bool:
    """Windows Terminal, or another one that says who it is. All of them are given Unicode, whatever their code page:
    Python writes to a console in UTF-16, so nothing has to be set there."""
    return any(environ.get(name) for name in ("WT_SESSION", "TERM_PROGRAM", "ALACRITTY_WINDOW_ID", "TERM"))


def _is_console(term: str) -> bool:
    return term.partition("-")[0].rpartition(".")[2] == "linux"


def _through_tmux(said: str) -> Hindrance | None:
    utf8, _space, term = said.strip().partition(" ")
    if _is_console(term):
        return Hindrance.CONSOLE
    return Hindrance.TMUX if utf8 == "0" else None


def _speaks_utf8(environ: Mapping[str, str]) -> bool:
    """What the locale says. Python sets LC_CTYPE itself where there is none, which says nothing of the terminal."""
    said = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    by_python = not environ.get("LC_ALL") and said == "C.UTF-8" and environ.get("LANG", "") in _PLAIN_LOCALES
    return not by_python and "utf8" in said.lower().replace("-", "")
