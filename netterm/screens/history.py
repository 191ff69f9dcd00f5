"""What happened to one record: when, by whom, and from what to what."""

from datetime import datetime
from typing import TYPE_CHECKING

from netterm.language.clean import for_display
from netterm.language.dates import format_moment
from netterm.locale import _, message
from netterm.model import SCHEMA
from netterm.model.values import Showing, show
from netterm.screens.widgets.reading import Tell

if TYPE_CHECKING:
    from netterm.store import Change, Replica

__all__ = ["history_of"]

MOST = 300


def history_of(replica: "Replica", entity: str, id: bytes, showing: Showing) -> Tell:
    """The history of a record, newest first, as something to read. Asks the replica: not for the loop."""
    changes = replica.history(entity, id)[-MOST:]
    lines = [_line(replica, change, showing) for change in reversed(changes)]
    title = message("History of {title}", title=replica.title(entity, id))
    return Tell(title, "\n".join(lines) or _("Nothing is known of its past."))


def _line(replica: "Replica", change: "Change", showing: Showing) -> str:
    when = format_moment(datetime.fromtimestamp(change.when / 1000))  # noqa: DTZ006 - wall time, for people
    who = for_display(replica.name_of(change.who)) or change.who.hex()[:8]
    return f"{when}  {who}  {_what(change, showing)}"


def _what(change: "Change", showing: Showing) -> str:
    entity = SCHEMA.get(change.entity)
    if not change.field:
        return _("deleted")
    declared = entity.by_name.get(change.field) if entity else None
    if entity is None or declared is None:
        return change.field
    label = str(entity.label) if declared.name == "value" else str(declared.label)
    after = show(declared, change.after, showing) if change.after is not None else "–"
    if change.before is None:
        return f"{label}: {after}"
    return f"{label}: {show(declared, change.before, showing)} → {after}"
