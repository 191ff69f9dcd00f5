"""Text that an old or hostile computer put into the log, on every screen: it moves no cursor and breaks no line.

It is written below all that cleans and judges what people and other computers write, into every text there is.
"""

import asyncio
import re
import unicodedata
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from textual.events import Paste

from netterm.errors import Failure
from netterm.locale import Language, use
from netterm.model import SCHEMA, Kind, kinds
from netterm.screens.shell import Tone
from netterm.screens.sync_control import Attempt, Newcomer, Peer, Standing
from netterm.store import Replica, records
from tests.screens.snapshots import world
from tests.screens.snapshots.album import SIZES, Album, Edition, Walk
from tests.screens.snapshots.company import Doorstep, Shelf, Together
from tests.screens.snapshots.every_screen import NOT_SHOWN, every_screen
from tests.screens.snapshots.terminal import Window
from tests.screens.snapshots.walks import inside, outside, through_everything
from tests.screens.snapshots.walks.setting_up import at_the_lock, before_the_first_network, joining

SURROGATE: Final = "\ue0ff"
"""In the log; read as half of a pair, which no log can hold."""
HOSTILE: Final = (
    "ก[red]x[/red][@click=app.quit]y[/]"
    "\x1b[2J\x1b[31m\x1b]52;c;aGFjaw==\x07\x1b]0;title\x1b\\\x1bP1$r\x1b\\\x9b31m\x9d52;c;aGFjaw==\x9c\x07\x08\x7f\r"
    "\u202eดี\u2066\u2067\u2068\u061c\u200e\u200f\u2069\u202c"
    "a" + "\u0e49" * 500 + "b" + "\u0301" * 500 + "c\u200d\u200b\u2060\ufeff"
    "บรรทัด\nใหม่\tแท็บ\u2028\u0085\x0b\x0c\ufffe\uffff" + SURROGATE +
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" + "ยาว" * 200
)  # fmt: skip
ALLOWED: Final = re.compile(
    r"\x1b\[[0-9;]*m"  # colours and emphasis
    r"|\n?\x1b\[[0-9]+;[0-9]+H"  # where the cursor goes, at the end of a row too
    r"|\x1b\[[0-9]+;[0-9]+r\x1b\[[0-9]*H\x1b\[[0-9]*[LM]\x1b\[r"  # rows moved between margins, which are taken away
    r"|\x1b\[[0-9]*[CDGPX@]"  # further in the row; cells put in, taken out and wiped
    r"|\x1b\[\?(?:7|25|2026)[hl]"  # whether rows flow over and it is shown; begin and end of one picture
    r"|\x1b\]22;(?:default|pointer|text)\x07"  # what the mouse looks like over a widget
)
NOT_WRITTEN: Final = frozenset({"minutes_version", "signature"})
"""What holds hashes and signatures of other texts."""


@pytest.fixture(autouse=True)
def _without_anybody_who_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    never = re.compile(r"(?!)")
    monkeypatch.setattr(kinds, "_UNCLEAN", never)
    monkeypatch.setattr(kinds, "_UNCLEAN_PROSE", never)
    monkeypatch.setattr(kinds, "MAX_LINE", 100_000)
    as_read = records._shown
    monkeypatch.setattr(records, "_shown", lambda field, value: _broken(as_read(field, value)))


def _broken(value: Any) -> Any:
    return value.replace(SURROGATE, "\ud800") if isinstance(value, str) else value


class Judge(Album):
    """In place of pictures: what the terminal got so far is harmless, and what it shows is what was meant."""

    async def take(self, window: Window, screen: str) -> None:
        self.seen.append(type(window.screen).__name__)
        await window.calm()
        window.app.say(HOSTILE, Tone.SAID)
        await window.calm()
        harmless(window, screen)
        await in_order(window, screen)


def harmless(window: Window, screen: str) -> None:
    """No control character reaches the terminal but the program's own, and nothing that turns a line around."""
    sent = "".join(window.terminal.stream)
    window.terminal.stream.clear()
    sent.encode()
    text = ALLOWED.sub("", sent)
    for at, found in enumerate(text):
        bad = found in "\ufffe\uffff" or unicodedata.category(found) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert not bad, f"{screen}: U+{ord(found):04X} was sent: {text[max(at - 20, 0) : at + 20]!r}"


