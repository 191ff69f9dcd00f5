"""How peers find one another: what goes over the air, how it is recognised, and the ladder of means.

Nothing on the air names a network or a person. An announcement has a random instance name, new with each start, and
tokens: HMACs of a fresh nonce under what only the right ones know, the network's id or an invitation's code. Who knows
neither sees random bytes.
"""

from __future__ import annotations

import enum
import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Final, NamedTuple

from netterm.errors import Failure
from netterm.locale import N_, _
from netterm.sync.codes import Code

VERSION: Final = 1
SERVICE: Final = "_netterm._tcp.local."
BROADCAST_PORT: Final = 47117
"""UDP, for networks whose multicast is filtered."""
INSTANCE: Final = 8
NONCE: Final = 8
TOKEN: Final = 8
MAX_DOORS: Final = 8
_MAGIC: Final = b"ntrm"
_FIXED: Final = len(_MAGIC) + 1 + 2 + INSTANCE + NONCE + TOKEN


class Address(NamedTuple):
    """Where a peer listens: a host name or an IP address, and a TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_everywhere(self) -> bool:
        """Whether who listens there listens at every address of this computer."""
        return self.host in {"", "*", "0.0.0.0", "::"}


class AddressMistyped(Failure):
    """What was typed is no ``host:port``."""

    def __init__(self, text: str) -> None:
        super().__init__(
            N_("“{text}” is no address: please type it as host:port, for instance 192.168.1.7:4711."), text=text
        )


_HOST_PORT: Final = re.compile(r"(?:\[(?P<six>[^\[\]]+)\]|(?P<host>[^\s:\[\]/@]+)):(?P<port>\d{1,5})", re.ASCII)


def parse_address(text: str) -> Address:
    """``host:port``, ``1.2.3.4:port`` or ``[2001:db8::1]:port``; raises :class:`AddressMistyped`."""
    match = _HOST_PORT.fullmatch(text.strip())
    if match is None or not 0 < int(match["port"]) < 1 << 16 or not (match["host"] or _is_six(match["six"])):
        raise AddressMistyped(text)
    return Address(match["host"] or match["six"], int(match["port"]))


def _is_six(host: str) -> bool:
    try:
        return isinstance(ipaddress.ip_address(host), ipaddress.IPv6Address)
    except ValueError:
        return False


# Tokens and announcements


@dataclass(frozen=True, slots=True)
class Knows:
    """What a node can recognise others by, and lets them recognise it by."""

    network: bytes | None = None
    """The network's id; None for a newcomer, who knows none."""
    codes: tuple[Code, ...] = ()
    """The door's open invitations, or the one that a newcomer holds."""


class Who(enum.Enum):
    """What an announcement says to who hears it."""

    MEMBER = enum.auto()
    """Of our network."""
    CODE = enum.auto()
    """Knows a code that we know."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a node says of itself."""

    instance: bytes
    """8 random bytes, new with each start."""
    port: int
    """TCP; 0 for one who only asks and cannot be dialled."""
    nonce: bytes
    """8 random bytes, new with each announcement."""
    member: bytes
    """8 bytes: the network's token; random for a newcomer, so that nobody sees who is new."""
    doors: tuple[bytes, ...] = ()
    """8 bytes for each code."""

    def says(self, knows: Knows) -> Who | None:
        """Whom it comes from, for one who knows this; None if a stranger."""
        if knows.network is not None and compare_digest(self.member, network_token(knows.network, self.nonce)):
            return Who.MEMBER
        ours = [code_token(code, self.nonce) for code in knows.codes]
        if any(compare_digest(door, token) for door in self.doors for token in ours):
            return Who.CODE
        return None

    def to_datagram(self) -> bytes:
        """For UDP."""
        head = _MAGIC + bytes([VERSION]) + self.port.to_bytes(2, "big")
        return head + self.instance + self.nonce + self.member + b"".join(self.doors)

    def to_properties(self) -> dict[str, str]:
        """For mDNS: the TXT record."""
        return {
            "v": str(VERSION),
            "n": self.nonce.hex(),
            "m": self.member.hex(),
            "d": b"".join(self.doors).hex(),
        }


def announce(knows: Knows, instance: bytes, port: int, nonce: bytes, noise: bytes) -> Announcement:
    """What one who knows this may say. ``nonce`` and ``noise`` are 8 fresh random bytes each."""
    member = noise if knows.network is None else network_token(knows.network, nonce)
    doors = tuple(code_token(code, nonce) for code in knows.codes[:MAX_DOORS])
    return Announcement(instance, port, nonce, member, doors)


def network_token(network: bytes, nonce: bytes) -> bytes:
    """8 bytes that only members can make and recognise; ``network`` is the id, 16 bytes."""
    return hmac_digest(network, b"netterm here 1" + nonce, "sha256")[:TOKEN]


def code_token(code: Code, nonce: bytes) -> bytes:
    """8 bytes that only who knows the code can make and recognise."""
    return hmac_digest(code.key(b"discovery"), nonce, "sha256")[:TOKEN]


def from_datagram(datagram: bytes) -> Announcement | None:
    """None for anything that is no announcement of this version."""
    doors = datagram[_FIXED:]
    sound = len(datagram) >= _FIXED and len(doors) % TOKEN == 0 and len(doors) <= MAX_DOORS * TOKEN
    if not sound or not datagram.startswith(_MAGIC + bytes([VERSION])):
        return None
    at = len(_MAGIC) + 1
    port = int.from_bytes(datagram[at : at + 2], "big")
    instance, nonce, member = (datagram[at + 2 + 8 * part : at + 10 + 8 * part] for part in range(3))
    return Announcement(instance, port, nonce, member, _tokens(doors))


