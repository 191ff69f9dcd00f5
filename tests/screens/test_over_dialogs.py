"""What can be called over any dialog: help, all commands, jumping, finding; nothing that was typed is lost by it."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.find import FindAnything
from netterm.screens.forms import FormScreen
from netterm.screens.home import HomeScreen
from netterm.screens.members import MembersScreen
from netterm.screens.peers import InviteScreen
from netterm.screens.shell import is_letter
from netterm.screens.widgets.dialogs import AskLine, Confirm, Pick, Picked
from netterm.screens.widgets.palette import Help, Palette
from netterm.screens.widgets.reading import Tell
from netterm.store import Replica
from tests.screens.conftest import add_member
from tests.screens.seeing import form_opened, screen_text, seen, type_text, until

SIZE = (100, 40)


def told(replica: Replica) -> Any:
    return NettermApp(replica, language=Language.EN).run_test(size=SIZE, notifications=True)


@pytest.mark.parametrize(
    ("dialog", "says"),
    [
        (Confirm("Really?", "Yes"), "the safe answer"),
        (Pick("Which?", [Picked("a", "this one")]), "takes what is marked"),
        (Tell("Read", "this"), "closes it"),
        (AskLine("How many?"), "Save what was entered"),
    ],
    ids=["Confirm", "Pick", "Tell", "AskLine"],
)
async def test_the_help_of_a_dialog_says_its_keys_and_goes_back_to_it(
    replica: Replica, dialog: Confirm | Pick | Tell | AskLine, says: str
) -> None:
    async with told(replica) as pilot:
        await seen(pilot, "Next meeting")
        pilot.app.push_screen(dialog)
        await pilot.press("f1")
        await seen(pilot, "The keys of this screen", says)
        await pilot.press("f1", "ctrl+p", "ctrl+f")
        assert isinstance(pilot.app.screen, Help)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is dialog)


async def test_all_commands_and_jumping_are_there_in_a_form(replica: Replica) -> None:
    async with told(replica) as pilot:
        await in_new_member(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        assert "Save what was entered" in await seen(pilot, "All commands")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await pilot.press("ctrl+g")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "Jump")


async def test_the_question_mark_is_help_where_a_dialog_has_no_text(replica: Replica) -> None:
    async with told(replica) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("c")
        await seen(pilot, "How others are looked for")
        await pilot.press("n")
        await seen(pilot, "What may the person")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, InviteScreen))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))


async def in_new_member(pilot: Pilot[Any]) -> None:
    await seen(pilot, "Next meeting")
    await pilot.press("p")
    await seen(pilot, "M-0001")
    await pilot.press("n")
    await form_opened(pilot, "New member")


async def find(pilot: Pilot[Any], text: str, found: str) -> None:
    await pilot.press("ctrl+f")
    await until(pilot, lambda: isinstance(pilot.app.screen, FindAnything))
    await type_text(pilot, text)
    await seen(pilot, found)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program says from now on, instead of saying it."""
    heard: list[str] = []
    monkeypatch.setattr(NettermApp, "say", lambda _app, text, *_tone: heard.append(text))
    return heard


class TestFinding:
    async def test_what_was_entered_into_a_form_stays_when_something_else_is_found(
        self, replica: Replica, said: list[str]
    ) -> None:
        add_member(replica, "คมสัน")
        async with told(replica) as pilot:
            await in_new_member(pilot)
            await type_text(pilot, "นาง")
            await find(pilot, "คมสัน", "นายคมสัน")
            await pilot.press("enter")
            await until(pilot, lambda: bool(said))
            assert said == [
                "“New member” is not saved yet: save it with F2 or leave it with Esc, then find this again with Ctrl+F."
            ]
            assert isinstance(pilot.app.screen, FormScreen)
            assert pilot.app.screen.query(Input)[0].value == "นาง"

    async def test_a_question_is_answered_before_something_else_is_gone_to(
        self, replica: Replica, said: list[str]
    ) -> None:
        add_member(replica, "คมสัน")
        async with told(replica) as pilot:
            await seen(pilot, "Next meeting")
            question = Confirm("Really?", "Yes")
            pilot.app.push_screen(question)
            await find(pilot, "คมสัน", "นายคมสัน")
            await pilot.press("enter")
            await until(pilot, lambda: bool(said))
            assert said == [
                "“Really?” waits for an answer: give one or leave it with Esc, then find this again with Ctrl+F."
            ]
            assert pilot.app.screen is question

    async def test_looking_alone_goes_back_to_the_form(self, replica: Replica) -> None:
        async with told(replica) as pilot:
            await in_new_member(pilot)
            await type_text(pilot, "นาง")
            await find(pilot, "สมศรี", "นางสาวสมศรี")
            await pilot.press("escape")
            await type_text(pilot, "สาว")
            await until(pilot, lambda: pilot.app.screen.query(Input)[0].value == "นางสาว")

    async def test_a_form_that_nothing_was_entered_into_is_left_for_what_was_found(self, replica: Replica) -> None:
        add_member(replica, "คมสัน")
        async with told(replica) as pilot:
            await in_new_member(pilot)
            await find(pilot, "คมสัน", "นายคมสัน")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, MembersScreen))
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_dialog_that_ends_takes_what_is_over_it_along(replica: Replica) -> None:
    async with told(replica) as pilot:
        await seen(pilot, "Next meeting")
        dialog = Confirm("Really?", "Yes")
        answers: list[bool | None] = []
        pilot.app.push_screen(dialog, answers.append)
        await pilot.press("f1")
        await seen(pilot, "The keys of this screen")
        dialog.dismiss(True)
        dialog.dismiss(False)
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        await until(pilot, lambda: bool(answers))
        assert answers == [True]
        assert "The keys of this screen" not in screen_text(pilot)


