"""Further computers of a network, as tests need them."""

import socket
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model import Compartment, Role
from netterm.store import Replica, joined
from tests.cli.lines import Terminal


def second_computer(line: Terminal, directory: Path) -> Terminal:
    """A member's computer that has everything."""
    key = Ed25519PrivateKey.generate()
    with Replica.open(line.data) as first:
        public = key.public_key().public_bytes_raw()
        admission = first.admit(public, person=None, name="นางสาวสมศรี", computer="อีกเครื่อง",
                                roles=frozenset({Role.MEMBER}))  # fmt: skip
        with joined(directory, admission, key) as second:
            exchange(second, first, (Compartment.TRUST, Compartment.GENERAL))
    return Terminal(directory)


def exchange(target: Replica, source: Replica, compartments: Sequence[Compartment]) -> None:
    for compartment in compartments:
        for batch, _ in tuple(source.outgoing(compartment, target.heads(compartment))):
            target.merge(compartment, batch)


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"127.0.0.1:{listening.getsockname()[1]}"
