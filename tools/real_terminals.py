"""Terminals as people have them, on a screen that nobody sees: minutes typed with the Thai keyboard, and pictures.

``python -m tools.real_terminals [NAME …]`` draws the pictures of docs/terminals anew. Of Debian it needs xvfb, xdotool,
x11-xkb-utils, imagemagick, pngquant, fonts-dejavu-core and fonts-thai-tlwg-ttf, and the terminals themselves: xterm,
sakura (VTE), kitty with libgl1-mesa-dri, and pterm (PuTTY's own). There is no window manager.
"""

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["KEY_M", "KEY_Q", "KEY_S", "KEY_W", "TERMINALS", "TYPED", "Desktop", "RealTerminal"]

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "terminals"
PATIENCE = 60.0
COLUMNS, ROWS = 104, 26
TYPED = "ที่ประชุมรับทราบว่าน้ำท่วมหมู่บ้าน และขอให้ผู้ใหญ่บ้านทำหนังสือถึง อบต."
"""Marks above one another and below, and ำ with a tone and without."""
KEY_E, KEY_M, KEY_O, KEY_Q, KEY_S, KEY_W = "26", "58", "32", "24", "39", "25"
"""Keys by where they are on the board, as X11 numbers them, whatever the layout has on them."""
_STILL = 12
"""Looks, a fifth of a second apart, after which a picture that is the same will stay so."""


@dataclass(frozen=True)
class RealTerminal:
    """How a terminal is started with a command in it."""

    name: str
    font: str
    command: Sequence[str]
    one_argument: bool = False
    """Whether it takes the command as a line for a shell."""
    asks: bool = False
    """Whether the program asks there first whether Thai is seen."""
    environment: Mapping[str, str] = field(default_factory=dict)


TERMINALS = {
    each.name: each
    for each in (
        RealTerminal(
            "xterm", "Tlwg Mono", ["-u8", "-fa", "Tlwg Mono", "-fs", "12", "-geometry", f"{COLUMNS}x{ROWS}", "-e"]
        ),
        RealTerminal(
            "sakura", "Monospace", ["-f", "Monospace 12", "-c", str(COLUMNS), "-r", str(ROWS), "-x"], one_argument=True
        ),
        RealTerminal(
            "kitty", "Tlwg Mono",
            ["--config", "NONE", "-o", "font_family=Tlwg Mono", "-o", "font_size=12.0", "-o", "remember_window_size=no",
             "-o", f"initial_window_width={COLUMNS}c", "-o", f"initial_window_height={ROWS}c"],
            environment={"LIBGL_ALWAYS_SOFTWARE": "1"},
        ),
        RealTerminal(
            "pterm", "Monospace", ["-fn", "client:Monospace 12", "-geometry", f"{COLUMNS}x{ROWS}", "-e"], asks=True
        ),
    )
}  # fmt: skip


