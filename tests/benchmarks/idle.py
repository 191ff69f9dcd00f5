"""Two computers of one network, connected and in sync, on which nobody does anything: nothing goes to a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.demo.making import make
from netterm.model.kinds import Role
from netterm.store import Replica, joined
from tests.benchmarks.committee import QUICK, level_up
from tests.benchmarks.report import Figure, Single
from tests.benchmarks.terminal import Terminal, size_of

SCREENS: Final = {
    "home": ("h", "Next meeting"),
    "meetings": ("m", "Meetings ·"),
    "tasks": ("t", "tasks ·"),
    "members": ("p", "Members ·"),
    "computers": ("c", "Computers"),
    "conflicts": ("x", "Conflicts"),
    "settings": (",", "Settings"),
    "minutes": ("mw", "Minutes ·"),
}
"""The keys that lead to a screen from any other main one, and how one sees that it is there."""
CONNECTED: Final = "1 computer here"
_PAINTED: Final = 0.2
"""Seconds without a byte after which a screen stands."""
_SETTLED: Final = 1.0
"""Seconds without a byte after which all that a key brings about is done."""
_LONGEST_UNREST: Final = 20.0


def measure(scratch: Path, seconds: float = 60.0) -> list[Figure]:
    """The minutes screen of one, the home screen of the other."""
    with connected(scratch / "idle") as (one, other):
        found = idle([(one, "minutes"), (other, "home")], seconds)
    return [
        Single(f"bytes in {seconds:.0f} idle seconds, connected, {name}", found[name], "bytes", 0) for name in found
    ]


@contextmanager
def connected(directory: Path) -> Iterator[tuple[Terminal, Terminal]]:
    """Two programs on two replicas, once each says that the other is here."""
    make(directory / "one" / "data", members=12)
    other_member(directory / "one" / "data", directory / "other" / "data")
    with ExitStack() as stack:
        command = [sys.executable, "-m", "netterm"]
        one, other = (stack.enter_context(Terminal(command, directory / name)) for name in ("one", "other"))
        for terminal in (one, other):
            terminal.until(CONNECTED)
        yield one, other


def other_member(directory: Path, to: Path) -> None:
    """Another replica of the network, with all that is there."""
    key = Ed25519PrivateKey.generate()
    public, member = key.public_key().public_bytes_raw(), frozenset({Role.MEMBER})
    with Replica.open(directory) as replica:
        admission = replica.admit(public, person=None, name="สมชาย ใจดี", computer="laptop", roles=member)
        with joined(to, admission, key, cost=QUICK) as other:
            level_up(replica, other)


def idle(shown: Sequence[tuple[Terminal, str]], seconds: float) -> dict[str, int]:
    """Go to a screen in each, and count the bytes that come when all of it stands."""
    for terminal, screen in shown:
        keys, seen = SCREENS[screen]
        for key in keys:
            terminal.type(key)
            terminal.quiet(_PAINTED, first=_SETTLED, within=_LONGEST_UNREST)
        terminal.until(seen)
    # One after the other is asked; what comes for it meanwhile is there.
    for at, (terminal, _screen) in enumerate(shown):
        terminal.quiet(_PAINTED if at else _SETTLED, within=_LONGEST_UNREST)
    first, *rest = shown
    counted = {first[1]: size_of(first[0].heard(seconds))}
    return counted | {screen: size_of(terminal.heard(0.01)) for terminal, screen in rest}
