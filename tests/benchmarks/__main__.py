"""Measures everything and writes ``docs/benchmarks.md``; under five minutes on a quiet machine."""

from __future__ import annotations

import datetime as dt
import gc
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from netterm.locale import Language, use
from tests.benchmarks import (
    divergence,
    first_paint,
    idle,
    ingest,
    keystrokes,
    one_change,
    opening,
    screens,
    typing_minutes,
)
from tests.benchmarks.committee import prepare
from tests.benchmarks.report import Figure, table
from tests.benchmarks.workload import SEED, generate

Steps = Sequence[Callable[[], Sequence[Figure]]]
PAGE: Final = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_TEXT: Final = """\
# How fast it is

Each figure stands beside a floor that is measured in the same run: the straight line through the same work in Python on
one core, with a hash chain, one signature check per author, log rows, upserts and commits, and none of the program's
other duties (`tests/benchmarks/floor.py`). Both sides keep their data in SQLCipher with the same pragmas. Runs go in
turn, ours and the floor's, and the ratio is the median of the ratios pair by pair, for a machine's mood changes from
minute to minute; absolute times mean little. Where more than one process is measured, other work on the machine hurts
ours more than the floor, which has one.

The workload is 20,000 records of tasks and members in Thai, 100,000 field changes by three authors, one entry per
record, and two times 10,000 changes made apart. Unlocking is not in any figure.

| | |
|---|---|
{facts}

{figures}

What is measured:

- **ingest**: from dialling a peer, a process of its own, until every entry is verified and durable here and a search
  finds the last of them. The floor has its bytes in memory already.
- **bytes on the wire**: everything that goes over the socket both ways, TLS included, counted by a relay.
- **one change in process**: from asking the other replica what is new until it is durable here and the 50 newest open
  tasks are listed. **Over a link**: from where the other process begins its action until the same is listed here.
- **open**: the replica's files, its trust log judged, and the list. Libraries are loaded, keys are unlocked.
- **divergent changes**: both directions one after the other in one process; equal digests are checked after it.
- **a typed character**: by the minutes screen's rule, a commit 250 ms after the first character that is not in the log,
  until the text of the other process has it.
- **first paint**: from starting the command `netterm` until every line of an 80 × 24 terminal is painted; **home,
  listed**: until the network is open and its home screen filled. Both beside the first paint of an empty Textual app,
  with bytecode cached.

## Slow lines and large networks

What a person at a terminal sees: the program as it is installed runs in a pseudo-terminal with all colours, which
answers as modern terminals do, so that each update is bracketed (16 bytes). Nano and vim, where they are here, get the
same keys in the same run, without any settings and wrapping long lines.

{screens}

- **bytes for a key**: 1,000 keys of the minutes in `tests/language/minutes.py`, one every 40 ms, 800 at the end of the
  text and 200 within it; all that comes until the next key is the key's, what says that it is saved included.
- **idle seconds**: two computers of one network, connected and in sync, on which nobody does anything.
- **a key painted**: from writing a letter to the terminal until the letter has come back, in an item of 50 pages; then
  while another process merges another member's words into the same item, four a second.
- **10,000 members and ten years**: 120 monthly meetings with what belongs to them. From the key until the last byte
  that it brings; every screen is opened several times, its first time too, and the longest wait counts. Esc is not in
  any figure. **Held up** is the longest time in which the screens' loop did not look for keys.

`make bench` measures anew and writes this page; `WORKLOAD_SEED` gives other data of the same kind.
"""


def main() -> int:
    """Measure, tell, and write the page; 0 where every target is met."""
    began = time.monotonic()
    use(Language.EN)
    with tempfile.TemporaryDirectory(prefix="netterm-bench-") as name:
        scratch = Path(name)
        os.environ["XDG_STATE_HOME"] = str(scratch / "state")
        workload = generate()
        committee = prepare(scratch, workload)
        gc.freeze()  # what the benchmarks themselves hold is no part of the work, on neither side
        steps: Steps = (
            lambda: ingest.measure(committee, workload, scratch, 7),
            lambda: one_change.measure(committee, workload, scratch),
            lambda: opening.measure(committee, workload, scratch, 41),
            lambda: divergence.measure(committee, workload, scratch, 15),
            lambda: keystrokes.measure(committee, scratch),
            lambda: first_paint.measure(scratch, 15),
        )
        figures = _measured(steps)
        on_screens = _on_screens(scratch)
    took = time.monotonic() - began
    PAGE.write_text(_TEXT.format(facts=_facts(took), figures=table(figures), screens=table(on_screens)), "utf-8")
    return 0 if all(figure.met for figure in figures + on_screens) else 1


def _on_screens(scratch: Path) -> list[Figure]:
    """What counts bytes runs beside one another, what counts time alone."""
    decade = scratch / "decade"
    with ThreadPoolExecutor() as pool:
        made = pool.submit(screens.prepare, decade)
        still = pool.submit(idle.measure, scratch)
        sent = pool.submit(typing_minutes.bytes_sent, scratch)
        counted = _measured((sent.result, still.result))
        made.result()
    return counted + _measured((lambda: typing_minutes.waits(scratch), lambda: screens.measure(decade)))


def _measured(steps: Steps) -> list[Figure]:
    """What each found, told as it is found."""
    figures: list[Figure] = []
    for step in steps:
        for figure in step():
            figures.append(figure)
            print(" · ".join(part for part in figure.row() if part), "" if figure.met else "MISSED", flush=True)
    return figures


def _facts(took: float) -> str:
    facts = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "command": f"`make bench`, seed {SEED}, {took:.0f} s",
        "load": f"{os.getloadavg()[0]:.1f} in the last minute of the run",
    }
    return "\n".join(f"| {name} | {value} |" for name, value in facts.items())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    sys.exit(main())
