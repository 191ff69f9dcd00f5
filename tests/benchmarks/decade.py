"""A network of ten years and ten thousand members, made through the store as people make it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

from netterm.demo.history import Storyteller
from netterm.demo.making import OFFICES, Clock
from netterm.demo.names import Somebody, people
from netterm.model import Value
from netterm.store import Replica, found
from tests.benchmarks.committee import QUICK

MEMBERS: Final = 10_000
MEETINGS: Final = 120
_AT_ONCE: Final = 1_000
"""Members that are taken in by one action, as an import does it."""


def make(directory: Path, *, members: int = MEMBERS, meetings: int = MEETINGS, today: date | None = None) -> None:
    """Monthly meetings with their agenda, attendance, discussion, resolutions and tasks; the next one is planned."""
    today = today or date.today()  # noqa: DTZ011 - the day on the wall
    days = [*_second_saturdays(today - timedelta(days=14), meetings)][::-1]
    random = Random(1)
    clock = Clock(datetime.combine(days[0] - timedelta(days=30), time(9)))
    founder, *others = people(members, random)
    replica, _kit = found(
        directory,
        network={"name_th": "เครือข่ายคนพิการจังหวัดหมื่นคน", "level": "province", "purpose": "วัดความเร็ว"},
        person=_person(founder),
        office="secretary",
        cost=QUICK,
        clock=clock,
        random=random.randbytes,
    )
    with replica:
        committee: dict[str, list[bytes]] = {"secretary": [replica.me or b""]}
        for first in range(0, len(others), _AT_ONCE):
            _take_in(replica, others[first : first + _AT_ONCE], clock.now.date(), committee if not first else None)
        teller = Storyteller(replica, clock, random, committee, today)
        for number, day in enumerate(days, start=1):
            teller.hold(day, number)
        teller.plan_next()


def _take_in(replica: Replica, others: list[Somebody], since: date, committee: dict[str, list[bytes]] | None) -> None:
    """Members; the first of all make up the ``committee``."""
    with replica.action() as act:
        for place, somebody in enumerate(others):
            person = act.add("person", _person(somebody))
            member = act.add("member", {"person": person, "category": "ordinary", "joined_on": since.isoformat()})
            if committee is not None and place < len(OFFICES):
                position = act.add("position", {"code": OFFICES[place]})
                act.add("term", {"position": position, "member": member, "from": since.isoformat()})
                committee.setdefault(OFFICES[place], []).append(person)


def _person(somebody: Somebody) -> dict[str, Value | tuple[Value, ...]]:
    return {
        "title": somebody.title,
        "first": somebody.first,
        "last": somebody.last,
        "nick": somebody.nick or None,
        "sex": somebody.sex,
        "house": somebody.house,
        "moo": str(somebody.moo),
        "tambon": "บ้านสวนหม่อน",
    }


def _second_saturdays(until: date, count: int) -> Iterator[date]:
    """The last ones first."""
    year, month = until.year, until.month
    while count:
        first = date(year, month, 1)
        day = first + timedelta(days=(5 - first.weekday()) % 7 + 7)
        if day <= until:
            yield day
            count -= 1
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