@pytest.mark.parametrize("key", ["a", "A", "5", "slash", "minus", "comma", "question_mark", "underscore", "space"])
def test_what_a_text_takes_is_a_letter(key: str) -> None:
    assert is_letter(key)


@pytest.mark.parametrize("key", ["f1", "ctrl+a", "enter", "escape", "delete", "insert", "up", "tab", "home"])
def test_what_a_text_does_not_take_as_typed_is_none(key: str) -> None:
    assert not is_letter(key)


async def test_the_foot_offers_no_letter_while_a_filter_is_typed(replica: Replica) -> None:
    async with told(replica) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("p")
        await seen(pilot, "M-0001", "/ Filter")
        await pilot.press("slash")
        await seen(pilot, "type to filter", gone="/ Filter")


class TestTheFootUnderADialog:
    @pytest.mark.parametrize(
        "dialog",
        [Confirm("Really?", "Yes"), Pick("Which?", [Picked("a", "this one")]), AskLine("How many?")],
        ids=["Confirm", "Pick", "AskLine"],
    )
    async def test_it_shows_no_keys_that_do_nothing_and_all_of_them_again_afterwards(
        self, replica: Replica, dialog: Confirm | Pick | AskLine
    ) -> None:
        async with told(replica) as pilot:
            before = foot(await seen(pilot, "Next meeting", "? Help"))
            pilot.app.push_screen(dialog)
            assert foot(await seen(pilot, dialog_says(dialog), gone="? Help")) == ""
            await pilot.press("f1")
            assert foot(await seen(pilot, "The keys of this screen")) == ""
            await pilot.press("escape", "escape")
            assert foot(await seen(pilot, "? Help", gone=dialog_says(dialog))) == before

    async def test_a_form_has_its_own_until_something_is_asked_over_it(self, replica: Replica) -> None:
        async with told(replica) as pilot:
            await in_new_member(pilot)
            await type_text(pilot, "นาง")
            await seen(pilot, "F2 Save")
            await pilot.press("escape")
            await seen(pilot, "Leave it?", gone="F2 Save")
            await pilot.press("escape")
            await seen(pilot, "F2 Save", gone="Leave it?")

    async def test_it_stays_while_letters_lie_over_it(self, replica: Replica) -> None:
        async with told(replica) as pilot:
            await seen(pilot, "Next meeting", "Help")
            await pilot.press("ctrl+g")
            await until(pilot, lambda: type(pilot.app.screen).__name__ == "Jump")
            await pilot.pause(0.1)
            assert "Help" in foot(screen_text(pilot))

    async def test_it_stays_empty_when_another_language_is_spoken(self, replica: Replica) -> None:
        async with told(replica) as pilot:
            await seen(pilot, "Next meeting")
            home = pilot.app.screen
            pilot.app.push_screen(Confirm("Really?", "Yes"))
            await seen(pilot, "Really?", gone="? Help")
            await home.recompose()
            await pilot.pause(0.1)
            assert foot(await seen(pilot, "Really?")) == ""


def foot(shown: str) -> str:
    """The last line of a screen."""
    return shown.rsplit("\n", maxsplit=1)[-1].strip()


def dialog_says(dialog: Confirm | Pick | AskLine) -> str:
    return {Confirm: "Really?", Pick: "Which?", AskLine: "How many?"}[type(dialog)]