class Desktop:
    """A screen in memory with a keyboard; it ends, with all that was started on it, with ``stack``."""

    def __init__(self, stack: ExitStack, home: Path) -> None:
        self._stack = stack
        self._home = home
        home.mkdir(parents=True, exist_ok=True)
        self._display = ""
        read, write = os.pipe()
        server = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1200x700x24", "-nolisten", "tcp"]
        self._start(server, {}, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as told:
            self._display = f":{int(told.readline())}"

    @property
    def environment(self) -> dict[str, str]:
        """Of a person at this desktop, who keeps all files below one folder."""
        foreign = ("TMUX", "COLORTERM", "NETTERM", "NO_COLOR")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        home = {"HOME": str(self._home), "XDG_CONFIG_HOME": str(self._home / "config"),
                "XDG_STATE_HOME": str(self._home / "state"), "XDG_CACHE_HOME": str(self._home / "cache")}  # fmt: skip
        return {**kept, **home, "DISPLAY": self._display, "LC_ALL": "C.UTF-8"}

    def open(self, terminal: RealTerminal, command: Sequence[str], **variables: str) -> "subprocess.Popen[bytes]":
        """Start the terminal with a command in it, and give its window the keyboard."""
        inner = [shlex.join(command)] if terminal.one_argument else command
        started = self._start([terminal.name, *terminal.command, *inner], {**terminal.environment, **variables})
        until = time.monotonic() + PATIENCE
        while not (found := self._x("xdotool", "search", "--onlyvisible", "--class", terminal.name)):
            if time.monotonic() > until or started.poll() is not None:
                raise RuntimeError(f"{terminal.name} shows no window")
            time.sleep(0.1)
        self._x("xdotool", "windowfocus", "--sync", found.split()[-1])
        return started

    def layout(self, names: str) -> None:
        """Another keyboard: the first of several is on."""
        self._x("setxkbmap", names)

    def type(self, text: str) -> None:
        """Character by character, on the keys that have them."""
        self._x("xdotool", "type", "--delay", "25", text)

    def press(self, *keys: str) -> None:
        """Keys by name or number, with others held: ``ctrl+39``, ``F2``."""
        self._x("xdotool", "key", "--delay", "60", *keys)

    def changed(self, do: Callable[[], None] = lambda: None) -> None:
        """Do something and wait until the screen shows what comes of it, and stands still."""
        before = self._looks()
        do()
        until, same, last = time.monotonic() + PATIENCE, 0, before
        while same < _STILL or last == before:
            if time.monotonic() > until:
                raise TimeoutError("nothing new on the screen")
            time.sleep(0.2)
            now = self._looks()
            same, last = (same + 1 if now == last else 0), now

    def picture(self, path: Path) -> None:
        """The terminal's window as a small PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._x("import", "-window", "root", "-trim", "+repage", f"png:{path}")
        self._x("pngquant", "--force", "--output", str(path), "24", str(path))

    def _looks(self) -> bytes:
        command = ["import", "-window", "root", "rgb:-"]
        return subprocess.run(command, env=self.environment, capture_output=True, check=True, timeout=PATIENCE).stdout

    def _x(self, *command: str) -> str:
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        ).stdout.strip()

    def _start(
        self, command: Sequence[str], variables: Mapping[str, str], pass_fds: tuple[int, ...] = ()
    ) -> "subprocess.Popen[bytes]":
        log = self._stack.enter_context((self._home / f"{command[0]}.log").open("wb"))
        process = subprocess.Popen(
            command, env={**self.environment, **variables}, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            pass_fds=pass_fds,
        )  # fmt: skip
        self._stack.callback(_end, process)
        return process


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def draw(terminal: RealTerminal, home: Path) -> None:
    """The demo's next minutes in it: a line typed, then Ctrl with the key of S, all with the Thai layout on."""
    program = [sys.executable, "-m", "netterm", "--data", str(home / "data"), "demo"]
    subprocess.run([*program, "--no-open"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    with ExitStack() as stack:
        desktop = Desktop(stack, home)
        desktop.changed(lambda: _opened(desktop, terminal, program))
        if terminal.asks:
            desktop.picture(PICTURES / f"{terminal.name}-question.png")
            desktop.changed(lambda: desktop.press("y", "Return"))
        desktop.layout("th,us")
        # The meetings; open the next one, today though it is planned for later; all are here; on to its minutes.
        for keys in ((KEY_M,), (KEY_O,), ("Right", "Return"), (KEY_E,), (KEY_W,)):
            desktop.changed(lambda keys=keys: desktop.press(*keys))  # type: ignore[misc]
        desktop.changed(lambda: desktop.type(TYPED))
        desktop.picture(PICTURES / f"{terminal.name}-minutes.png")
        desktop.changed(lambda: desktop.press("F9"))
        desktop.picture(PICTURES / f"{terminal.name}-f9.png")
        desktop.changed(lambda: desktop.press("Escape"))
        desktop.changed(lambda: desktop.press(f"ctrl+{KEY_S}"))
        desktop.picture(PICTURES / f"{terminal.name}-ctrl-s.png")


def _opened(desktop: Desktop, terminal: RealTerminal, program: Sequence[str]) -> None:
    desktop.open(terminal, program, NETTERM_LANG="th")


def main() -> None:
    """Those that are named, or all."""
    for name in sys.argv[1:] or TERMINALS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            draw(TERMINALS[name], Path(folder))
        print(name, *(f"{each.name} {each.stat().st_size}" for each in sorted(PICTURES.glob(f"{name}-*.png"))))


if __name__ == "__main__":
    main()
