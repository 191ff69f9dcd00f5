"""Keys of a text that are done in the order in which they were pressed.

Textual lets a widget take a letter at once, but hands any other key up through all that the widget is in, to the app,
before its binding is done. On a slow line, where many keys come together, the letters overtake the others: End and a
word typed at once put the word where the cursor was before. So a text looks its own bindings up itself.
"""

from functools import cache
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.widget import Widget

from netterm.screens.textual_private import latin_name

__all__ = ["KeysInOrder"]

if TYPE_CHECKING:
    _AnyWidget = Widget
else:
    _AnyWidget = object


class KeysInOrder(_AnyWidget):
    """To be mixed into a widget for text, before it: its `BINDINGS` are done here."""

    async def on_key(self, event: events.Key) -> None:
        actions = _actions(type(self))
        held = "+" in event.key
        action = actions.get(event.key) or actions.get((held and latin_name(event.key)) or "")
        # What is not done, such as copying nothing, is left to those above.
        if action is not None and await self.app.run_action(action, self):
            event.stop()
            event.prevent_default()


@cache
def _actions(widget: type[object]) -> dict[str, str]:
    """What each key does in a kind of widget; of two bindings that of the class further down holds."""
    found: dict[str, str] = {}
    for owner in reversed(widget.__mro__):
        found |= {binding.key: binding.action for binding in Binding.make_bindings(vars(owner).get("BINDINGS", ()))}
    return found
