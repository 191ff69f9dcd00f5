"""A program that writes and says what it has saved, until it is killed.

Each line that it prints is a promise: it is printed once the commit has returned, as a screen would show it. Letters
are typed in a fixed order, so that whoever reads the text later can tell whether one is missing.
"""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from netterm.store import Record, Replica, SharedText
from netterm.sync.beacons import Surroundings
from netterm.sync.discovery import Address
from netterm.sync.joining import Names
from netterm.sync.node import Node
from tests.scenarios.kills.points import Fuse, Point

ALPHABETS = {"ก": "กขฃคฅฆงจฉชซฌญฎฏฐฑฒ", "ณ": "ณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"}
"""What each of two writers types, over and over; named by its first letter."""
LONGEST = 4.0
"""Seconds after which a driver that nobody killed ends by itself."""
MUCH = 100_000
"""Characters written before closing."""
ALONE = Surroundings(look=frozenset, beacons=False)
NAMES = Names("ผู้ทดสอบ", "โน้ตบุ๊ก", "เครือข่าย")


class Activity(StrEnum):
    """What the program does."""

    OPENING = "opening"
    TYPING = "typing"
    ADDING = "adding"
    SYNCING = "syncing"
    CLOSING = "closing"


@dataclass(frozen=True)
class Plan:
    """What to do, and when to die."""

    directory: str
    item: str
    """The agenda item in whose discussion to type: its id in hex."""
    writer: str
    """A key of :data:`ALPHABETS`."""
    activity: Activity
    listen: int = 0
    peer: int = 0
    """Ports on loopback; with either the program is a node."""
    point: Point | None = None
    count: int = 1
    merging: bool = False
    after: float | None = None
    """Seconds after the driver said that it is busy, at which it is killed from outside."""
    pace: float = 0.0
    """Seconds between two writes."""
    longest: float = LONGEST
    hasty: bool = False
    """Says "saved" before the commit: a fault, made to be found out."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Plan":
        point = None if found["point"] is None else Point(found["point"])
        return cls(**{**found, "activity": Activity(found["activity"]), "point": point})


def say(*words: object) -> None:
    """Print a line in one piece, past any buffer."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


class Driver:
    """The program."""

    def __init__(self, plan: Plan, busy: Callable[[], None]) -> None:
        """``busy`` is called when it begins what it is to be killed in."""
        self._plan = plan
        self._busy = busy

    def run(self) -> None:
        plan = self._plan
        fuse = None if plan.point is None else Fuse(plan.point, plan.count, merging=plan.merging)
        if fuse is not None:
            fuse.lay()
            if plan.activity is Activity.OPENING:
                fuse.light()
        replica = Replica.open(Path(plan.directory))
        node = None
        if plan.listen or plan.peer:
            node = Node(replica, NAMES, listen=Address("127.0.0.1", plan.listen), around=ALONE)
            node.start()
            if plan.peer:
                node.add_address("127.0.0.1", plan.peer)
        writer = Writer(replica, bytes.fromhex(plan.item), plan.writer, hasty=plan.hasty)
        if fuse is not None:
            fuse.light()
        if plan.activity is Activity.CLOSING:
            writer.write_much()
            self._busy()
            began = time.monotonic()
            replica.close()
            say("closed", time.monotonic() - began)
            return
        self._busy()
        self._write(writer)
        if node is not None:
            node.stop()
        replica.close()

    def _write(self, writer: "Writer") -> None:
        plan = self._plan
        until = time.monotonic() + plan.longest
        turn = 0
        while time.monotonic() < until:
            turn += 1
            if plan.activity is not Activity.TYPING:
                writer.add() if turn % 2 else writer.change()
            if plan.activity is not Activity.ADDING:
                writer.type(1 + turn % 3)
            time.sleep(plan.pace)


class Writer:
    """Types into one text, adds people, and changes one field of one of them again and again."""

    def __init__(self, replica: Replica, item: bytes, writer: str, *, hasty: bool = False) -> None:
        self._replica = replica
        self._text: SharedText = replica.text("agenda_item", item, "discussion")
        self._writer = writer
        self._alphabet = ALPHABETS[writer]
        self._typed = len(own_letters(self._text.value, writer))
        self._person = max(replica.ids("person", {"last": writer}), default=None)
        self._number = replica.count("person", {"last": writer})
        self._value = 0
        self._hasty = hasty

    def type(self, count: int) -> None:
        self._text.pull()
        self._show_others()
        value = self._text.value
        at = 1 + max((place for place, letter in enumerate(value) if letter in self._alphabet), default=-1)
        for _ in range(count):
            self._text.insert(at, self._alphabet[self._typed % len(self._alphabet)])
            self._typed += 1
            at += 1
        if self._hasty:
            say("typed", self._typed)
        self._text.commit()
        say("typed", self._typed)

    def _show_others(self) -> None:
        for other in ALPHABETS:
            if other != self._writer:
                say("shown", other, len(own_letters(self._text.value, other)))

    def add(self) -> None:
        self._number += 1
        values = {"first": f"{self._number:06}", "last": self._writer, "nick": "0"}
        with self._replica.action() as act:  # in two files: the number is sensitive
            person = act.add("person", {**values, "national_id": national_id(self._number)})
        self._person, self._value = person, 0
        say("added", person.hex(), values["first"])

    def write_much(self) -> None:
        """As much in one action as keeps a checkpoint busy for a while."""
        network = self._replica.list("network")[0]
        number = purpose_number(network) + 1
        with self._replica.action() as act:
            act.set("network", network.id, {"purpose": f"{number} " + "ก" * MUCH})
        say("purposed", number)

    def change(self) -> None:
        if self._person is None:
            return
        self._value += 1
        with self._replica.action() as act:
            act.set("person", self._person, {"nick": str(self._value)})
        say("changed", self._person.hex(), self._value)


def national_id(number: int) -> str:
    """A valid one: twelve digits and a check digit."""
    digits = f"1{number:011}"
    return digits + str((11 - sum(int(digit) * (13 - place) for place, digit in enumerate(digits)) % 11) % 10)


def own_letters(text: str, writer: str) -> str:
    """What one of the writers has typed of a text, in the order in which it stands there."""
    return "".join(letter for letter in text if letter in ALPHABETS[writer])


def purpose_number(network: Record | None) -> int:
    """Which of the long texts stands there; 0 before the first."""
    number = "" if network is None else str(network["purpose"]).partition(" ")[0]
    return int(number) if number.isdigit() else 0
