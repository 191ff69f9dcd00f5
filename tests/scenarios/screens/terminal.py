"""A real terminal, 80 columns and 24 rows unless said otherwise, with a program of ours in it: tmux holds it."""

import os
import re
import shlex
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

SOURCE = Path(__file__).parents[3]
PATIENCE = 15.0
"""Seconds after which what was not seen will not come, on a busy machine."""
_LOOK_AGAIN = 0.05


class Terminal:
    """One that ends with the ``with`` block of ``stack``."""

    def __init__(self, stack: ExitStack, home: Path, command: str, *, columns: int = 80, rows: int = 24) -> None:
        """``command`` is run by a shell in a window that knows nothing of this machine's own settings."""
        home.mkdir(parents=True, exist_ok=True)
        self._socket = home / "tmux"
        size = ["-x", str(columns), "-y", str(rows)]
        self._tmux("-f", os.devnull, "new-session", "-d", *size, command, environment=environment(home))
        stack.callback(self._end)
        self._tmux("set-option", "-s", "escape-time", "0")

    def type(self, *texts: str) -> None:
        """Characters, as a person types them."""
        for text in texts:
            self._tmux("send-keys", "-l", "--", text)

    def press(self, *keys: str) -> None:
        """Keys by tmux's names of them: Enter, Escape, F2, C-q."""
        self._tmux("send-keys", *keys)

    def fill(self, *lines: str) -> None:
        """One line into each of the fields that follow one another; the cursor is then on the next."""
        for line in lines:
            if line:
                self.type(line)
            self.press("Tab")

    @property
    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def shows(self, *texts: str, gone: str = "", within: float = PATIENCE) -> str:
        """The screen once it shows all ``texts``, and ``gone`` no more."""
        until = time.monotonic() + within
        while True:
            shown = self.screen
            if all(text in shown for text in texts) and not (gone and gone in shown):
                return shown
            assert time.monotonic() < until, f"never seen: {texts}, or never gone: {gone!r}\n{shown}"
            time.sleep(_LOOK_AGAIN)

    def finds(self, pattern: str, *, within: float = PATIENCE) -> str:
        """What the group of the pattern stands for, once the screen has it."""
        until = time.monotonic() + within
        while not (found := re.search(pattern, shown := self.screen)):
            assert time.monotonic() < until, f"never seen: {pattern}\n{shown}"
            time.sleep(_LOOK_AGAIN)
        return found[1]

    @property
    def process(self) -> int:
        """The id of the process in it."""
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def fact(self, name: str) -> str:
        """What tmux knows of the terminal: ``alternate_on``, ``mouse_any_flag``, ``cursor_flag`` and such."""
        return self._tmux("display-message", "-p", "#{" + name + "}").strip()

    def close(self) -> None:
        """As when its window is closed or the line drops: what runs in it gets SIGHUP."""
        self._tmux("kill-server")

    def _end(self) -> None:
        if self._is_there():
            self._tmux("kill-server")

    def _is_there(self) -> bool:
        return subprocess.run(self._command("has-session"), capture_output=True, check=False).returncode == 0

    def _tmux(self, *words: str, environment: dict[str, str] | None = None) -> str:
        run = subprocess.run(
            self._command(*words), capture_output=True, encoding="utf-8", check=False, cwd=SOURCE, env=environment
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def _command(self, *words: str) -> list[str]:
        return ["tmux", "-u", "-S", str(self._socket), *words]


def netterm(*words: str) -> str:
    """The program's own command line."""
    return shlex.join([sys.executable, "-m", "netterm", *words])


def environment(home: Path) -> dict[str, str]:
    """For a program on a computer that keeps all its files below ``home``."""
    mine = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "NETTERM_DATA": str(home / "data"),
        "NETTERM_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/sh",
    }
    kept = {name: value for name, value in os.environ.items() if name not in {"TMUX", "TMUX_PANE", "NO_COLOR"}}
    return {**kept, **mine}
