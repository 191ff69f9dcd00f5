"""The inbox of conflicts: both values with who wrote them, and a choice that stands."""

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.model import Value
from netterm.store import Alternative, Conflict, Replica
from tests.screens.conftest import NOON
from tests.screens.seeing import seen


async def test_both_values_are_shown_with_who_and_when_and_one_is_chosen(replica: Replica) -> None:
    person = replica.ids("person")[0]
    when = int(NOON * 1000)
    ours = Alternative("[b]ศรี[/b]", replica.identity, when, b"1" * 16)
    theirs = Alternative("หญิง", b"\x07" * 32, when, b"2" * 16)
    waiting = [Conflict("person", person, "nick", ours, (theirs,))]
    resolved: list[tuple[str, Value]] = []

    def resolve(id: str, value: Value) -> None:
        resolved.append((id, value))
        waiting.clear()

    replica.conflicts = lambda: list(waiting)  # type: ignore[method-assign]
    replica.resolve = resolve  # type: ignore[method-assign]
    async with NettermApp(replica, language=Language.EN).run_test(size=(120, 40), notifications=True) as pilot:
        await seen(pilot, "1 conflict waits for a choice")
        await pilot.press("x")
        await seen(pilot, "Person: นางสาวสมศรี ใจดี", "Nickname", "[b]ศรี[/b]", "หญิง")
        await pilot.press("enter")
        await seen(pilot, "Which shall stand for “Nickname”?", "สมศรี", "หญิง – ", "Jul 2569", "shown now")
        await pilot.press("down", "enter")
        await seen(pilot, "Chosen: หญิง.")
    assert resolved == [(f"{person.hex()}:nick", "หญิง")]
