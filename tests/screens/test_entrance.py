"""The first run and the passphrase."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from netterm.app import NettermApp
from netterm.errors import Failure
from netterm.locale import Language
from netterm.model import Value
from netterm.screens.entrance.beginnings import Founded
from netterm.store import Replica, StoredIdentity, WrongPassphrase, found
from tests.screens.conftest import CHEAP
from tests.screens.seeing import seen, type_text

SIZE = (80, 24)


class Beginning:
    """Beginnings with light keys, and doors that open or not as the test has it."""

    def __init__(self, directory: Path, replica: Replica | None = None) -> None:
        self.directory = directory
        self.exists = replica is not None
        self.replica = replica
        self.made: list[Replica] = []
        self.joined_as: tuple[str, str, str | None, str] | None = None
        self.goes_on = threading.Event()
        """Until then the demo is made slowly."""

    def identities(self) -> Sequence[StoredIdentity]:
        return [StoredIdentity(bytes([each]) * 32, label, True) for each, label in enumerate(["สมศรี", "[b]สมชาย"])]

    def unlock(self, passphrase: str | None, identity: bytes | None) -> Replica:
        if passphrase != "ถูกต้อง" or identity != b"\x01" * 32 or self.replica is None:
            raise WrongPassphrase
        return self.replica

    def found(
        self, network: Mapping[str, Value], person: Mapping[str, Value], office: str | None, passphrase: str | None
    ) -> Founded:
        replica, founding = found(
            self.directory / "data", network=network, person=person, office=office, passphrase=passphrase, cost=CHEAP
        )
        self.made.append(replica)
        return Founded(replica, founding.kit.text, founding.passphrase, self.directory / "kit.txt")

    def save_kit(self, founded: Founded, path: Path) -> None:
        path.write_text(founded.kit, encoding="utf-8")

    def join(
        self,
        code: str,
        person: str,
        passphrase: str | None,
        peer: str,
        report: Callable[[str], None],
        stop: threading.Event,
    ) -> Replica:
        self.joined_as = (code, person, passphrase, peer)
        report("announcements on this network: looking")
        stop.wait()
        raise Failure("Joining was stopped. The same computer can try again with the same code.")

    def demo(self, told: Callable[[int, int], None]) -> Replica:
        for done in range(1000):
            told(done, 1000)
            self.goes_on.wait(0.05)
        assert self.replica is not None
        return self.replica


@pytest.fixture
def beginning(tmp_path: Path) -> Iterator[Beginning]:
    made = Beginning(tmp_path)
    yield made
    for replica in made.made:
        replica.close()


async def test_founding_ends_with_the_kit_saved_and_then_home(beginning: Beginning) -> None:
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=SIZE, notifications=True) as pilot:
        await seen(pilot, "There is no network on this computer yet.", "Data is kept in")
        await pilot.press("enter")
        await seen(pilot, "Name of the network")
        await type_text(pilot, "เครือข่ายสันทราย")
        await pilot.press("tab", "tab", "tab")
        await type_text(pilot, "นางสาวสมศรี ใจดี")
        await pilot.press("f2")
        await seen(pilot, "The recovery kit", "Write this passphrase down")
        await pilot.press("f2")
        await seen(pilot, "Next meeting", "เครือข่ายสันทราย")
    kit = (beginning.directory / "kit.txt").read_text(encoding="utf-8")
    assert "เครือข่ายสันทราย" in kit


async def test_founding_says_what_is_missing_and_keeps_what_was_typed(beginning: Beginning) -> None:
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=(80, 40)) as pilot:
        await seen(pilot, "There is no network")
        await pilot.press("enter")
        await seen(pilot, "Name of the network")
        await pilot.press("f2")
        await seen(pilot, "! The network needs a name.")
        await type_text(pilot, "สันทราย")
        await pilot.press("f2")
        await seen(pilot, "! Please give your name, as it stands in the minutes.", "สันทราย")
        pilot.app.screen.query_one("#person", Input).value = "สมศรี ใจดี"
        pilot.app.screen.query_one("#passphrase", Input).value = "หนึ่ง"
        await pilot.press("f2")
        await seen(pilot, "! The two passphrases are not the same. Type them once more.")
    assert beginning.made == []


async def test_what_was_typed_into_the_first_run_is_not_left_unasked(beginning: Beginning) -> None:
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=(80, 40)) as pilot:
        await seen(pilot, "There is no network")
        await pilot.press("enter")
        await seen(pilot, "Name of the network")
        await pilot.press("escape")
        await seen(pilot, "There is no network")
        await pilot.press("enter")
        await seen(pilot, "Name of the network")
        await type_text(pilot, "สันทราย")
        await pilot.press("escape")
        await seen(pilot, "What you entered is not saved. Leave it?")
        await pilot.press("escape")
        await seen(pilot, "Name of the network", "สันทราย", gone="Leave it?")
        await pilot.press("escape")
        await seen(pilot, "What you entered is not saved. Leave it?")
        await pilot.press("right", "enter")
        await seen(pilot, "There is no network")


async def test_joining_shows_what_is_tried_and_esc_stops_it(beginning: Beginning) -> None:
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=(80, 40)) as pilot:
        await seen(pilot, "There is no network")
        await pilot.press("down", "enter")
        await seen(pilot, "The code, as it was given to you")
        await type_text(pilot, "ABCD-EFGH-JKMN-PQRS-TVWX")
        await pilot.press("tab")
        await type_text(pilot, "สมชาย น้ำใส")
        await pilot.press("f2")
        await seen(pilot, "announcements on this network: looking")
        await pilot.press("escape")
        await seen(pilot, "! Joining was stopped.")
    assert beginning.joined_as == ("ABCD-EFGH-JKMN-PQRS-TVWX", "สมชาย น้ำใส", None, "")


async def test_the_language_is_chosen_on_the_first_screen(beginning: Beginning) -> None:
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=SIZE) as pilot:
        await seen(pilot, "ภาษาไทย")
        await pilot.press("up", "enter")
        await seen(pilot, "English", gone="ภาษาไทย")


async def test_a_wrong_passphrase_is_said_and_the_right_one_opens(tmp_path: Path, replica: Replica) -> None:
    beginning = Beginning(tmp_path, replica)
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=SIZE) as pilot:
        await seen(pilot, "Who are you?", "[b]สมชาย", "Passphrase")
        pilot.app.screen.query_one(OptionList).highlighted = 1
        await type_text(pilot, "ผิด")
        await pilot.press("enter")
        shown = await seen(pilot, "! The passphrase is wrong. Nothing was changed.")
        assert "ผิด" not in shown
        await type_text(pilot, "ถูกต้อง")
        await pilot.press("enter")
        await seen(pilot, "Next meeting")


async def test_before_a_network_is_open_no_command_needs_one(beginning: Beginning) -> None:
    async with NettermApp(None, beginning, language=Language.EN).run_test(size=SIZE) as pilot:
        await seen(pilot, "There is no network")
        await pilot.press("m", "h", "u")
        await pilot.press("question_mark")
        shown = await seen(pilot, "The keys of this screen", "Quit")
        assert "Meetings" not in shown


async def test_the_screen_stands_while_the_network_opens(replica: Replica, tmp_path: Path) -> None:
    go_on = threading.Event()

    def opening() -> Replica:
        go_on.wait()
        return replica

    app = NettermApp(None, Beginning(tmp_path, replica), opening=opening, language=Language.EN)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot, "Opening…")
        go_on.set()
        await seen(pilot, "Next meeting", gone="Opening…")


async def test_what_is_typed_while_the_network_opens_is_done_afterwards(replica: Replica, tmp_path: Path) -> None:
    go_on = threading.Event()

    def opening() -> Replica:
        go_on.wait()
        return replica

    app = NettermApp(None, Beginning(tmp_path, replica), opening=opening, language=Language.EN)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot, "Opening…")
        await pilot.press("x", "wait:50", "p")
        go_on.set()
        await seen(pilot, "M-0001")
        await type_text(pilot, "h")
        await seen(pilot, "Next meeting")


async def test_a_passphrase_typed_before_it_is_asked_for_is_taken(tmp_path: Path, replica: Replica) -> None:
    go_on = threading.Event()

    def opening() -> None:
        go_on.wait()

    app = NettermApp(None, Beginning(tmp_path, replica), opening=opening, language=Language.EN)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot, "Opening…")
        await type_text(pilot, "หนึ่ง2")
        go_on.set()
        await seen(pilot, "Who are you?", "••••••")
        assert pilot.app.screen.query_one(Input).value == "หนึ่ง2"


async def test_what_cannot_be_opened_ends_the_program_with_its_failure(tmp_path: Path) -> None:
    def opening() -> Replica:
        raise WrongPassphrase

    app = NettermApp(None, Beginning(tmp_path), opening=opening, language=Language.EN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
    assert app.return_code == 1
    assert str(app.failure) == "The passphrase is wrong. Nothing was changed."


async def test_where_somebody_must_be_asked_they_are(tmp_path: Path, replica: Replica) -> None:
    app = NettermApp(None, Beginning(tmp_path, replica), opening=lambda: None, language=Language.EN)
    async with app.run_test(size=SIZE) as pilot:
        await seen(pilot, "Who are you?")


async def test_how_far_the_demo_is_is_shown_and_escape_stops_it(beginning: Beginning, replica: Replica) -> None:
    beginning.replica = replica
    async with NettermApp(beginnings=beginning, language=Language.EN).run_test(size=(80, 24)) as pilot:
        await seen(pilot, "Look at a demo network")
        await pilot.press("down", "down", "enter")
        await seen(pilot, "Making the demo network…", " of 1,000", "Esc stops it.")
        await pilot.press("escape")
        await seen(pilot, "Look at a demo network", gone="Making the demo network…")
        await pilot.press("enter")
        await seen(pilot, "Making the demo network…")
        beginning.goes_on.set()
        await seen(pilot, "Next meeting")
