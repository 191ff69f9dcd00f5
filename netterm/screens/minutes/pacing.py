"""How long it takes, and what the chair says next: looked at when something else is painted, never by a clock."""

from dataclasses import dataclass
from datetime import datetime

from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.chairing import Standing, chair_says, is_over, item_time, meeting_time
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.language.dates import DateStyle, format_time
from netterm.locale import N_, _, message
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.screens.minutes.foot import Foot
from netterm.screens.minutes.view import AgendaLine, side_text, summary
from netterm.screens.widgets.reading import Tell
from netterm.store import Replica

__all__ = ["Pacing"]

COMMANDS.add(
    Command("minutes.chair", N_("What the chair says"), N_("What comes next, in words to be read out."), (),
            Group.MEETING, HERE),
)  # fmt: skip


_LOOKED_AT = 20
"""Lines of which one that is not empty shows that something was written."""


@dataclass(frozen=True, slots=True)
class _Spell:
    """When an item was dealt with last, by the clocks of those who noted it."""

    of: tuple[bytes, str]
    """The item, and the state that it is in."""
    since: datetime | None
    until: datetime | None = None
    """None while it is dealt with."""


class Pacing(MinutesBase):
    """The part of the minutes screen that shows where in the meeting one is."""

    _spell: _Spell | None = None
    """When the item that is shown was dealt with."""
    _shown: tuple[str, ...] = ()
    """What of it is on the screen."""

    async def look_since(self) -> None:
        """When the item that is shown was dealt with: to look back at one that is done takes it not up again."""
        line, view = self.view.line(self.item), self.view
        if line is None or not view.is_running:
            self._spell = None
        elif line.state in {"current", "done"}:
            if self._spell is None or self._spell.of != (line.id, line.state):
                self._spell = await self.store(lambda replica: _spell_of(replica, line))
        else:  # the first one is taken up with the meeting itself
            begins = view.agenda[0].id == line.id and all(each.state == "pending" for each in view.agenda)
            self._spell = _Spell((line.id, line.state), view.opened) if begins else None

    def paint_pace(self) -> None:
        """Show how long it takes and what comes next, where that is something else than before."""
        now = self.shell.replica.now()
        line = self.view.line(self.item)
        spell = self._spell
        taken = item_time(spell.since, line.limit if line else None, spell.until or now) if spell else ""
        lasted = meeting_time(self.view.opened, now) if self.view.is_running else ""
        chair = self._chair(now)
        shown = (self._item_line(line, taken), lasted, chair)
        if shown != self._shown:
            self._shown = shown
            self.query_one("#item", Static).update(shown[0])
            more = message("{key} shows all", key=COMMANDS.shown_key("minutes.side"))
            self.query_one(Foot).usual(_to_read_out(chair), more)
            self.paint_side()

    def paint_side(self) -> None:
        """Show the meeting as it stands beside the text, or above it."""
        peers = self.shell.sync.state().peers
        _item, lasted, chair = self._shown or ("", "", "")
        self.query_one("#summary", Static).update(summary(self.view, peers, lasted))
        has_room = not self.has_class("-narrow") and cell_width(_to_read_out(chair)) < self.size.width - 2
        in_full = "" if has_room else chair
        self.query_one("#standing", Static).update(side_text(self.view, peers, lasted, in_full))

    def _item_line(self, line: AgendaLine | None, taken: str) -> str:
        """The item, with how long it took behind it: never cut off by a long title."""
        if line is None:
            return message("The agenda is empty. {key} makes the first item.", key=COMMANDS.shown_key("minutes.add"))
        if not taken:
            return line.named
        room = 2 * self.query_one("#item").content_size.width - cell_width(taken) - 12
        return f"{cut_to_cells(line.named, max(room, 20), '…')} · {taken}"

    def _chair(self, now: datetime) -> str:
        line, view, spell = self.view.line(self.item), self.view, self._spell
        following = view.beside(self.item, 1) if line else None
        resolution, votes = view.resolved.get(self.item or b"", ("", ""))
        return chair_says(
            Standing(
                state=view.state,
                quorum=view.quorum,
                item=line.named if line else "",
                heading=line.heading if line else "",
                decides=line.decides if line else False,
                presenter=line.presenter if line else "",
                discussed=self._is_discussed,
                is_first=line is not None and view.beside(self.item, -1) is None,
                question=view.question(self.item),
                resolution=resolution,
                votes=votes,
                over=line is not None and spell is not None and is_over(spell.since, line.limit, spell.until or now),
                following=following.named if following else "",
                time=format_time(now, DateStyle.FULL),
            )
        )

    @property
    def _is_discussed(self) -> bool:
        lines = self.editor.sheet.lines
        return any(lines[number].strip() for number in range(min(lines.count, _LOOKED_AT)))

    async def do_minutes_chair(self) -> None:
        words = self._chair(self.shell.replica.now())
        if words:
            await self.app.push_screen_wait(Tell(_("The chair says"), words))
        else:
            self.say_quietly(_("This meeting does not run: there is nothing for the chair to say."))


def _to_read_out(chair: str) -> str:
    return message("Chair: {words}", words=chair) if chair else ""


def _spell_of(replica: Replica, line: AgendaLine) -> _Spell:
    past = [each for each in replica.history("agenda_item", line.id) if each.field == "state" and each.counts]
    last = max((at for at, each in enumerate(past) if each.after == "current"), default=None)
    if last is None:
        return _Spell((line.id, line.state), None)
    times = [datetime.fromtimestamp(each.when / 1000) for each in past[last:]]  # noqa: DTZ006 - the time on the wall
    return _Spell((line.id, line.state), times[0], times[1] if len(times) > 1 and line.state == "done" else None)
