"""Every command of the registry: said in both languages, told by a key where it is, in the help and in the palette."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import OptionList

import netterm.screens
from netterm.commands import COMMANDS, EVERYWHERE, Command
from netterm.language.keyboard import thai_key
from netterm.locale import Language
from netterm.model import Role
from netterm.screens.widgets.palette import Palette
from tests.screens.snapshots.routes import INSIDE, OUTSIDE, gone_to
from tests.screens.snapshots.terminal import KEYS, Window

for _module in walk_packages(netterm.screens.__path__, "netterm.screens."):
    import_module(_module.name)

OF_LISTS = {"filter": "start_filter", "back": "go_back", "sort": "start_sorting"}
"""Methods that all lists share, by the verb of the command."""
SAYS_IT_ALL = {"minutes.previous", "roll.minutes"}
"""Without a help, since the label says what there is to say; as it does of everything that only goes back."""
SAME_IN_BOTH = {"program.language"}
KEYS_OF = {"/", "?", ":", ",", "-"}
"""Characters that are keys themselves, and that the Thai layout has elsewhere: nobody can tell which was meant."""


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@pytest.mark.parametrize("command", [*COMMANDS], ids=lambda command: command.id)
def test_a_command_is_said_in_both_languages(command: Command) -> None:
    english, thai = command.label_in(Language.EN), command.label_in(Language.TH)
    assert english
    assert _is_thai(thai) or command.id in SAME_IN_BOTH, f"{command.id} has no Thai label: {thai}"
    if "escape" not in command.keys and command.id not in SAYS_IT_ALL:
        assert command.help_in(Language.EN), f"{command.id} has no help"
        assert _is_thai(command.help_in(Language.TH)), f"{command.id} has no Thai help: {command.help}"


@pytest.mark.parametrize("command", [*COMMANDS], ids=lambda command: command.id)
def test_a_key_is_one_that_terminals_send(command: Command) -> None:
    for key in command.keys:
        assert key in KEYS or len(key) == 1, f"no terminal is known to send {key}"


def test_every_place_that_has_commands_is_walked_to() -> None:
    places = {place for command in COMMANDS for place in command.where} - {EVERYWHERE}
    assert places <= {*INSIDE, *OUTSIDE}


@pytest.mark.parametrize("place", [*INSIDE, *OUTSIDE])
def test_each_command_is_in_help_and_palette_and_its_keys_do_it_whatever_the_layout(place: str, networks: Path) -> None:
    asyncio.run(_try_everything(place, networks))


async def _try_everything(place: str, networks: Path) -> None:
    async with gone_to(place, networks) as window:
        await _look_everything_up(window, place)
        await _press_everything(window, place)


async def _press_everything(window: Window, place: str) -> None:
    screen, told = window.told, Told()
    commands = screen.commands() if place in {"home", "minutes"} else COMMANDS.of(place)
    told.spy_on(screen, [each for each in commands if not screen.keys_here(each)])
    for command in commands:
        if not screen.keys_here(command):
            assert await _told_from_palette(window, told, command) == [command.id], f"{command.id} at {place}"
    told.spy_on(screen, commands)
    meant = {key: command.id for command in screen.commands() for key in screen.keys_here(command)}
    for key, command_id in meant.items():
        if command_id in {command.id for command in commands}:
            assert await told.after(window, key) == [command_id], f"{key} at {place}"
    for command in commands:
        typed = [thai for key in screen.keys_here(command) if (thai := _in_thai_layout(key)) and thai not in KEYS_OF]
        for thai in typed:
            assert await told.after(window, thai) == [command.id], f"{thai!r} at {place}"
        bare = [key for key in screen.keys_here(command) if _in_thai_layout(key)]
        assert typed or not bare, f"{command.id} has no key at {place} while the Thai layout is on"


async def _look_everything_up(window: Window, place: str) -> None:
    commands = window.told.commands()
    assert {command.id for command in COMMANDS.of(place)} <= {command.id for command in commands}
    for opening in ("program.help", "program.palette"):
        listed = await _listed(window, opening)
        for command in commands:
            assert any(command.label_in()[:20] in line for line in listed), f"{command.id} in {opening}"


def _may(command: Command, role: Role) -> bool:
    return command.may_be_told_by({role}, read_only=False)


REFUSED = [
    (place, role)
    for place in INSIDE
    for role in (Role.VIEWER, Role.MEMBER)
    if not all(_may(command, role) for command in COMMANDS.of(place))
]
"""Where there is something that one in a role may not do."""


@pytest.mark.parametrize(("place", "role"), REFUSED)
def test_what_takes_another_role_is_refused_in_words(place: str, role: Role, networks: Path) -> None:
    asyncio.run(_press_what_is_not_allowed(place, role, networks))


async def _press_what_is_not_allowed(place: str, role: Role, networks: Path) -> None:
    async with gone_to(place, networks, role=role) as window:
        screen, told, said = window.told, Told(), list[str]()
        commands = COMMANDS.of(place)
        told.spy_on(screen, commands)
        window.app.say = lambda text, *_tone: said.append(text)  # type: ignore[method-assign]
        for command in commands:
            if not _may(command, role):
                for key in screen.keys_here(command):
                    said.clear()
                    assert await told.after(window, key) == [], f"{key} at {place} as {role.value}"
                    assert said == ["You may not do that here: it takes another role."], f"{key} at {place}"


class Told:
    """Instead of what commands do."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def spy_on(self, screen: Screen[Any], commands: list[Command]) -> None:
        for command in commands:
            whose = next(each for each in (screen, screen.app) if hasattr(each, _method(each, command)))
            setattr(whose, _method(whose, command), self._note(command.id))

    def _note(self, command_id: str) -> Callable[[], None]:
        return lambda: self.ids.append(command_id)

    async def after(self, window: Window, key: str) -> list[str]:
        """What was told by a key."""
        self.ids.clear()
        window.press(key)
        await window.calm()
        return list(self.ids)


def _method(whose: object, command: Command) -> str:
    if hasattr(whose, command.method):
        return command.method
    return OF_LISTS.get(command.id.partition(".")[2], command.method)


def _in_thai_layout(key: str) -> str | None:
    """What is sent for a key while the Thai layout is on; None where it is the same."""
    character = KEYS.get(key, key)
    return thai_key(character) if len(character) == 1 and character.isprintable() and character != " " else None


def _key_of(command_id: str) -> str:
    """A key that works on every screen, a text or none."""
    return next(key for key in COMMANDS.keys(command_id) if key.startswith(("f", "ctrl+")))


async def _listed(window: Window, opening: str) -> list[str]:
    """The lines of the help, or of the palette."""
    under = window.screen
    window.press(_key_of(opening))
    await window.until(lambda: isinstance(window.screen, Palette), lambda: f"{opening} does not open")
    await window.calm()
    options = window.screen.query_one(OptionList)
    lines = [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]
    window.press("escape")
    await window.until(lambda: window.screen is under)
    return lines


async def _told_from_palette(window: Window, told: Told, command: Command) -> list[str]:
    """What is told by choosing it in the palette, where no key does it."""
    under = window.screen
    window.press(_key_of("program.palette"))
    await window.at("Palette")
    for character in command.id:
        window.press(character)
        await window.calm()
    told_then = await told.after(window, "enter")
    await window.until(lambda: window.screen is under and bool(told_then or told.ids))
    return told_then or list(told.ids)


def _is_thai(text: str) -> bool:
    return any("\u0e00" <= character <= "\u0e7f" for character in text)
