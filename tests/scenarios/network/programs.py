"""Programs of ours that run on the laptops, and what each of them printed, and when."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.scenarios.network.air import SOURCE, Laptop


class Program:
    """One that is running; it is asked to end with the ``with`` block of ``stack``, and killed where it does not."""

    def __init__(self, stack: ExitStack, laptop: Laptop, home: Path, *words: str) -> None:
        """``words`` come after ``python -m``; ``home`` is where it keeps what it knows, per laptop."""
        self.began = time.monotonic()
        self._words = words
        self._lines: list[tuple[float, str]] = []
        self._more = threading.Condition()
        self._over = False
        self._process = subprocess.Popen(
            laptop.command(sys.executable, "-m", *words),
            cwd=SOURCE,
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        stack.callback(self.end)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._more:
                self._lines.append((time.monotonic(), line.rstrip("\n")))
                self._more.notify_all()
        with self._more:
            self._over = True
            self._more.notify_all()

    def said(self, wanted: Callable[[str], bool], *, within: float = 20.0) -> tuple[str, float]:
        """The first line that is wanted, and the seconds from the program's start to it."""
        until = time.monotonic() + within
        seen = 0
        with self._more:
            while True:
                for at, line in self._lines[seen:]:
                    if wanted(line):
                        return line, at - self.began
                seen = len(self._lines)
                left = until - time.monotonic()
                assert left > 0, f"{self._words} did not say it in time, but:\n{self.everything}"
                assert not self._over, f"{self._words} ended without saying it, but:\n{self.everything}"
                self._more.wait(left)

    @property
    def everything(self) -> str:
        """All that it printed so far."""
        return "\n".join(line for _, line in self._lines)

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def ends_well(self, *, within: float = 20.0) -> str:
        """Wait for it; all that it printed."""
        code = self.end_code(within=within)
        assert code == 0, (self._words, code, self.everything)
        return self.everything

    def end_code(self, *, within: float = 20.0) -> int:
        """Wait for it; its exit code."""
        code = self._process.wait(within)
        self._reading.join(5)
        return code

    def end(self) -> int:
        """Ask it to end, as a shell would; its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reading.join(5)
        for each in (self._process.stdin, self._process.stdout):
            if each is not None:
                with suppress(BrokenPipeError):  # it ended before it heard all
                    each.close()
        return code


def environment(home: Path) -> dict[str, str]:
    """For a program on a laptop that keeps its data below ``home``."""
    mine = {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "NETTERM_DATA": str(home / "data"),
        "NETTERM_LANG": "en",
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **mine}


def netterm(laptop: Laptop, home: Path, *words: str, within: float = 30.0) -> str:
    """What a command of the command line printed; it must end well."""
    with ExitStack() as stack:
        return Program(stack, laptop, home, "netterm", *words).ends_well(within=within)


def soon(happens: Callable[[], object], within: float) -> float:
    """Seconds until it happens; fails if it does not in time."""
    began = time.monotonic()
    while not happens():
        assert time.monotonic() - began < within, "it did not happen"
        time.sleep(0.05)
    return time.monotonic() - began
