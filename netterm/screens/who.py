"""Who is meant: found by typing a part of the name, among those on the list first, then in the register; or a guest."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from netterm.flows.attendance import Place, add_attendee, add_guest
from netterm.language.clean import for_display
from netterm.language.search import normalise
from netterm.locale import N_, _, message
from netterm.screens.asking import said
from netterm.screens.shell import NettermModal
from netterm.screens.thai import ThaiInput
from netterm.store import Replica

__all__ = ["Who", "WhoIs", "take_part"]

SUGGESTED = 6
"""People of the register who are offered at once."""


@dataclass(frozen=True, slots=True)
class Who:
    """One who is offered: a line of the attendance list, somebody of the register, or a guest by name alone."""

    label: str
    place: Place | None = None
    person: bytes | None = None
    guest: str = ""
    """As typed: a name, and behind a comma what they are."""


class WhoIs(NettermModal[Who | None]):
    """Enter takes the line that is marked: the first one, once something is typed. None if it was left."""

    KEYS = (
        ("↑ ↓", N_("one line up or down")),
        ("Enter", N_("takes who is marked")),
        ("Esc", N_("leaves it as it was")),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("up", "move('up')", show=False),
        Binding("down", "move('down')", show=False),
    ]
    DEFAULT_CSS = """
    WhoIs .dialog { width: 66; padding: 0 1; }
    WhoIs OptionList { height: auto; max-height: 50vh; border: none; background: $surface; }
    WhoIs .hint { color: $text-muted; }
    """

    def __init__(
        self, question: str, hint: str, listed: Sequence[Who] = (), leave_out: frozenset[bytes] = frozenset(), *,
        guests: bool = True, first_marked: bool = False,
    ) -> None:  # fmt: skip
        """`listed` are offered before anything is typed, the first of them marked where Enter alone does no harm.

        Nobody of the register who is in `leave_out` is offered.
        """
        super().__init__()
        self._question, self._hint = question, hint
        self._listed, self._leave_out, self._guests = list(listed), leave_out, guests
        self._first_marked = first_marked
        self._shown: Sequence[Who] = self._listed
        self._shown_for = ""
        self._choosing = False
        """Whether Enter was pressed, and what it chooses is being looked for."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(self._question, classes="title")
            yield ThaiInput(placeholder=_("part of a name"), compact=True)
            options = OptionList(markup=False)
            options.can_focus = False
            yield options
            yield said(self._hint, classes="hint")

    def on_mount(self) -> None:
        self._show(self._listed, "")

    def action_move(self, way: str) -> None:
        """Up or down in the list while the cursor stays in the line above it."""
        options = self.query_one(OptionList)
        if way == "up":
            options.action_cursor_up()
        else:
            options.action_cursor_down()

    def on_input_changed(self, changed: Input.Changed) -> None:
        if not self._choosing:  # what is typed behind Enter belongs to no name any more
            self.begin(self._offer(changed.value), alone="offer")

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        if not self._choosing:
            self._choosing = True
            self.begin(self._choose(submitted.value), alone="offer")

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[selected.option_index])

    async def _choose(self, typed: str) -> None:
        """What is offered for exactly what was typed, however fast."""
        try:
            if self._shown_for != typed:
                await self._offer(typed)
        finally:
            self._choosing = False
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at])

    async def _offer(self, typed: str) -> None:
        wanted = normalise(typed)
        listed = [who for who in self._listed if wanted in normalise(who.label)]
        known = await asyncio.to_thread(self._in_register, typed.strip()) if wanted else []
        guest = [_guest(typed)] if self._guests and wanted else []
        self._show([*listed, *known, *guest], typed)

    def _in_register(self, typed: str) -> list[Who]:
        replica = self.shell.replica
        known = self._leave_out | {who.place.person for who in self._listed if who.place is not None}
        found = replica.list("person", text=typed, limit=SUGGESTED + len(known))
        wanted = [each.id for each in found if each.id not in known][:SUGGESTED]
        return [Who(for_display(replica.title("person", id)), person=id) for id in wanted]

    def _show(self, shown: Sequence[Who], typed: str) -> None:
        self._shown, self._shown_for = shown, typed
        options = self.query_one(OptionList)
        options.clear_options().add_options([Option(who.label) for who in shown])
        # Else Enter means nobody before anything is typed or chosen.
        options.highlighted = 0 if shown and (typed or self._first_marked) else None


def take_part(replica: Replica, meeting: bytes, who: Who) -> str:
    """Somebody who is not on the list is at a meeting from now on; their name."""
    if who.person is not None:
        add_attendee(replica, meeting, who.person)
        return replica.title("person", who.person)
    name, _between, position = who.guest.partition(",")
    add_guest(replica, meeting, name, position)
    return for_display(name.strip())


def _guest(typed: str) -> Who:
    shown = for_display(typed.strip())
    return Who(message("“{name}”, a guest who is in no register", name=shown), guest=typed.strip())
