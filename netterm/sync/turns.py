"""Whose turn it is: the states of a conversation, and what may come in each."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

from netterm.locale import N_
from netterm.model.kinds import Compartment
from netterm.sync.frames import WireError
from netterm.sync.messages import Batch, Digest, Done, Heads, Hello, Here, Message, Refusal, RunTotal

OUT_OF_TURN: Final = N_("The other computer sent something before it was its turn. Nothing was changed.")


class State(enum.Enum):
    GREETING = enum.auto()
    ANNOUNCING = enum.auto()
    JUDGING = enum.auto()
    SHARING = enum.auto()
    CLOSED = enum.auto()


_NONE: Final = frozenset[Compartment]()
_TRUST: Final = frozenset({Compartment.TRUST})
_ALL: Final = frozenset(Compartment)

MAY_COME: Final[Mapping[State, Mapping[type[Message], frozenset[Compartment]]]] = {
    State.GREETING: {Hello: _NONE, Refusal: _NONE},
    State.ANNOUNCING: {Heads: _TRUST, Refusal: _NONE},
    State.JUDGING: {Heads: _TRUST, RunTotal: _TRUST, Batch: _TRUST, Done: _TRUST, Refusal: _NONE},
    State.SHARING: {
        Heads: _ALL, RunTotal: _ALL, Batch: _ALL, Done: _ALL, Digest: _ALL, Here: _NONE, Refusal: _NONE,
    },
    State.CLOSED: {},
}  # fmt: skip
"""Which messages the peer may send when, and about which compartments. Everything else is a lie or an attack."""


def check_turn(state: State, message: Message) -> None:
    """Raises :class:`WireError` for what may not come now."""
    allowed = MAY_COME[state].get(type(message))
    about = None if isinstance(message, Hello | Refusal | Here) else message.compartment
    if allowed is None or (about is not None and about not in allowed):
        raise WireError(OUT_OF_TURN, detail=f"{type(message).__name__} of {about} in {state.name}")
