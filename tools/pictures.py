"""Makes the pictures of the user guide from the program itself: ``python -m tools.pictures``.

A demo network is made in a folder of its own, a second laptop joins it, and the screens are gone through in both
languages. What is on them is the demo's; only the connected computers are told rather than connected, so that no
picture names the machine on which it was made.
"""

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.app import NettermApp
from netterm.demo import make
from netterm.flows.attendance import mark_everybody
from netterm.flows.meetings import next_meeting
from netterm.flows.tasks import move_due
from netterm.locale import Language, use
from netterm.model import Compartment, Role
from netterm.screens.sync_control import Peer, Standing, SyncState, WithoutSync
from netterm.store import Replica, joined
from netterm.wiring.directory import Directory

PICTURES: Final = Path(__file__).parent.parent / "docs" / "guide" / "pictures"
SIZE: Final = (100, 30)
PATIENCE: Final = 10.0
_FONT_FACE: Final = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
_FONTS: Final = "ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono', 'Noto Sans Thai', monospace"


class Together(WithoutSync):
    """Sync as it stands when a second laptop is in the room."""

    def __init__(self, replica: Replica, other: bytes) -> None:
        super().__init__()
        peer = Peer(other, replica.name_of(other), "โน้ตบุ๊กของเครือข่าย", "192.168.1.7:41200", Standing.IN_SYNC)
        self._state = SyncState((peer,), addresses=("192.168.1.5:41100",), running=True)

    def state(self) -> SyncState:
        return self._state


class Gone(Exception):  # noqa: N818 - the screen that was waited for
    """A screen never came to show what it was to show."""


class Album:
    """The pictures of one language."""

    def __init__(self, app: NettermApp, language: Language) -> None:
        self._app = app
        self._language = language

    async def take(self, name: str) -> None:
        """A picture of what is on the screen, once it has come to rest."""
        before = ""
        until = time.monotonic() + PATIENCE
        while (now := self._app.export_screenshot(title="netterm")) != before and time.monotonic() < until:
            before = now
            await asyncio.sleep(0.4)
        path = PICTURES / f"{name}-{self._language.value}.svg"
        path.write_text(_of_this_machine(now), encoding="utf-8")
        print(path.relative_to(PICTURES.parent.parent.parent))


def _of_this_machine(svg: str) -> str:
    """Drawn with the reader's own typefaces: a picture fetches nothing from anywhere."""
    return (
        _FONT_FACE.sub("", svg)
        .replace("Fira Code", "netterm")
        .replace("font-family: netterm", f"font-family: {_FONTS}")
    )


def _second_laptop(first: Replica, directory: Path) -> Replica:
    """Somebody of the committee with a laptop of their own, who has all data."""
    key = Ed25519PrivateKey.generate()
    meeting = next_meeting(first)
    chair = meeting["chair"] if meeting is not None else None
    admission = first.admit(
        key.public_key().public_bytes_raw(),
        person=chair if isinstance(chair, bytes) else None,
        name="นายสมชาย ใจดี",
        computer="โน้ตบุ๊กของเครือข่าย",
        roles=frozenset({Role.MEMBER}),
    )
    second = joined(directory, admission, key)
    _exchange(first, second)
    return second


def _exchange(first: Replica, second: Replica) -> None:
    for source, target in ((first, second), (second, first)):
        for compartment in (Compartment.TRUST, Compartment.GENERAL):
            for batch, _ in tuple(source.outgoing(compartment, target.heads(compartment))):
                target.merge(compartment, batch)


def _disagree(first: Replica, second: Replica) -> None:
    """Both move the date of one task, and one gives it to somebody else, before they meet again."""
    task = first.list("task", {"state": ("open", "doing")}, order=("due",), limit=1)[0]
    people = first.ids("person", limit=2)
    for replica, days, assignee in ((first, 7, people[0]), (second, 14, people[1])):
        move_due(replica, task.id, replica.today() + timedelta(days=days), "รอใบเสนอราคา")
        with replica.action() as act:
            act.set("task", task.id, {"assignee": assignee})
    _exchange(first, second)


async def _first_run(language: Language) -> None:
    beginnings = Directory(Path("/home/somsri/.local/share/netterm"), make_demo=_no_demo)
    async with NettermApp(None, beginnings, language=language).run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        app = pilot.app
        assert isinstance(app, NettermApp)
        await Album(app, language).take("first-run")


def _no_demo(_directory: Path, _told: Callable[[int, int], None]) -> Replica:
    raise AssertionError("nobody asks for it")


async def _go_through(language: Language, replica: Replica, other: bytes) -> None:
    def together(opened: Replica) -> Together:
        return Together(opened, other)

    async with NettermApp(replica, start_sync=together, language=language).run_test(size=SIZE) as pilot:
        app = pilot.app
        assert isinstance(app, NettermApp)
        album = Album(app, language)
        await pilot.pause(1)
        for name, key in (("home", "h"), ("members", "p"), ("tasks", "t"), ("peers", "c"), ("conflicts", "x")):
            await pilot.press(key)
            await album.take(name)
        await pilot.press("m")
        await pilot.pause(1)
        await pilot.press("r")
        await album.take("roll-call")
        await pilot.press("w")
        await pilot.pause(1)
        await album.take("minutes")
        await pilot.press("escape")
        await pilot.pause(1)
        await pilot.press("v")
        await pilot.pause(1)
        await album.take("paper")


def _hold_meeting(replica: Replica) -> None:
    """The next meeting is open, everybody is there, and something is written."""
    from netterm.flows.agenda import items
    from netterm.flows.meetings import open_meeting
    from netterm.flows.proceedings import record_resolution

    meeting = next_meeting(replica)
    assert meeting is not None
    if meeting["state"] != "open":
        open_meeting(replica, meeting.id)
    mark_everybody(replica, meeting.id)
    first = items(replica, meeting.id)[0]
    written = replica.text("agenda_item", first.id, "discussion")
    written.insert(0, "ประธานแจ้งว่าศูนย์บริการคนพิการตำบลจะเปิดวันจันทร์หน้า\nขอให้กรรมการช่วยกันบอกต่อ\n")
    written.commit()
    record_resolution(replica, first.id, "acknowledge", "รับทราบ", unanimous=True)


def main() -> None:
    """Make all pictures anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        os.environ["XDG_STATE_HOME"] = str(directory / "state")
        os.environ["XDG_CONFIG_HOME"] = str(directory / "config")
        use(Language.TH)  # what the program writes into records is written as in Thai networks
        make(directory / "demo")
        with Replica.open(directory / "demo") as first, _second_laptop(first, directory / "second") as second:
            _disagree(first, second)
            _hold_meeting(first)
            for language in Language:
                asyncio.run(_first_run(language))
                asyncio.run(_go_through(language, first, second.identity))


if __name__ == "__main__":
    main()
