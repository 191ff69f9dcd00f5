"""Carries Ethernet frames between interfaces as a hub does, but loses and delays them, for kernels without netem.

Runs until its standard input ends. Which frames are lost follows from the seed alone, given the order of the frames.
"""

import argparse
import contextlib
import heapq
import os
import random
import select
import socket
import time
from typing import Final

_SOL_PACKET: Final = 263
_IGNORE_OUTGOING: Final = 23
_VNET_HDR: Final = 15
"""Each frame is preceded by what the kernel still has to do about its checksum (packet(7))."""
_HEADER: Final = 10
_ALL: Final = 0x0003
_ADDRESSES: Final = {b"\x08\x06"}
"""ARP: frames of this type go to all and are no calls."""
_IPV6: Final = b"\x86\xdd"
_ICMPV6: Final = 58
_LONGEST: Final = 1 << 17


class Relay:
    """The ports, and the frames that are under way."""

    def __init__(self, ports: list[str], chance: random.Random, told: argparse.Namespace) -> None:
        self._sockets = [_opened(port) for port in ports]
        self._chance = chance
        self._told = told
        self._flying: list[tuple[float, int, socket.socket, bytes]] = []
        self._number = 0

    def run(self, until: int) -> None:
        """Until the file ``until`` is at its end."""
        waiting: list[socket.socket | int] = [*self._sockets, until]
        while True:
            pause = max(0.0, self._flying[0][0] - time.monotonic()) if self._flying else None
            ready, _, _ = select.select(waiting, [], [], pause)
            if until in ready and not os.read(until, 64):
                return
            for port in ready:
                if isinstance(port, socket.socket):
                    self._take(port)
            self._land()

    def _take(self, port: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the link went down
            frame = port.recv(_LONGEST)
            if not self._passes(frame[_HEADER:]):
                return
            for other in self._sockets:
                if other is not port and self._chance.random() >= self._told.loss:
                    self._number += 1
                    due = time.monotonic() + self._told.delay
                    heapq.heappush(self._flying, (due, self._number, other, frame))

    def _land(self) -> None:
        while self._flying and self._flying[0][0] <= time.monotonic():
            _, _, port, frame = heapq.heappop(self._flying)
            with contextlib.suppress(OSError):
                port.send(frame)

    def _passes(self, frame: bytes) -> bool:
        if not frame[:1] or not frame[0] & 1 or _asks_for_address(frame):
            return True
        return bool(self._told.broadcast if frame[:6] == b"\xff" * 6 else self._told.multicast)


def _asks_for_address(frame: bytes) -> bool:
    kind = frame[12:14]
    return kind in _ADDRESSES or (kind == _IPV6 and frame[20:21] == bytes([_ICMPV6]))


def _opened(port: str) -> socket.socket:
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
    opened.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
    opened.setsockopt(_SOL_PACKET, _VNET_HDR, 1)
    opened.bind((port, _ALL))
    opened.setblocking(False)
    return opened


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--loss", type=float, default=0.0)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-multicast", dest="multicast", action="store_false")
    parser.add_argument("--no-broadcast", dest="broadcast", action="store_false")
    parser.add_argument("ports", nargs="+")
    told = parser.parse_args()
    relay = Relay(told.ports, random.Random(told.seed), told)
    os.write(1, b"carrying\n")
    relay.run(0)


if __name__ == "__main__":
    main()
