"""A wire that counts: what goes between two sockets, to the byte, TLS and all."""

from __future__ import annotations

import socket
import threading
from typing import Self

from tests.benchmarks.peer import HERE


class Relay:
    """Carries one connection at a time to a port here."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listening = socket.create_server((HERE, 0))
        self.port: int = self._listening.getsockname()[1]
        self.carried = 0
        """Bytes, both ways together."""
        self._counting = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        try:
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection((HERE, self._to))
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()
        except OSError:
            return  # closed

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                sink.sendall(data)
                with self._counting:
                    self.carried += len(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            return  # one side has gone, and the other learns of it by itself
