"""Whom the program meets while it is looked at: other computers, and what stands before a network is open."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random

from netterm.errors import Failure
from netterm.locale import N_
from netterm.model import Role, Value
from netterm.screens.entrance.beginnings import Beginnings, Founded
from netterm.screens.entrance.known import Known
from netterm.screens.sync_control import (
    Attempt,
    Invitation,
    Newcomer,
    Peer,
    Standing,
    SyncState,
    Told,
    WithoutSync,
)
from netterm.store import Replica, StoredIdentity, WrongPassphrase
from tests.screens.snapshots.world import Clock, found_cheaply

__all__ = ["NEWCOMER", "Doorstep", "Shelf", "Together"]

NEWCOMER = Newcomer("นายปรีชา คงทน", "โน้ตบุ๊กบริจาคของโรงเรียนบ้านกลาง", "3f2a 91bc 07de 5512")
_PEERS = (
    Peer(b"\x01" * 32, "นายสมชาย ใจดี", "โน้ตบุ๊กของประธาน", "192.168.1.7:41200", Standing.IN_SYNC, place="4.1 ทางลาด"),
    Peer(b"\x02" * 32, "นางสาวปิ่นแก้วกัลยาณี ศรีสุวรรณภูมิวัฒนานุกูล", "คอมพิวเตอร์ห้องประชุมศาลาประชาคมบ้านกลาง",
         "[fe80::9c2a:4dff:fe11:7a01]:41201", Standing.EXCHANGING, 1_240, 3_500),
    Peer(b"\x03" * 32, "นางมาลี ดอกไม้", "", "192.168.1.9:41202", Standing.REFUSED,
         sentence="This computer was removed from the network."),
    Peer(b"\x04" * 32, "", "", "192.168.1.12:50001", Standing.CONNECTING),
)  # fmt: skip
_ATTEMPTS = (
    Attempt("mDNS", "2 computers found", "en0, wlan0"),
    Attempt("192.168.1.30:47117", "nobody answers"),
)


class Together(WithoutSync):
    """Sync in a room with others."""

    def __init__(self, peers: Sequence[Peer] = _PEERS, attempts: Sequence[Attempt] = _ATTEMPTS) -> None:
        super().__init__()
        self._state = SyncState(tuple(peers), tuple(attempts), ("192.168.1.5:41100", "10.0.0.3:41100"), running=True)
        self.told: Told = lambda _what: None

    def state(self) -> SyncState:
        return self._state

    def invite(self, _roles: Sequence[Role], _person: bytes | None, told: Told) -> Invitation:
        self.told = told
        return Invitation("H7KM-2PQX-9DRT-4WCE-BN6A", lambda _newcomer, _yes: None, lambda: None)

    def dial(self, address: str) -> None:
        if ":" not in address:
            raise Failure(N_("“{address}” is no address: it is host:port, like 192.168.1.7:47117."), address=address)


class Doorstep:
    """What the screens before a network is open ask of the program."""

    def __init__(self, folder: Path, *, identities: Sequence[str] = (), wrong: Failure | None = None) -> None:
        self.directory = Path("/home/somsri/.local/share/netterm")
        self.exists = bool(identities)
        self._folder, self._identities, self._wrong = folder, identities, wrong
        self.made: list[Replica] = []

    def identities(self) -> Sequence[StoredIdentity]:
        return [StoredIdentity(bytes([at]) * 32, label, True) for at, label in enumerate(self._identities)]

    def unlock(self, _passphrase: str | None, _identity: bytes | None) -> Replica:
        raise WrongPassphrase

    def found(
        self, network: Mapping[str, Value], person: Mapping[str, Value], office: str | None, _passphrase: str | None
    ) -> Founded:
        if self._wrong is not None:
            raise self._wrong
        replica, _founding = found_cheaply(self._folder / "founded", Clock(), Random(5), network, person, office or "")
        self.made.append(replica)
        kit = "\n".join(f"{at:02} KIT4-7Q2M-LINE-{at:04}-ABCD-EFGH-JKMN" for at in range(1, 13))
        return Founded(replica, kit, "มะลิ-ภูเขา-ตะวัน-เรือใบ-กระดาษ-สายลม", self.directory / "recovery-kit.txt")

    def save_kit(self, _founded: Founded, path: Path) -> None:
        raise Failure(N_("{path} cannot be written: there is no such folder."), path=path)

    def join(
        self,
        _code: str,
        _person: str,
        _passphrase: str | None,
        _peer: str,
        report: Callable[[str], None],
        stop: threading.Event,
    ) -> Replica:
        report("192.168.1.7:47117 …")
        stop.wait()
        raise Failure(N_("Joining was stopped. The same computer can try again with the same code."))

    def demo(self, _told: Callable[[int, int], None]) -> Replica:
        raise Failure(N_("The disk is full. Nothing was changed; make room and try again."))


class Shelf:
    """The networks on this computer, one beside the other; what is behind them is the same of all."""

    def __init__(self, *names: str, behind: Beginnings | None = None, shut: bool = False) -> None:
        """While it is ``shut`` nobody gets to know which there are."""
        home, last = Path("/home/somsri/.local/share/netterm"), date(2026, 7, 14)
        listed = names or ("เครือข่ายคนพิการตำบลบ้านกลาง", "เครือข่ายผู้ดูแลคนพิการอำเภอเมืองและอำเภอใกล้เคียง")
        self._known = [
            Known(home / f"network-{at}" if at else home, name, None if at else last) for at, name in enumerate(listed)
        ]
        self._behind = behind
        self._is_open = threading.Event()
        if not shut:
            self.open()

    def open(self) -> None:
        """One sees which networks there are."""
        self._is_open.set()

    def known(self) -> Sequence[Known]:
        self._is_open.wait()
        return tuple(self._known)

    def remember(self, directory: Path, name: str) -> None:
        """It is known which were open last."""

    def forget(self, directory: Path) -> None:
        self._known = [each for each in self._known if each.directory != directory]

    def fresh(self) -> Path:
        return Path("/home/somsri/.local/share/netterm/another")

    def at(self, _directory: Path) -> tuple[Beginnings, Callable[[], Replica | None]]:
        assert self._behind is not None
        return self._behind, lambda: None
