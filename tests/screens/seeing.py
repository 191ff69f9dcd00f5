"""What a person sees and types, for pilots."""

import re
import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

PATIENCE = 5.0
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")


def screen_text(pilot: Pilot[Any]) -> str:
    """The screen as plain text, with ำ in one piece again."""
    strips = pilot.app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    return _SPLIT_AM.sub("\\1\u0e33", "\n".join(lines))


async def seen(pilot: Pilot[Any], *texts: str, gone: str = "") -> str:
    """The screen once it shows all `texts`, and `gone` no more; fails when it does not come to that."""
    until = time.monotonic() + PATIENCE
    while True:
        await pilot.pause(0.02)
        shown = screen_text(pilot)
        if all(text in shown for text in texts) and not (gone and gone in shown):
            return shown
        assert time.monotonic() < until, f"never seen: {texts}, or never gone: {gone!r}\n{shown}"


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Keys as a terminal sends them: a pilot's own `press` loses Thai marks."""
    for character in text:
        pilot.app.post_message(events.Key(_character_to_key(character), character))
        await pilot.pause()


async def until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    """Waits; fails with the screen when it does not come to that."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, screen_text(pilot)
        await pilot.pause(0.02)


async def form_opened(pilot: Pilot[Any], *texts: str) -> str:
    """The screen once a form is open and its first field has the focus."""
    shown = await seen(pilot, *texts)
    until = time.monotonic() + PATIENCE
    while not isinstance(pilot.app.focused, Input) or pilot.app.focused.screen is not pilot.app.screen:
        assert time.monotonic() < until, "no field has the focus"
        await pilot.pause(0.02)
    return shown
