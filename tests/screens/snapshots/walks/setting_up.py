"""Before a network is open: founding one, joining one, and the lock of one that is there."""

from typing import Any

from tests.screens.snapshots.album import Walk
from tests.screens.snapshots.walks.steps import leave, visit

__all__ = ["at_the_lock", "before_the_first_network", "joining"]


async def before_the_first_network(walk: Walk) -> None:
    await walk.at("first-run")
    await walk.take("first-run")
    await visit(walk, "first-run", ("question_mark", "Help", "first-run-help"))
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
    await leave(walk, "first-run")
    await walk.press("down", "down")
    await walk.press("enter")
    await walk.take("demo-failed")


async def at_the_lock(walk: Walk) -> None:
    """One of several networks is chosen, and its passphrase is asked for."""
    await walk.at("opening")
    await walk.take("opening")
    shelf: Any = walk.window.app._networks
    shelf.open()
    await walk.at("networks")
    await walk.take("networks")
    await walk.press("delete")
    await walk.take("networks-left-out")
    await walk.go("enter", to="unlock", picture="unlock")
    await walk.type("ผิด")
    await walk.press("enter")
    await walk.take("unlock-wrong")
