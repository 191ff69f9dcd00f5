"""Jump mode: letters over what one can go to, and nothing below them moves."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.shell.jumping import Jump, labels, targets
from netterm.screens.widgets.record_list import RecordList
from netterm.store import Replica
from tests.screens.conftest import add_member
from tests.screens.seeing import form_opened, screen_text, seen, type_text, until

KEY = "ctrl+g"


@pytest.mark.parametrize("count", [0, 1, 26, 27, 60, 300, 676])
def test_every_place_has_letters_that_no_other_begins_with(count: int) -> None:
    found = labels(count)
    assert len(set(found)) == count
    assert not [one for one in found for other in found if one != other and other.startswith(one)]
    assert max(map(len, found), default=0) <= 2


async def members(pilot: Pilot[Any], replica: Replica, size: int = 3) -> RecordList:
    for number in range(size):
        add_member(replica, f"สมชายน้ำใสที่{number}")
    await seen(pilot, "Next meeting")
    await pilot.press("p")
    await seen(pilot, f"M-{size + 1:04}")
    return pilot.app.screen.query_one(RecordList)


async def jump(pilot: Pilot[Any]) -> Jump:
    await pilot.press(KEY)
    await until(pilot, lambda: isinstance(pilot.app.screen, Jump))
    assert isinstance(pilot.app.screen, Jump)
    return pilot.app.screen


def letter_of_line(screen: Jump, y: int) -> str:
    """The letters on a line of the screen, the first of them."""
    return min((each.region.x, each.name or "") for each in screen.children if each.region.y == y)[1]


async def test_a_letter_on_each_line_in_sight_puts_the_cursor_there(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        rows = await members(pilot, replica)
        screen = await jump(pilot)
        await pilot.press(letter_of_line(screen, rows.content_region.y + 3))
        await until(pilot, lambda: rows.cursor == 2)
        assert pilot.app.focused is rows


async def test_the_letters_are_those_of_the_keys_in_the_thai_layout_too(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        rows = await members(pilot, replica)
        await pilot.press("ctrl+เ")  # the key g
        await until(pilot, lambda: isinstance(pilot.app.screen, Jump))
        await type_text(pilot, "ห")  # the key s: the second place
        await until(pilot, lambda: rows.cursor == 1)


async def test_what_is_below_stays_as_it_was_but_for_the_cells_with_letters(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.TH).run_test(size=(80, 24), notifications=True) as pilot:
        for number in range(3):
            add_member(replica, f"ก้ำกึ่งน้ำใสที่{number}")
        await pilot.press("p")
        before = await seen(pilot, "M-0004")
        await jump(pilot)
        over = screen_text(pilot)
    changed = [(old, new) for old, new in zip(before.splitlines(), over.splitlines(), strict=True) if old != new]
    assert changed
    for old, new in changed:  # the words behind the letter are the same, with every mark of theirs
        assert old.split()[1:] == new.split()[1:] or old.split()[-1] == new.split()[-1]


async def test_a_key_at_the_foot_does_its_command(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await members(pilot, replica)
        screen = await jump(pilot)
        await pilot.press(letter_of_line(screen, 23))
        await form_opened(pilot, "First name *")


async def test_it_works_from_within_a_text_and_takes_the_next_key_however_fast_it_comes(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await members(pilot, replica)
        await pilot.press("n")
        await form_opened(pilot, "First name *")
        first = pilot.app.focused
        await pilot.press(KEY, "d")
        await until(pilot, lambda: pilot.app.focused is not first and not isinstance(pilot.app.screen, Jump))
        assert all(not each.value or "d" not in each.value for each in pilot.app.screen.query(Input))


async def test_esc_leaves_everything_where_it_was(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        rows = await members(pilot, replica)
        await jump(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Jump))
        assert (rows.cursor, pilot.app.focused) == (0, rows)


async def test_with_more_places_than_letters_the_first_letter_leaves_those_that_it_begins(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 40), notifications=True) as pilot:
        rows = await members(pilot, replica, 32)
        assert len(targets(pilot.app.screen)) > 26
        screen = await jump(pilot)
        wanted = letter_of_line(screen, rows.content_region.y + 30)
        assert len(wanted) == 2
        await pilot.press(wanted[0])
        await until(pilot, lambda: all((each.name or "")[0] == wanted[0] for each in screen.children if each.display))
        await pilot.press(wanted[1])
        await until(pilot, lambda: rows.cursor == 29)


async def test_when_the_screen_gets_another_size_the_letters_go(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await members(pilot, replica)
        await jump(pilot)
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: not isinstance(pilot.app.screen, Jump))
