"""Laptops in one room: each in a network namespace of its own, and the air between them, which can be made bad.

A namespace lives as long as the process that holds it, and that one ends with its standard input: nothing is left
behind even if the tests are killed, and nothing that was not made here is touched. Works as root, and without where the
kernel lets users make namespaces.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[3]
INTERFACE = "wlan0"
NETEM, RELAY = "netem", "a relay of our own"


@dataclass(frozen=True)
class Conditions:
    """How the air is, in each direction."""

    loss: float = 0.0
    """The part of all frames that is lost."""
    delay: float = 0.0
    """Seconds that each frame takes."""
    multicast: bool = True
    broadcast: bool = True
    """Whether frames to several get through; those that ask for an address (ARP, neighbour discovery) always do."""

    @property
    def filtered(self) -> bool:
        return not (self.multicast and self.broadcast)


CLEAR = Conditions()


class Namespace:
    """A network of its own, empty but for loopback."""

    def __init__(self, stack: ExitStack, inside: "Namespace | None" = None) -> None:
        """``inside`` another: of the same owner, which matters where we are not root."""
        ready = ("sh", "-c", "echo && exec cat > /dev/null")
        if os.geteuid() == 0:
            command: tuple[str, ...] = ("unshare", "-n", *ready)
        elif inside is None:
            command = ("unshare", "-Urn", *ready)
        else:
            command = ("nsenter", "-t", str(inside.pid), "-U", "--preserve-credentials", "unshare", "-n", *ready)
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        stack.callback(_let_go, holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"\n"
        self.pid: int = holder.pid
        user = () if os.geteuid() == 0 else ("-U", "--preserve-credentials")
        self._enter = ("nsenter", "-t", str(self.pid), *user, "-n")
        self.run("ip", "link", "set", "lo", "up")

    def command(self, *words: str) -> list[str]:
        """What runs ``words`` in here."""
        return [*self._enter, *words]

    def run(self, *words: str) -> str:
        """Run a tool of the system in here; what it printed."""
        done = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def python(self, *words: str) -> list[str]:
        """The command that runs a module of the tests in here."""
        return self.command(sys.executable, "-m", *words)


def _let_go(holder: "subprocess.Popen[bytes]") -> None:
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.close()
    holder.wait(10)
    holder.stdout.close()


class Laptop(Namespace):
    """A computer with one interface, which has a carrier but no address until it is given one."""

    def __init__(self, stack: ExitStack, air: "Air", number: int) -> None:
        super().__init__(stack, air)
        self._air = air
        self.address = f"10.77.0.{number}"
        self.port = f"port{number}"
        # One frame is one packet: otherwise a single loss takes many at once.
        kind = ("gso_max_segs", "1", "type", "veth", "peer", "name", INTERFACE, "gso_max_segs", "1")
        air.run("ip", "link", "add", self.port, *kind, "netns", str(self.pid))
        air.run("ip", "link", "set", self.port, "master", "air", "up")

    def connect(self) -> None:
        """Take part in the network."""
        self.run("ip", "address", "replace", f"{self.address}/24", "dev", INTERFACE)
        self.run("ip", "link", "set", INTERFACE, "up")

    def leave(self) -> None:
        """Have no network at all, not even an address."""
        self.run("ip", "link", "set", INTERFACE, "down")
        self.run("ip", "address", "flush", "dev", INTERFACE)

    def cut(self) -> None:
        """Out of reach: the link has no carrier, and the laptop keeps its address."""
        self._air.run("ip", "link", "set", self.port, "down")

    def come_back(self) -> None:
        self._air.run("ip", "link", "set", self.port, "up")


class Air(Namespace):
    """What is between the laptops: a bridge; netem or the relay in its place where it shall be bad."""

    def __init__(self, stack: ExitStack) -> None:
        super().__init__(stack)
        self._stack = stack
        self._relay: subprocess.Popen[bytes] | None = None
        self._has_qdiscs = False
        self.laptops: list[Laptop] = []
        self.run("ip", "link", "add", "name", "air", "type", "bridge")
        self.run("ip", "link", "set", "air", "up")
        stack.callback(self._stop_relay)

    def laptop(self, *, connected: bool = True) -> Laptop:
        """One more."""
        made = Laptop(self._stack, self, len(self.laptops) + 1)
        self.laptops.append(made)
        if connected:
            made.connect()
        return made

    def become(self, conditions: Conditions, *, seed: int = 1) -> str:
        """From now on the air is like that; what makes it so. ``seed`` decides which frames the relay loses."""
        self._stop_relay()
        for laptop in self.laptops:
            self.run("ip", "link", "set", laptop.port, "master", "air")
            if self._has_qdiscs:
                self.run("tc", "qdisc", "delete", "dev", laptop.port, "root")
        self._has_qdiscs = False
        if conditions == CLEAR:
            return "nothing"
        if has_netem() and not conditions.filtered:
            how = ("loss", f"{conditions.loss * 100}%", "delay", f"{conditions.delay * 1000}ms", "limit", "10000")
            for laptop in self.laptops:
                self.run("tc", "qdisc", "replace", "dev", laptop.port, "root", "netem", *how)
            self._has_qdiscs = True
            return NETEM
        self._start_relay(conditions, seed)
        return RELAY

    def _start_relay(self, conditions: Conditions, seed: int) -> None:
        for laptop in self.laptops:
            self.run("ip", "link", "set", laptop.port, "nomaster")
        options = [f"--loss={conditions.loss}", f"--delay={conditions.delay}", f"--seed={seed}"]
        options += ["--no-multicast"] * (not conditions.multicast) + ["--no-broadcast"] * (not conditions.broadcast)
        command = self.python("tests.scenarios.network.relay", *options, *(laptop.port for laptop in self.laptops))
        self._relay = subprocess.Popen(command, cwd=SOURCE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._relay.stdout is not None
        assert self._relay.stdout.readline() == b"carrying\n"

    def _stop_relay(self) -> None:
        if self._relay is not None:
            self._relay.communicate(timeout=10)  # it ends with its standard input
            assert self._relay.returncode == 0
            self._relay = None


@contextmanager
def air() -> Iterator[Air]:
    """Clear air, without laptops yet. All of it is gone after the block."""
    with ExitStack() as stack:
        yield Air(stack)


@cache
def has_netem() -> bool:
    """Whether the kernel can make lines bad by itself."""
    with ExitStack() as stack:
        made = Namespace(stack)
        tried = made.command("tc", "qdisc", "add", "dev", "lo", "root", "netem", "loss", "1%")
        try:
            return subprocess.run(tried, capture_output=True, timeout=20, check=False).returncode == 0
        except FileNotFoundError:
            return False


def said_by(command: Sequence[str], *, within: float = 30.0) -> str:
    """What a program of ours printed, which must end well."""
    done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, timeout=within, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout
