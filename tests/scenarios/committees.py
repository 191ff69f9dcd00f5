"""Networks whose laptops have met already, made quickly, for scenarios that begin there."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model.kinds import Compartment, Role
from netterm.store import Replica, found, joined


@dataclass
class Laptops:
    """Data directories of one network, and an agenda item in whose discussion all write."""

    item: bytes
    directories: list[Path] = field(default_factory=list)

    @property
    def ours(self) -> Path:
        return self.directories[0]

    @property
    def theirs(self) -> Path:
        return self.directories[1]


def laptops(folder: Path, count: int) -> Laptops:
    """So many, in ``folder / "1" / "data"`` and so on, all with the same data; the first is an admin's."""
    with founded(folder / "1" / "data") as ours:
        made = Laptops(meeting_with_item(ours), [folder / "1" / "data"])
        for number in range(2, count + 1):
            made.directories.append(folder / str(number) / "data")
            key = Ed25519PrivateKey.generate()
            roles = frozenset({Role.REGISTRAR, Role.MEMBER})
            public = key.public_key().public_bytes_raw()
            name = f"สมาชิก คนที่{number}"
            admission = ours.admit(public, person=None, name=name, computer=f"โน้ตบุ๊ก {number}", roles=roles)
            joined(made.directories[-1], admission, key).close()
        for directory in made.directories[1:]:
            with Replica.open(directory) as other:
                exchange(ours, other)
    return made


def founded(directory: Path) -> Replica:
    """A network by the API, without a passphrase."""
    network = {"name_th": "เครือข่ายคนพิการตำบลบ้านกลาง", "level": "tambon", "purpose": "เข้าถึงสิทธิ"}
    person = {"title": "นาย", "first": "สมชาย", "last": "ใจดี"}
    return found(directory, network=network, person=person, office="chair")[0]


def meeting_with_item(replica: Replica) -> bytes:
    """A meeting with one agenda item; the item."""
    with replica.action() as act:
        series = act.add("series", {"name": "ประชุมคณะกรรมการ"})
        meeting = act.add("meeting", {"series": series, "starts_at": "2026-07-15T09:30", "place": "ศาลาประชาคม"})
        return act.add("agenda_item", {"meeting": meeting, "heading": "4", "title": "ทางลาดหน้าศาลา"})


def exchange(one: Replica, other: Replica) -> None:
    """All that either has, until both have the same."""
    for compartment in Compartment:
        for source, target in ((one, other), (other, one)):
            if compartment in source.entitled(target.identity):
                for batch, _ in source.outgoing(compartment, target.heads(compartment)):
                    target.merge(compartment, batch)
