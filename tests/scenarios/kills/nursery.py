"""Brings up one driver after the other: a small process that has loaded everything and forks.

It reads plans, one JSON object a line, from standard input. What the drivers print goes to standard output, and after
the end of each a line ``ended STATUS``: an exit code, or the negative number of the signal. "stop" kills the driver.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.scenarios.kills.driver import Driver, Plan


class Nursery:
    """A nursery of ours, as a child process; ends with the ``with`` block, with whatever it brought up."""

    def __init__(self, state: Path, said: IO[bytes] | None = None) -> None:
        """``state`` is where drivers leave word outside their data; what they print goes to ``said``, else here."""
        here = Path(__file__).parents[3]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scenarios.kills.nursery"],
            cwd=here,
            env={**os.environ, "XDG_STATE_HOME": str(state)},
            stdin=subprocess.PIPE,
            stdout=said if said is not None else subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def bring_up(self, plan: dict[str, object]) -> None:
        self._tell(json.dumps(plan))

    def stop(self) -> None:
        """Kill what is up."""
        self._tell("stop")

    def said(self) -> tuple[list[str], int]:
        """All that the driver printed, once it has ended, and how."""
        assert self._process.stdout is not None
        lines: list[str] = []
        for line in iter(self._process.stdout.readline, b""):
            word, _, rest = line.decode().strip().partition(" ")
            if word == "ended":
                return lines, int(rest)
            lines.append(f"{word} {rest}")
        raise AssertionError("the nursery has ended")

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()


def main() -> None:
    import loro  # noqa: F401 - loaded once for all

    commands = _Commands()
    while (line := commands.next()) is not None:
        if line == "stop":
            continue
        plan = Plan.from_json(json.loads(line))
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(heard)
            _live(plan, told)
        os.close(told)
        _watch(child, heard, plan.after, commands)
        os.close(heard)


def _live(plan: Plan, told: int) -> None:
    def busy() -> None:
        os.write(told, b"!")

    status = 1
    try:
        Driver(plan, busy).run()
        status = 0
    except BaseException:  # noqa: BLE001 - the outermost door of this process
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _watch(child: int, heard: int, after: float | None, commands: _Commands) -> None:
    """Until the child has ended; kill it ``after`` seconds from when it is busy, or when told to stop."""
    waiting = True
    while waiting:
        ready, _, _ = select.select([heard, commands.source], [], [])
        if heard in ready:
            waiting = bool(os.read(heard, 16)) and after is None
            if not waiting and after is not None:
                time.sleep(after)
                os.kill(child, signal.SIGKILL)  # not yet waited for, so the number is still its own
        elif commands.next() in {"stop", None}:
            os.kill(child, signal.SIGKILL)
            waiting = False
    _, status = os.waitpid(child, 0)
    os.write(1, f"ended {os.waitstatus_to_exitcode(status)}\n".encode())


class _Commands:
    """Lines of standard input, without a buffer that ``select`` does not see."""

    def __init__(self) -> None:
        self.source = 0
        self._rest = b""

    def next(self) -> str | None:
        """The next line; None at the end."""
        while b"\n" not in self._rest:
            read = os.read(self.source, 1 << 16)
            if not read:
                return None
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


if __name__ == "__main__":
    main()
