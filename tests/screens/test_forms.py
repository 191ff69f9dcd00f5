"""A form draws its fields itself, and a field has its editor from when somebody first comes to it."""

from textual.widgets import Input

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.screens.forms import FormScreen
from netterm.screens.widgets.editors import Editor
from netterm.screens.widgets.field_row import LABEL, FieldRow
from netterm.store import Replica
from tests.screens.seeing import seen, type_text, until


def program(replica: Replica) -> NettermApp:
    return NettermApp(replica, language=Language.EN)


async def test_only_the_fields_that_somebody_came_to_have_editors_and_all_keep_their_values(replica: Replica) -> None:
    person = replica.list("person")[0]
    async with program(replica).run_test(size=(80, 30)) as pilot:
        form = FormScreen.for_record(replica, "person", person.id)
        assert form is not None
        await pilot.app.push_screen(form)
        await seen(pilot, "Nickname", str(person["first"]))
        assert len(form.query(Editor)) == 1
        before = [*form.entered()]
        for _ in form.query(FieldRow):
            await pilot.press("tab")
        assert len(form.query(Editor)) == len(form.query(FieldRow))
        assert [*form.entered()] == before


async def test_what_is_typed_right_after_tab_is_in_the_next_field(replica: Replica) -> None:
    async with program(replica).run_test(size=(80, 30)) as pilot:
        form = FormScreen.for_new("person")
        await pilot.app.push_screen(form)
        await seen(pilot, "Nickname")
        await pilot.press("a", "tab", "b", "c", "tab", "d")
        await until(pilot, lambda: [each.value for each in form.query(Input)] == ["a", "bc", "d"])


async def test_a_click_into_a_value_at_rest_puts_the_cursor_there_and_one_on_a_choice_lists_it(
    replica: Replica,
) -> None:
    person = replica.list("person")[0]
    async with program(replica).run_test(size=(80, 30)) as pilot:
        form = FormScreen.for_record(replica, "person", person.id)
        assert form is not None
        await pilot.app.push_screen(form)
        await seen(pilot, "Nickname")
        rows = {row.declared.name: row for row in form.query(FieldRow)}
        await pilot.click(rows["first"], offset=(LABEL + 1, 0))
        await until(pilot, lambda: isinstance(form.focused, Input) and form.focused.cursor_position == 1)
        await pilot.click(rows["sex"], offset=(LABEL + 1, 0))
        await until(pilot, lambda: pilot.app.screen is not form)
        assert "Female" in await seen(pilot, "Female")


async def test_a_date_is_told_in_full_while_it_is_typed_and_what_is_below_does_not_jump(replica: Replica) -> None:
    person = replica.list("person")[0]
    async with program(replica).run_test(size=(80, 40)) as pilot:
        form = FormScreen.for_record(replica, "person", person.id)
        assert form is not None
        await pilot.app.push_screen(form)
        await seen(pilot, "Nickname", str(person["first"]))
        row = next(row for row in form.query(FieldRow) if row.declared.name == "birth_date")
        row.focus()
        await until(pilot, lambda: isinstance(form.focused, Input) and row in form.focused.ancestors)
        await pilot.press(*"15/7/2530")
        await seen(pilot, "Wednesday 15 July B.E. 2530")
        height = row.size.height
        await pilot.press("backspace", "backspace", "backspace", "backspace", "x")
        shown = await seen(pilot, "15/7/x", gone="Wednesday 15 July")
        assert "! " not in shown
        assert row.size.height == height
        await pilot.press("tab")
        await seen(pilot, "! ")


async def test_a_moment_is_told_in_full_while_it_is_typed(replica: Replica) -> None:
    async with program(replica).run_test(size=(80, 40)) as pilot:
        form = FormScreen.for_new("meeting")
        await pilot.app.push_screen(form)
        await seen(pilot, "Starts at")
        row = next(row for row in form.query(FieldRow) if row.declared.name == "starts_at")
        row.focus()
        await until(pilot, lambda: isinstance(form.focused, Input) and row in form.focused.ancestors)
        await type_text(pilot, "16/7/2569 9:30")
        await seen(pilot, "Thursday 16 July B.E. 2569")
