"""The ways through the screens: which keys lead where, and where a picture is taken."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from netterm.app import NettermApp
from netterm.errors import Failure
from netterm.locale import Language, use
from netterm.model import Role
from netterm.store import DatabaseUnreadable, DiskFull, Replica
from tests.screens.snapshots import world
from tests.screens.snapshots.album import SIZES, WITHOUT_COLOURS, Album, Edition, Walk
from tests.screens.snapshots.company import Doorstep, Together
from tests.screens.snapshots.terminal import Window, in_window

__all__ = ["WALKS", "editions", "inside", "only", "outside", "walk_through"]


@asynccontextmanager
async def inside(replica: Replica, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
    """The program on an open network, in company."""
    app = NettermApp(replica, start_sync=lambda _replica: Together(), language=language)
    async with in_window(app, size) as window:
        await window.at("home")
        await window.until(lambda: app.sync.state().running)
        yield window


@asynccontextmanager
async def outside(doorstep: Doorstep, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
    """The program before a network is open."""
    try:
        async with in_window(NettermApp(None, doorstep, language=language), size) as window:
            yield window
    finally:
        for replica in doorstep.made:
            replica.close()


async def through_everything(walk: Walk) -> None:
    """Every screen and dialog of a network at work."""
    await walk.take("home")
    await walk.go("ctrl+p", to="Palette", picture="palette")
    await walk.back("home")
    await walk.go("question_mark", to="Help", picture="help")
    await walk.back("home")
    await through_meetings(walk)
    await through_minutes(walk)
    await through_members(walk)
    await through_tasks(walk)
    await through_the_rest(walk)


async def through_meetings(walk: Walk) -> None:
    await walk.go("m", to="meetings", picture="meetings")
    await walk.go("n", to="form", picture="meeting-form")
    await walk.back("meetings")
    await walk.go("delete", to="Confirm", picture="confirm")
    await walk.back("meetings")
    await walk.go("r", to="roll", picture="roll-call")
    await walk.go("n", to="WhoIs")
    await walk.type("มาลี")
    await walk.take("roll-call-guest")
    await walk.back("roll")
    await walk.go("f", to="WhoIs", picture="roll-call-instead")
    await walk.back("roll")
    await walk.back("meetings")
    await walk.go("a", to="agenda", picture="agenda")
    await walk.go("n", to="AskItem", picture="agenda-new")
    await walk.back("agenda")
    await walk.press("down")
    await walk.go("e", to="AskLine", picture="agenda-rename")
    await walk.back("agenda")
    await walk.back("meetings")


async def through_minutes(walk: Walk) -> None:
    await walk.go("w", to="minutes", picture="minutes")
    await walk.press("f2")
    await walk.take("minutes-agenda")
    await walk.press("f2", "f4")
    await walk.take("minutes-side")
    await walk.press("f4")
    await walk.go("f1", to="Help")
    await walk.back("minutes")
    for key, dialog, picture in (
        ("f9", "AskResolution", "minutes-resolution"),
        ("f7", "AskTask", "minutes-task"),
        ("f5", "WhoIs", "minutes-people"),
        ("f3", "AskItem", "minutes-new-item"),
        ("f12", "CloseMeeting", "minutes-close"),
    ):
        await walk.go(key, to=dialog, picture=picture)
        await walk.back("minutes")
    await walk.back("meetings")
    await walk.go("v", to="draft", picture="draft")
    await walk.go("f", to="_AskFile", picture="paper")
    await walk.back("draft")
    await walk.back("meetings")


async def through_members(walk: Walk) -> None:
    await walk.go("p", to="members", picture="members")
    await walk.press("slash")
    await walk.type("น้ำผึ้ง")
    await walk.take("members-filtered")
    await walk.back("members")
    await walk.go("n", to="form", picture="member-form")
    await walk.press("tab")
    await walk.type("ชื่นใจ")
    await walk.go("escape", to="Confirm", picture="form-unsaved")
    await walk.press("right")
    await walk.go("enter", to="members")
    await walk.go("enter", to="form", picture="member-form-filled")
    await walk.back("members")
    await walk.go("i", to="Tell", picture="history")
    await walk.back("members")
    await walk.go("v", to="Pick", picture="invite-role")
    await walk.go("enter", to="invite", picture="invite")
    walk.knock()
    await walk.at("Confirm")
    await walk.take("invite-newcomer")
    await walk.press("escape")
    await walk.at("members")


async def through_tasks(walk: Walk) -> None:
    await walk.go("t", to="tasks", picture="tasks")
    await walk.press("5")
    await walk.take("tasks-done")
    await walk.go("4", to="Pick", picture="tasks-person")
    await walk.back("tasks")
    await walk.press("2")
    await walk.go("n", to="form", picture="task-form")
    await walk.back("tasks")
    await walk.go("r", to="AskProgress", picture="task-report")
    await walk.back("tasks")
    await walk.go("b", to="AskProgress", picture="task-block")
    await walk.back("tasks")
    await walk.go("d", to="MoveDue")
    await walk.type("+7")
    await walk.take("task-move")
    await walk.go("escape", to="Confirm")
    await walk.press("right")
    await walk.go("enter", to="tasks")
    await walk.press("down", "down")
    await walk.go("enter", to="task", picture="task")
    await walk.back("tasks")


async def through_the_rest(walk: Walk) -> None:
    await walk.go("c", to="peers", picture="peers")
    await walk.go("o", to="AskLine", picture="peers-dial")
    await walk.back("peers")
    await walk.go("x", to="conflicts", picture="conflicts")
    await walk.go("enter", to="Pick", picture="conflict")
    await walk.back("conflicts")
    await walk.go("comma", to="settings", picture="settings")
    await walk.back("home")


async def through_nothing(walk: Walk) -> None:
    """The screens of a network in which nothing has happened yet."""
    await walk.take("home")
    for key, place in (("m", "meetings"), ("t", "tasks"), ("p", "members"), ("x", "conflicts"), ("c", "peers")):
        await walk.go(key, to=place, picture=place)
    await walk.go("t", to="tasks")
    await walk.go("4", to="Pick", picture="tasks-person")
    await walk.back("tasks")
    await walk.go("p", to="members")
    await walk.press("slash")
    await walk.type("ไม่มีใคร")
    await walk.take("members-filtered")
    await walk.back("members")
    await walk.go("i", to="Tell", picture="history")
    await walk.back("members")
    with walk.replica.action() as act:
        act.add(
            "meeting", {"title": "ประชุมแรก", "starts_at": "2026-07-15T09:30", "place": "บ้านสมศรี", "state": "planned"}
        )
        act.add("task", {"title": "เขียนข้อบังคับ", "assignee": walk.replica.me, "due": "2026-07-20"})
    await walk.go("t", to="tasks")
    await walk.listed()
    await walk.go("enter", to="task", picture="task")
    await walk.back("tasks")
    await walk.go("m", to="meetings")
    await walk.listed()
    await walk.go("a", to="agenda", picture="agenda")
    await walk.back("meetings")
    await walk.go("r", to="roll", picture="roll-call")
    await walk.back("meetings")
    await walk.go("w", to="minutes", picture="minutes")
    await walk.back("meetings")
    await walk.go("v", to="draft", picture="draft")
    await walk.back("meetings")


async def through_failures(walk: Walk) -> None:
    """What is said where something cannot be done."""
    await wrong_input(walk)
    await with_a_full_disk(walk)
    await with_a_damaged_disk(walk)


async def wrong_input(walk: Walk) -> None:
    await walk.go("p", to="members")
    await walk.go("enter", to="form")
    await walk.press("down", "down", "down", "down", "down")
    await walk.type("31/2/2500")
    await walk.press("f2")
    await walk.take("member-form")
    await _leave(walk, "members")
    await walk.go("t", to="tasks")
    await walk.go("r", to="AskProgress")
    await walk.press("f2")
    await walk.take("task-report")
    await walk.back("tasks")
    await walk.go("d", to="MoveDue")
    await walk.type("พรุ่งนี้")
    await walk.press("f2")
    await walk.take("task-move")
    await _leave(walk, "tasks")
    await walk.go("c", to="peers")
    await walk.go("o", to="AskLine")
    await walk.type("192.168.1.7")
    await walk.go("enter", to="peers", picture="peers")
    await walk.go("m", to="meetings")
    await walk.go("f", to="_AskFile")
    await walk.press("ctrl+u")
    await walk.type("รายงาน.txt")
    await walk.press("enter")
    await walk.take("paper")
    await _leave(walk, "meetings")
    await walk.go("w", to="minutes")
    await walk.go("f9", to="AskResolution")
    await walk.press("tab")
    await walk.type("9")
    await walk.press("f2")
    await walk.take("minutes-resolution")
    await _leave(walk, "minutes")
    await walk.back("meetings")


async def with_a_full_disk(walk: Walk) -> None:
    replica: Any = walk.replica
    replica._write = _raising(DiskFull("The disk is full. Nothing was changed; make room and try again."))
    await walk.go("p", to="members")
    await walk.listed()
    await walk.go("n", to="form")
    await walk.press("down")
    await walk.type("ชื่นใจ")
    await walk.press("f2")
    await walk.take("member-form-disk-full")
    await _leave(walk, "members")
    await walk.go("t", to="tasks")
    await walk.press("f")
    await walk.take("tasks")
    await walk.go("x", to="conflicts")
    await walk.listed()
    await walk.go("enter", to="Pick")
    await walk.press("down")
    await walk.go("enter", to="conflicts", picture="conflicts")
    await walk.go("m", to="meetings")
    await walk.listed()
    await walk.press("up")
    await walk.go("o", to="Confirm", picture="meeting-other-day")
    await walk.press("right")
    await walk.press("enter")
    await walk.at("meetings")
    await walk.take("meetings")
    await walk.press("down")
    await walk.go("w", to="minutes")
    await walk.type("ก")
    del replica._write
    await walk.press("backspace")
    await walk.back("meetings")


async def with_a_damaged_disk(walk: Walk) -> None:
    replica: Any = walk.replica
    msgid = (
        "The data file {file} is damaged or does not belong here. Nothing was changed;"
        " put a backup in its place, or join the network again."
    )
    replica.ids = replica.list = _raising(DatabaseUnreadable(msgid, file="general.db"))
    await walk.go("p", to="members")
    await walk.press("slash")
    await walk.window.still()
    await walk.type("ก")
    await walk.take("members")
    del replica.ids, replica.list
    await walk.back("members")


async def as_a_viewer(walk: Walk) -> None:
    """What one who may only read is told."""
    replica: Any = walk.replica
    await walk.go("p", to="members")
    await walk.press("n")
    await walk.take("members")
    await walk.go("m", to="meetings")
    await walk.press("n")
    await walk.take("meetings")
    await walk.go("w", to="minutes")
    await walk.type("ก")
    await walk.take("minutes")
    await walk.back("meetings")
    await walk.go("question_mark", to="Help", picture="help")
    await walk.back("meetings")
    del replica


async def before_the_first_network(walk: Walk) -> None:
    await walk.at("first-run")
    await walk.take("first-run")
    await walk.go("question_mark", to="Help", picture="first-run-help")
    await walk.back("first-run")
    await walk.go("enter", to="found", picture="found")
    await walk.press("f2")
    await walk.take("found-incomplete")
    await walk.type("เครือข่ายคนพิการตำบลบ้านกลาง")
    await walk.press("tab", "tab", "tab")
    await walk.type("นางสาวสมศรี รักเรียน")
    await walk.press("tab", "tab")
    await walk.type("ลับ")
    await walk.press("f2")
    await walk.take("found-passphrases")
    await walk.type("ลับ")
    await walk.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
    await walk.go("f2", to="kit", picture="kit")
    await walk.press("f2")
    await walk.take("kit-unsaved")


async def joining(walk: Walk) -> None:
    await walk.at("first-run")
    await walk.press("down")
    await walk.go("enter", to="join", picture="join")
    await walk.press("f2")
    await walk.take("join-incomplete")
    await walk.type("นายวิชัย กล้าหาญ")
    await walk.press("f2")
    await walk.take("join-looking")
    await walk.press("escape")
    await walk.take("join-stopped")
    await _leave(walk, "first-run")
    await walk.press("down", "down")
    await walk.press("enter")
    await walk.take("demo-failed")


async def at_the_lock(walk: Walk) -> None:
    await walk.at("unlock")
    await walk.take("unlock")
    await walk.type("ผิด")
    await walk.press("enter")
    await walk.take("unlock-wrong")


async def _leave(walk: Walk, place: str) -> None:
    """Out of something that was filled in, without saving."""
    await walk.go("escape", to="Confirm")
    await walk.press("right")
    await walk.go("enter", to=place)


def _raising(failure: Failure) -> Callable[..., Any]:
    def call(*_arguments: object, **_named: object) -> Any:
        raise failure

    return call


Steps = Callable[[Walk], Awaitable[None]]


@dataclass(frozen=True)
class Way:
    """Steps, and where they begin."""

    steps: Steps
    start: Callable[[Path, tuple[int, int], Language], Any]


def _network(
    made: Callable[[Path], Path], *roles: Role, environ: Mapping[str, str] = MappingProxyType({})
) -> Callable[[Path, tuple[int, int], Language], Any]:
    @asynccontextmanager
    async def start(folder: Path, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
        use(language)
        with world.opened(made(folder)) as replica, patch.dict(os.environ, environ):
            if roles:
                only(replica, frozenset(roles))
            async with inside(replica, size, language) as window:
                yield window

    return start


def only(replica: Replica, roles: frozenset[Role]) -> None:
    """Have the person at this computer be no more than that."""

    class Lesser(type(replica)):  # type: ignore[misc]  # whatever a replica is
        @property
        def roles(self) -> frozenset[Role]:
            return roles

    replica.__class__ = Lesser


def _doorstep(*identities: str) -> Callable[[Path, tuple[int, int], Language], Any]:
    @asynccontextmanager
    async def start(folder: Path, size: tuple[int, int], language: Language) -> AsyncIterator[Window]:
        use(language)
        own = Path(mkdtemp(dir=folder))
        async with outside(Doorstep(own, identities=identities), size, language) as window:
            yield window

    return start


WALKS: dict[str, Way] = {
    "full": Way(through_everything, _network(world.full)),
    "empty": Way(through_nothing, _network(world.empty)),
    "error": Way(through_failures, _network(world.full)),
    WITHOUT_COLOURS: Way(through_everything, _network(world.full, environ={"NO_COLOR": "1"})),
    "viewer": Way(as_a_viewer, _network(world.full, Role.VIEWER)),
    "founding": Way(before_the_first_network, _doorstep()),
    "joining": Way(joining, _doorstep()),
    "locked": Way(at_the_lock, _doorstep("นางสาวสมศรี รักเรียน", "นายสมชาย ใจดี")),
}
"""By the state that the pictures are of."""


_WITHOUT_COLOURS = Edition(WITHOUT_COLOURS, SIZES[0], Language.TH)
"""The one that is recorded: what stands out does so whatever the size and the language."""


def editions() -> list[Edition]:
    """All that is recorded."""
    every = [Edition(state, size, language) for state in WALKS for size in SIZES for language in Language]
    return [each for each in every if each.state != WITHOUT_COLOURS or each == _WITHOUT_COLOURS]


async def walk_through(edition: Edition, album: Album, folder: Path) -> None:
    """One way through the screens, with pictures."""
    way = WALKS[edition.state]
    async with way.start(folder, edition.size, edition.language) as window:
        await way.steps(Walk(window, album))
