"""Something that listens and is not netterm."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from netterm.sync.discovery import Address


class Talker:
    """Greets whoever comes, as a mail server would; as long as the block lasts."""

    def __enter__(self) -> Address:
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._talk, daemon=True).start()
        return Address("127.0.0.1", self._listening.getsockname()[1])

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _talk(self) -> None:
        while True:
            try:
                guest, _source = self._listening.accept()
            except OSError:
                return
            with guest, suppress(OSError):
                guest.recv(1 << 16)
                guest.sendall(b"220 mail.example ready\r\n")
                guest.recv(1 << 16)
