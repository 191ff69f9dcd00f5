"""Names that are offered while one is typed: in a small list at the cursor, and for a line that is a name."""

from collections.abc import Callable, Sequence
from typing import Any

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from netterm.commands import key_name
from netterm.flows.naming import Name, fitting, in_register
from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.locale import _, message
from netterm.screens.thai import ThaiInput
from netterm.store import Replica

__all__ = ["MOST", "NameInput", "OfferedNames"]

MOST = 5
"""Names that are offered at once."""
_STEPS = {"up": -1, "down": 1}
_FRAME = 2
"""Cells of the list beside its lines."""


class OfferedNames(Widget):
    """The list: not there while nothing is offered. Whoever shows it passes its keys on."""

    DEFAULT_CSS = """
    OfferedNames {
        display: none; overlay: screen; width: auto; height: auto; background: $panel; color: $text; padding: 0 1;
    }
    """

    class Chosen(Message):
        """A name was clicked on."""

        def __init__(self, name: Name) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[Name] = ()
        self._at = 0
        self._marked = True

    @property
    def is_open(self) -> bool:
        """Whether something is offered."""
        return bool(self._names)

    @property
    def marked(self) -> Name | None:
        """The name that Enter takes."""
        return self._names[self._at] if self._names and self._marked else None

    @property
    def first(self) -> Name | None:
        """The name that Tab takes: the marked one, or else the first."""
        return self._names[self._at] if self._names else None

    def offer(self, names: Sequence[Name], place: Offset, *, marked: bool = True) -> None:
        """Show these below a cell of the screen, or above it: the first ``marked``, or none until an arrow marks it."""
        kept = self.marked
        found = next((at for at, name in enumerate(names) if kept is not None and name == kept), None)
        self._at = found or 0
        self._marked = marked or found is not None
        changed, self._names = list(names) != list(self._names), list(names)
        if not names:
            self.close()
            return
        if changed or not self.display:
            size = self.app.size
            width = min(self._cells_of_names() + cell_width(_of_key()) + _FRAME, size.width)
            below = place.y + 1 + len(names) < size.height - 1
            y = place.y + 1 if below else max(place.y - len(names), 0)
            self.absolute_offset = Offset(max(min(place.x, size.width - width), 0), y)
            self.display = True
            self.refresh(layout=True)

    def close(self) -> None:
        """Offer nothing any more; costs nothing where nothing is offered."""
        self._names, self._marked = (), False
        if self.display:
            self.display = False

    def does(self, key: str) -> bool:
        """Whether a key moved the mark."""
        if not self._names or key not in _STEPS:
            return False
        by = _STEPS[key] if self._marked else min(_STEPS[key], 0)
        self._at, self._marked = (self._at + by) % len(self._names), True
        self.refresh()
        return True

    def render(self) -> RenderResult:
        lines, key = Text(no_wrap=True), _of_key()
        room = min(self._cells_of_names(), self.app.size.width - _FRAME - cell_width(key))
        for at, name in enumerate(self._names):
            style = Style(reverse=self._marked and at == self._at)
            shown = cut_to_cells(_shown(name), room, "…")
            lines.append(("\n" if at else "") + shown, style)
            if at == self._at:
                lines.append(" " * (room - cell_width(shown)) + key, style)
        return lines

    def _cells_of_names(self) -> int:
        return max((cell_width(_shown(name)) for name in self._names), default=0)

    def on_click(self, event: events.Click) -> None:
        row = event.get_content_offset_capture(self).y
        if 0 <= row < len(self._names):
            self.post_message(self.Chosen(self._names[row]))


def _of_key() -> str:
    """What stands behind the name that Tab takes."""
    return "  " + message("{key} takes it", key=key_name("tab"))


def _shown(name: Name) -> str:
    nick = f" ({name.nick})" if name.nick else ""
    away = _("not here")
    return for_display(name.shown + nick) + ("" if name.here else f" · {away}")


class NameInput(ThaiInput):
    """A line for the name of a person, with names offered as it is typed; needs `OfferedNames` on its screen.

    Tab takes the marked name and goes on; so does Enter, which then ends the dialog.
    """

    def __init__(
        self, value: str, known_names: Sequence[Name], ask: Callable[[Callable[[Replica], Any]], Any], **keywords: Any
    ) -> None:
        """``ask`` puts a question to the replica in another thread."""
        super().__init__(value, compact=True, **keywords)
        self._known, self._ask = list(known_names), ask
        self._taken = value

    @property
    def known_names(self) -> Sequence[Name]:
        """Those known before, and those of the register that were offered."""
        return self._known

    @property
    def _list(self) -> OfferedNames:
        return self.screen.query_one(OfferedNames)

    def watch_value(self, value: str) -> None:
        if self.has_focus and value.strip() and value != self._taken:
            self._offer(value)
            self.run_worker(self._offer_of_register(value), group="names", exclusive=True)
        elif self.is_attached and self.has_focus:
            self._list.close()

    def _offer(self, typed: str) -> None:
        place = self.content_region.offset
        self._list.offer(fitting(self._known, typed)[:MOST], place)

    async def _offer_of_register(self, typed: str) -> None:
        if len(fitting(self._known, typed)) >= MOST:
            return
        known = {name.person for name in self._known}
        found = await self._ask(lambda replica: in_register(replica, typed, MOST))
        self._known += [name for name in found if name.person not in known]
        if self.value == typed and self.has_focus and typed != self._taken:
            self._offer(typed)

    def take(self, name: Name) -> None:
        """Have a name stand here."""
        self._taken = self.value = name.typed
        self.cursor_position = len(name.typed)
        self._list.close()

    def complete(self) -> None:
        """Take the marked name."""
        name = self._list.first
        if name is not None:
            self.take(name)

    async def on_key(self, event: events.Key) -> None:
        offered = self._list
        if not offered.is_open:
            return
        if event.key == "escape":
            offered.close()
        elif event.key == "enter":
            self.complete()
            return  # and on to the end
        elif not offered.does(event.key):
            return
        event.stop()
        event.prevent_default()

    def on_blur(self) -> None:
        self._list.close()