def from_properties(name: str, port: int, properties: Mapping[bytes, bytes | None]) -> Announcement | None:
    """From an mDNS service, ``name`` its instance; None for anything that is no announcement of this version."""
    try:
        instance = bytes.fromhex(name)
        nonce, member, doors = (
            bytes.fromhex((properties.get(key) or b"").decode("ascii")) for key in (b"n", b"m", b"d")
        )
    except ValueError:
        return None
    sizes = (len(instance), len(nonce), len(member), len(doors) % TOKEN)
    if properties.get(b"v") != b"%d" % VERSION or sizes != (INSTANCE, NONCE, TOKEN, 0) or not 0 <= port < 1 << 16:
        return None
    return Announcement(instance, port, nonce, member, _tokens(doors)[:MAX_DOORS])


def _tokens(joined: bytes) -> tuple[bytes, ...]:
    return tuple(joined[at : at + TOKEN] for at in range(0, len(joined), TOKEN))


# Interfaces


class Interface(NamedTuple):
    """One address of this computer."""

    name: str
    scope: int
    ip: str
    """Without scope."""
    prefix: int
    """Bits of the network part."""

    @property
    def loopback(self) -> bool:
        return ipaddress.ip_address(self.ip).is_loopback

    @property
    def broadcast(self) -> str | None:
        """The IPv4 address that reaches everybody on this link; None for IPv6 and where there is none."""
        address = ipaddress.ip_interface(f"{self.ip}/{self.prefix}")
        if address.version == 6 or self.prefix > 30:
            return None
        return str(address.network.broadcast_address)


def interfaces() -> frozenset[Interface]:
    """Every address that this computer has now."""
    import ifaddr

    found = set()
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            ip = each.ip if isinstance(each.ip, str) else each.ip[0]
            found.add(Interface(adapter.nice_name, adapter.index or 0, ip, each.network_prefix))
    return frozenset(found)


def broadcasts(among: Iterable[Interface], *, confined: bool = False) -> tuple[str, ...]:
    """Where a datagram goes to reach everybody: each link's own address and, unless ``confined`` to these, that for all
    links."""
    links = {each.broadcast for each in among if not each.loopback} - {None}
    return (*sorted(link for link in links if link), *(() if confined else ("255.255.255.255",)))


def on_link(host: str, among: Iterable[Interface]) -> bool:
    """Whether an IP address is of a network that one of these is on."""
    address = ipaddress.ip_address(host)
    return any(address in ipaddress.ip_interface(f"{each.ip}/{each.prefix}").network for each in among)


def likely_first(addresses: Iterable[Address], ours: Iterable[Interface]) -> tuple[Address, ...]:
    """Without doubles; those on a network that this computer is on too come first, its own come last."""
    networks = [(ipaddress.ip_interface(f"{each.ip}/{each.prefix}").network, each.ip) for each in ours]
    own = {ip for _network, ip in networks}

    def rank(address: Address) -> int:
        host = address.host.partition("%")[0]
        try:
            ip = ipaddress.ip_address(host)
        except ValueError:
            return 1
        if host in own:
            return 2
        return 0 if any(ip in network for network, _own in networks) else 1

    return tuple(sorted(dict.fromkeys(addresses), key=rank))


# The ladder


class Means(enum.Enum):
    """By what a peer is looked for, from the first rung up."""

    MDNS = N_("announcements on this network")
    BROADCAST = N_("calls on this network")
    REMEMBERED = N_("addresses that worked before")
    TYPED = N_("an address that was typed")

    def __str__(self) -> str:
        return _(self.value)


class Outcome(enum.Enum):
    """What came of an attempt."""

    LOOKING = N_("looking")
    NO_NETWORK = N_("this computer is on no network")
    BLOCKED = N_("this computer does not allow it")
    FOUND = N_("found")
    CONNECTED = N_("connected")
    NO_ROUTE = N_("no way leads there")
    NO_NAME = N_("no computer is known by this name")
    REFUSED = N_("no netterm listens there")
    TIMED_OUT = N_("no answer")
    STRANGER = N_("it belongs to another network")
    UNINVITED = N_("it lets nobody in just now")
    GARBLED = N_("what answers there is not netterm")
    DENIED = N_("it was refused")
    VERSION = N_("the versions are too far apart")
    DROPPED = N_("the line broke")
    MISBEHAVED = N_("it broke the protocol and was dropped")
    DUPLICATE = N_("it is connected already another way")
    OURSELVES = N_("that is this computer")

    def __str__(self) -> str:
        return _(self.value)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One rung: what was tried, at whom, and what came of it."""

    means: Means
    target: str
    """An address, or what was called into; empty where that says nothing."""
    outcome: Outcome
    detail: str = ""
    """In the words of the operating system, for reports, or of a failure."""

    @property
    def why(self) -> str:
        """What people are told beside the outcome: a sentence of ours, or nothing."""
        return self.detail if self.outcome is Outcome.DENIED else ""

    def __str__(self) -> str:
        """One line, in the current language."""
        told = f"{self.means} {self.target}".strip() + f": {self.outcome}"
        return f"{told} ({self.why})" if self.why else told