async def in_order(window: Window, screen: str) -> None:
    """Each row has as many cells as the terminal, and they are drawn where they belong."""

    def meant() -> tuple[str, ...]:
        return tuple("".join(segment.text for segment in strip) for strip in window.screen._compositor.render_strips())

    def otherwise() -> str:
        pairs = zip(meant(), window.look().rows, strict=True)
        return f"{screen}: drawn otherwise than meant: " + "\n".join(
            map(repr, (pair for pair in pairs if len({*pair}) > 1))
        )

    await window.until(lambda: meant() == window.look().rows, otherwise)
    marks = re.compile(r"[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{6}")
    assert not any(marks.search(row) for row in window.look().rows), f"{screen}: a heap of marks"


def spoil(replica: Replica) -> None:
    """Put it into every text of every record."""
    for entity in SCHEMA.entities:
        fields = [f.name for f in entity.fields if f.kind in {Kind.TEXT, Kind.PROSE} and not f.many and not f.given]
        if entity.name in NOT_WRITTEN or not fields:
            continue
        for id, name in product(replica.ids(entity.name), fields):
            # What must have a form, such as a share, keeps it; no final minutes are changed either.
            with suppress(Failure), replica.action() as act:
                act.set(entity.name, id, {name: HOSTILE})
    assert replica.title("person", replica.ids("person")[0]) != "นางสาวสมศรี รักเรียน"
    for id in replica.ids("agenda_item"):
        text = replica.text("agenda_item", id, "discussion")
        text.insert(0, HOSTILE)
        text.commit()


def _bad_company() -> Together:
    said = _broken(HOSTILE)
    peers = [
        Peer(bytes([at]) * 32, said, said, said, standing, 1, 2, said, said) for at, standing in enumerate(Standing)
    ]
    return Together(peers, [Attempt(said, said, said)])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_text_of_others_reaches_the_terminal_as_more_than_text(size: tuple[int, int], tmp_path: Path) -> None:
    use(Language.EN)
    judge = Judge(Edition("hostile", size, Language.EN))
    asyncio.run(_walk_inside(judge, tmp_path))
    asyncio.run(_walk_outside(judge, tmp_path))
    assert every_screen() - {*judge.seen} == set(NOT_SHOWN)


async def _walk_inside(judge: Judge, folder: Path) -> None:
    said = _broken(HOSTILE)
    with world.opened(world.full(folder)) as replica:
        spoil(replica)
        async with inside(
            replica, judge.edition.size, judge.edition.language, _bad_company(), Shelf(said, said)
        ) as window:
            walk = Walk(window, judge)
            walk.newcomer = Newcomer(said, said, said)
            await through_everything(walk)
            await _found(walk)
            await _typed_and_pasted(walk)


async def _walk_outside(judge: Judge, folder: Path) -> None:
    said, size, language = _broken(HOSTILE), judge.edition.size, judge.edition.language
    failing = Doorstep(folder, identities=(said, said), wrong=Failure("“{typed}” is wrong.", typed=said))
    async with outside(failing, size, language, Shelf(said, said, said, behind=failing, shut=True)) as window:
        await at_the_lock(Walk(window, judge))
    for steps, name in ((before_the_first_network, "founding"), (joining, "joining")):
        own = folder / name
        own.mkdir()
        async with outside(Doorstep(own), size, language) as window:
            await steps(Walk(window, judge))


async def _found(walk: Walk) -> None:
    """Results with all of it in them."""
    await walk.go("ctrl+f", to="FindAnything")
    await walk.type("ยาว")
    await walk.take("found")
    await walk.back("home")


async def _typed_and_pasted(walk: Walk) -> None:
    """What is pasted, and what is said of it."""
    await walk.go("p", to="members")
    await walk.go("n", to="form")
    walk.window.app.post_message(Paste(HOSTILE))
    await walk.press("f2")
    walk.window.app.say(Failure("“{typed}” is wrong.", typed=HOSTILE).sentence(), Tone.FAILED)
    await walk.take("pasted")


def test_what_is_forbidden_is_found() -> None:
    assert ALLOWED.sub("", "\x1b[1;31mก\x1b[3;4H\x1b[?25l") == "ก"
    for bad in ("\x1b]52;c;eA==\x07", "\x9b31m", "\u202e", "\x1b[2J", "\n"):
        assert any(unicodedata.category(each) in {"Cc", "Cf"} for each in ALLOWED.sub("", bad)), bad
