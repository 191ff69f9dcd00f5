"""Conflicts: where two people changed the same thing without knowing of each other; one chooses, nothing is lost."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from netterm.commands import COMMANDS, Command
from netterm.flows.late_changes import waiting_meetings
from netterm.language.clean import for_display
from netterm.language.dates import format_moment
from netterm.locale import N_, _, message
from netterm.model import SCHEMA
from netterm.model.values import Showing, show
from netterm.screens.browse import ListScreen, declare_list
from netterm.screens.meetings.late import late_words
from netterm.screens.meetings.unsaid import says_more
from netterm.screens.widgets.dialogs import Pick, Picked
from netterm.screens.widgets.rows import Column, Row, Rows

if TYPE_CHECKING:
    from netterm.flows.late_changes import LateChange
    from netterm.store import Alternative, Conflict, Replica

__all__ = ["ConflictsScreen"]

COMMANDS.add(
    Command(
        "conflict.choose",
        N_("Choose"),
        N_("Which of the values shall stand."),
        ("e",),
        where=("conflicts",),
        writes=True,
        footer=1,
        of_one=True,
    ),
    Command(
        "conflict.open",
        N_("Open the record"),
        N_("Where it is shown with all that belongs to it."),
        ("o",),
        where=("conflicts",),
        footer=2,
        of_one=True,
    ),
)
declare_list("conflicts")


class _ConflictRows:
    """One line for each field that waits for a choice."""

    def __init__(self) -> None:
        self.found: dict[bytes, Conflict] = {}
        self.late: dict[bytes, Sequence[LateChange]] = {}
        """Certified meetings into which somebody wrote without knowing that they are, with what they wrote."""

    def columns(self) -> Sequence[Column]:
        return [Column(_("Record")), Column(_("Field"), 20), Column(_("Shown")), Column(_("Waiting"))]

    def ids(self, replica: "Replica", text: str) -> Sequence[bytes]:
        self.found = {conflict.id.encode(): conflict for conflict in replica.conflicts()}
        self.late = dict(waiting_meetings(replica, says_more))
        wanted = text.casefold()
        differing = [(id, each.entity, each.record) for id, each in self.found.items()]
        late = [(id, "meeting", id) for id in self.late]
        return [id for id, entity, record in (*differing, *late) if wanted in replica.title(entity, record).casefold()]

    def rows(self, replica: "Replica", ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
        rows = [_row(replica, id, self.found[id], showing) for id in ids if id in self.found]
        return [*rows, *(_late_row(replica, id, self.late[id], showing) for id in ids if id in self.late)]


def _row(replica: "Replica", id: bytes, conflict: "Conflict", showing: Showing) -> Row:
    entity = SCHEMA[conflict.entity]
    record = f"{entity.label}: {replica.title(conflict.entity, conflict.record)}"
    values = [_value(conflict, each, showing) for each in (conflict.shown, *conflict.others)]
    return Row(id, (record, str(entity[conflict.field].label), values[0], " / ".join(values[1:])))


def _late_row(replica: "Replica", meeting: bytes, late: "Sequence[LateChange]", showing: Showing) -> Row:
    record = f"{SCHEMA['meeting'].label}: {replica.title('meeting', meeting)}"
    waiting = " / ".join(late_words(replica, each, showing) for each in late)
    return Row(meeting, (record, _("Certified minutes"), _("as certified"), waiting))


def _value(conflict: "Conflict", alternative: "Alternative", showing: Showing) -> str:
    field = SCHEMA[conflict.entity][conflict.field]
    return show(field, alternative.value, showing).replace("\n", " ") or _("(empty)")


def _with_author(replica: "Replica", conflict: "Conflict", showing: Showing) -> list[Picked]:
    """The values to choose from, with who wrote each and when; the shown one first."""
    picked: list[Picked] = []
    for at, each in enumerate((conflict.shown, *conflict.others)):
        who = for_display(replica.name_of(each.who)) or each.who.hex()[:8]
        when = format_moment(datetime.fromtimestamp(each.when / 1000))  # noqa: DTZ006 - wall time, for people
        said = message("{value} – {who}, {when}", value=_value(conflict, each, showing), who=who, when=when)
        picked.append(Picked(str(at), said + (" · " + _("shown now") if at == 0 else "")))
    return picked


class ConflictsScreen(ListScreen):
    """The inbox of conflicts."""

    PLACE = "conflicts"
    heading_msgid = N_("Conflicts")

    def __init__(self) -> None:
        super().__init__()
        self._rows = _ConflictRows()

    def rows(self) -> Rows:
        return self._rows

    def when_empty(self) -> str:
        return _("Nothing differs: nobody changed the same thing at the same time as somebody else.")

    def opened(self, _id: bytes) -> None:
        self.action_tell("conflict.choose")

    def action_tell(self, command_id: str) -> None:
        if COMMANDS[command_id].of_one and self.list.current is None:
            self.say_quietly(self.when_empty() if not self.list.count else _("Nothing is at the cursor."))
        else:
            super().action_tell(command_id)

    async def do_conflict_choose(self) -> None:
        conflict = self._current
        if (meeting := self._late) is not None:
            from netterm.screens.meetings.draft import DraftScreen

            await self.app.push_screen(DraftScreen(meeting))
        if conflict is None:
            return
        showing = self.shell.showing()
        choices = await self.store(lambda replica: _with_author(replica, conflict, showing))
        field = SCHEMA[conflict.entity][conflict.field]
        chosen = await self.app.push_screen_wait(
            Pick(message("Which shall stand for “{field}”?", field=field.label), choices, "0")
        )
        if chosen is None:
            return
        alternative = (conflict.shown, *conflict.others)[int(chosen)]
        await asyncio.to_thread(self.shell.replica.resolve, conflict.id, alternative.value)
        self.say(N_("Chosen: {value}. The others stay in the history."), value=_value(conflict, alternative, showing))

    def do_conflict_open(self) -> None:
        if (meeting := self._late) is not None:
            self.shell.open_record("meeting", meeting)
        elif (conflict := self._current) is not None:
            self.shell.open_record(conflict.entity, conflict.record)

    @property
    def _late(self) -> bytes | None:
        current = self.list.current
        return current if current in self._rows.late else None

    @property
    def _current(self) -> "Conflict | None":
        return self._rows.found.get(self.list.current or b"")
