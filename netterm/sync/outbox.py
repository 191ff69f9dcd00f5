"""What waits to be sent to one peer, in order."""

from __future__ import annotations

from collections.abc import Collection

from netterm.model.kinds import Compartment
from netterm.sync.messages import Hello, Here, Message, Refusal, write


class Outbox:
    """Frames, each with the compartment that it tells of; what tells of none counts as of the trust log."""

    def __init__(self) -> None:
        self._pending: list[tuple[Compartment, bytes]] = []
        self.size = 0
        """Bytes."""

    def put(self, message: Message) -> None:
        about = Compartment.TRUST if isinstance(message, Hello | Refusal | Here) else message.compartment
        frame = write(message)
        self._pending.append((about, frame))
        self.size += len(frame)

    def take(self) -> bytes:
        """All of it, which is then the caller's."""
        data = b"".join(frame for _, frame in self._pending)
        self._pending.clear()
        self.size = 0
        return data

    def drop(self, compartments: Collection[Compartment]) -> None:
        """Send nothing of these."""
        self._pending = [(about, frame) for about, frame in self._pending if about not in compartments]
        self.size = sum(len(frame) for _, frame in self._pending)
