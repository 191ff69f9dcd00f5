"""Hearing of what other processes write into the same data directory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from netterm.errors import Failure

INTERVAL: Final = 0.2
"""Seconds between two looks: one pragma each, so that several people on one computer see each other type."""


class Watcher:
    """A thread that calls ``look`` now and then until it is stopped."""

    def __init__(self, look: Callable[[], object]) -> None:
        self._look = look
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="netterm-notices", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends within one interval."""
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(INTERVAL):
            try:
                self._look()
            except Failure:
                continue  # busy just now: the next look will tell
