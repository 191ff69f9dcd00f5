"""What was done to the data is taken back by one key, unasked, and brought back by another."""

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.settings import Settings
from netterm.store import Replica
from tests.screens.conftest import add_member
from tests.screens.seeing import seen, type_text


async def test_one_key_takes_back_and_one_brings_back_each_saying_what_and_how_to_turn_it(replica: Replica) -> None:
    add_member(replica, "สมชาย")
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0002")
        await pilot.press("u")
        await seen(pilot, "Taken back: Person “นายสมชาย น้ำใส” added. U brings it back.", gone="M-0002")
        await pilot.press("U")
        await seen(pilot, "Brought back: Person “นายสมชาย น้ำใส” added. u takes it back again.", "M-0002")
        await type_text(pilot, "ี")  # u in the Thai layout
        await seen(pilot, "Taken back", gone="M-0002")
        await type_text(pilot, "๊")  # U in the Thai layout
        await seen(pilot, "Brought back", "M-0002")


async def test_with_nothing_to_take_back_that_is_said(replica: Replica) -> None:
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("u")
        await seen(pilot, "There is nothing more to take back in this session.")
        await pilot.press("U")
        await seen(pilot, "Nothing was taken back that could be brought back.")


async def test_what_was_changed_since_stays_and_that_is_said(replica: Replica) -> None:
    [person] = replica.ids("person")
    for nick in ("ศรี", "ใส"):
        with replica.action() as act:
            act.set("person", person, {"nick": nick})
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("u")
        await seen(pilot, "Taken back: Person “นางสาวสมศรี ใจดี” changed")
        with replica.action() as act:
            act.set("person", person, {"nick": "งาม"})
        await pilot.press("U")
        await seen(pilot, "“นางสาวสมศรี ใจดี” was changed since then, so it stays as it is.")
    assert replica.list("person")[0]["nick"] == "งาม"


async def test_any_action_is_chosen_from_a_list_and_turned(replica: Replica) -> None:
    add_member(replica, "สมชาย")
    add_member(replica, "วิชัย")
    async with NettermApp(replica, language=Language.EN).run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0003")
        for back, said in enumerate(("Taken back", "Brought back")):
            await pilot.press("ctrl+p")
            await seen(pilot, "All commands")
            await type_text(pilot, "What I did")
            await seen(pilot, "All that you did", gone="Ctrl+F")
            await pilot.press("enter")
            shown = await seen(pilot, "What you did in this session", "วิชัย", "สมชาย")
            assert ("(taken back)" in shown) == bool(back)
            await pilot.press("down", "enter")
            await seen(pilot, f"{said}: Person “นายสมชาย น้ำใส” added", gone="What you did in this session")


async def test_the_toast_names_the_key_that_the_person_chose(replica: Replica) -> None:
    add_member(replica, "สมชาย")
    chosen = Settings(keys={"data.undo": "ctrl+k", "data.redo": ""})
    async with NettermApp(replica, language=Language.EN, chosen=chosen).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0002")
        await pilot.press("ctrl+k")
        await seen(pilot, "Taken back: Person “นายสมชาย น้ำใส” added.", gone="M-0002")
