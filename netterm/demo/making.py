"""Makes the demo network in a directory, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from netterm.demo.matters import ORGS
from netterm.demo.names import Somebody, people
from netterm.errors import Failure
from netterm.locale import N_
from netterm.store import exists, found

if TYPE_CHECKING:
    from netterm.model import Value
    from netterm.store import Replica

MEMBERS: Final = 120
SEED: Final = 1
_MARK: Final = "demo"
_AGO: Final = 760
"""Days since the founding."""
OFFICES: Final = (*("chair", "vice", "asst_secretary", "treasurer", "registrar", "pr", "committee", "committee"),)
"""Of the committee of nine; the founder is its secretary."""
_CATEGORIES: Final = ("ordinary", "ordinary", "ordinary", "ordinary", "family", "family", "supporting")
_MOVED_AWAY: Final = 0.04
TAMBON, AMPHOE = "บ้านสวนหม่อน", "ห้วยทราย"
_DUTIES: Final = {
    "chair": "เรียกประชุม เป็นประธานในที่ประชุม และลงนามในหนังสือของเครือข่าย",
    "secretary": "จัดระเบียบวาระ จดรายงานการประชุม และติดตามมติ",
    "treasurer": "รับจ่ายเงิน ทำบัญชี และรายงานการเงินทุกไตรมาส",
    "registrar": "ดูแลทะเบียนสมาชิกและบัตรประจำตัวคนพิการ",
}


class AnotherDemo(Failure):
    """A demo is there, made otherwise than asked for."""

    def __init__(self, directory: Path) -> None:
        super().__init__(
            N_(
                "Another network is in {directory} already. Leave --members and --seed out to open it, or choose "
                "another folder with --data."
            ),
            directory=directory,
        )


class Clock:
    """The clock on the wall while history is made."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> float:
        self.now += timedelta(milliseconds=7)
        return self.now.timestamp()

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """Go on to that time."""
        self.now = datetime.combine(day, time(hour, minute))


Told = Callable[[int, int], None]
"""How many meetings of the demo's history are held, of how many."""


def make(
    directory: Path,
    *,
    members: int | None = None,
    seed: int | None = None,
    today: date | None = None,
    told: Told = lambda _done, _total: None,
) -> bool:
    """Make the demo unless it is there; whether it was made. Raises :class:`AnotherDemo`.

    ``members`` is at least 12; the committee is among them. What stops it leaves nothing behind.
    """
    wanted = {"members": members or MEMBERS, "seed": SEED if seed is None else seed}
    if exists(directory):
        if (members is not None or seed is not None) and _mark_of(directory) != wanted:
            raise AnotherDemo(directory)
        return False
    directory.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, and put there when it is whole: who stops halfway finds nothing half made.
    workshop = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=directory.parent))
    try:
        day = today or date.today()  # noqa: DTZ011 - the day on the wall
        _write(workshop, wanted["members"], wanted["seed"], day, told)
        (workshop / _MARK).write_text(json.dumps(wanted), encoding="utf-8")
        if directory.exists():
            directory.rmdir()  # only an empty one may be taken
        workshop.rename(directory)
    except BaseException:
        shutil.rmtree(workshop, ignore_errors=True)
        raise
    return True


def _mark_of(directory: Path) -> object:
    try:
        return json.loads((directory / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write(directory: Path, members: int, seed: int, today: date, told: Told) -> None:
    from netterm.demo.history import write_history
    from netterm.store.keys import Cost

    random = Random(seed)
    clock = Clock(datetime.combine(today - timedelta(days=_AGO), time(9)))
    founder, *others = people(members, random)
    replica, _kit = found(
        directory,
        network={"name_th": f"เครือข่ายคนพิการตำบล{TAMBON}", "level": "tambon", "purpose": _PURPOSE},
        person=_person(founder, random),
        office="secretary",
        label="สำนักงานเครือข่าย",
        # The kit of a demo guards nothing, and nobody shall wait for it.
        cost=Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10),
        clock=clock,
        random=random.randbytes,
    )
    with replica:
        _write_surroundings(replica)
        committee = _write_people(replica, others, random, clock.now.date())
        write_history(replica, clock, random, committee, today, told)


_PURPOSE: Final = "ส่งเสริมให้คนพิการในตำบลเข้าถึงสิทธิ มีส่วนร่วม และมีคุณภาพชีวิตที่ดี"


def _write_surroundings(replica: Replica) -> None:
    """The parent organisation, the agencies, and what the founding left open."""
    network = replica.list("network", limit=1)[0]
    secretary = replica.list("position", limit=1)[0]
    with replica.action() as act:
        for place, (name, kinds, agency_type) in enumerate(ORGS):
            id = act.add(
                "org",
                {"name": name, "kind": kinds, "agency_type": agency_type or None, "area": f"อำเภอ{AMPHOE}"},
            )
            if place == 0:
                act.set("network", network.id, {"parent": id, "area": f"ตำบล{TAMBON} อำเภอ{AMPHOE}",
                                                "purposes": ("propose", "access")})  # fmt: skip
        act.set("position", secretary.id, {"duties": _DUTIES["secretary"], "term_months": 48})


def _write_people(replica: Replica, others: list[Somebody], random: Random, since: date) -> dict[str, list[bytes]]:
    """Everybody else, in one action; the persons of the committee by office."""
    committee: dict[str, list[bytes]] = {"secretary": [replica.me or b""]}
    with replica.action() as act:
        positions: dict[str, bytes] = {}
        for place, somebody in enumerate(others):
            person = act.add("person", _person(somebody, random, phone=place < len(OFFICES) or place % 4 == 0))
            joined = since + timedelta(days=0 if place < len(OFFICES) else random.randrange(_AGO - 30))
            member = act.add("member", _member(person, joined, place, random))
            if place < len(OFFICES):
                code = OFFICES[place]
                if code not in positions:
                    seats = OFFICES.count(code)
                    duties: dict[str, Value] = {"duties": _DUTIES.get(code), "seats": seats, "term_months": 48}
                    positions[code] = act.add("position", {"code": code, **duties})
                act.add("term", {"position": positions[code], "member": member, "from": since.isoformat()})
                committee.setdefault(code, []).append(person)
    return committee


def _person(somebody: Somebody, random: Random, *, phone: bool = True) -> dict[str, Value | tuple[Value, ...]]:
    values: dict[str, Value | tuple[Value, ...]] = {
        "title": somebody.title,
        "first": somebody.first,
        "last": somebody.last,
        "nick": somebody.nick or None,
        "sex": somebody.sex,
        "birth_date": date(somebody.birth_year, random.randint(1, 12), random.randint(1, 28)).isoformat(),
        "house": somebody.house,
        "moo": str(somebody.moo),
        "tambon": TAMBON,
        "amphoe": AMPHOE,
    }
    if phone:
        values["phones"] = (f"08000{random.randrange(100_000):05}",)
    if somebody.need:
        values["access_needs"] = (somebody.need,)
    return values


def _member(person: bytes, joined: date, place: int, random: Random) -> dict[str, Value]:
    values: dict[str, Value] = {
        "person": person,
        "category": "ordinary" if place < len(OFFICES) else random.choice(_CATEGORIES),
        "joined_on": joined.isoformat(),
        "level": "4" if place < len(OFFICES) else random.choice("00111223"),
    }
    if place >= len(OFFICES) and random.random() < _MOVED_AWAY:
        values |= {"state": "inactive", "state_since": joined.isoformat(), "state_reason": "ย้ายไปอยู่ต่างจังหวัด"}
    return values
