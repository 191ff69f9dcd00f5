"""Who voted how, called by name: the list of those who are here and count."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.flows.attendance import roll, voting_now
from netterm.language.clean import for_display
from netterm.locale import _, message
from netterm.model import SCHEMA
from netterm.screens.asking import said
from netterm.screens.shell import NettermModal
from netterm.store import Replica

__all__ = ["Voter", "VotesByName", "voters_of"]

Voter = tuple[bytes, str]
"""A person, and their name in full."""

_CHOICES = ("for", "against", "abstain")


def voters_of(replica: Replica, meeting: bytes) -> list[Voter]:
    """Those in the room who vote, in the order of the attendance list."""
    voting = voting_now(replica, meeting)
    return [(place.person, place.name) for place in roll(replica, meeting) if place.person in voting]


class VotesByName(NettermModal[Mapping[bytes, str] | None]):
    """1, 2 and 3 note how the one at the cursor votes and go on to the next; Enter ends it; None if it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "vote('for')", show=False),
        Binding("2", "vote('against')", show=False),
        Binding("3", "vote('abstain')", show=False),
        Binding("0,backspace,delete", "vote('')", show=False),
        Binding("enter", "take", show=False, priority=True),
        Binding("escape", "dismiss(None)", show=False),
    ]
    DEFAULT_CSS = """
    VotesByName .dialog { width: 66; padding: 0 1; }
    VotesByName OptionList { height: auto; max-height: 50vh; border: none; background: $surface; }
    VotesByName .hint { color: $text-muted; }
    """

    def __init__(self, voters: Sequence[Voter], votes: Mapping[bytes, str]) -> None:
        super().__init__()
        self._voters, self._votes = list(voters), dict(votes)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Who votes how?"), classes="title")
            yield OptionList(*(Option(self._line(voter)) for voter in self._voters), markup=False)
            yield said(self._counted(), id="counted")
            yield said(_("1 for, 2 against, 3 abstains, 0 not noted; Enter takes it, Esc leaves it."), classes="hint")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.query_one(OptionList).highlighted = 0 if self._voters else None

    def action_vote(self, choice: str) -> None:
        """Note it of the one at the cursor."""
        options = self.query_one(OptionList)
        at = options.highlighted
        if at is None:
            return
        voter = self._voters[at]
        if choice:
            self._votes[voter[0]] = choice
        else:
            self._votes.pop(voter[0], None)
        options.replace_option_prompt_at_index(at, self._line(voter))
        options.highlighted = min(at + 1, len(self._voters) - 1)
        self.query_one("#counted", Static).update(self._counted())

    def action_take(self) -> None:
        """What is noted so far."""
        self.dismiss(dict(self._votes))

    def _line(self, voter: Voter) -> str:
        person, name = voter
        choice = SCHEMA["vote"]["choice"].choice(self._votes.get(person, ""))
        return f"{for_display(name)}: {choice.label.text() if choice else '–'}"

    def _counted(self) -> str:
        cast = [list(self._votes.values()).count(code) for code in _CHOICES]
        return message(
            "{yes} for, {no} against, {abstain} abstaining; {left} not noted.",
            yes=cast[0], no=cast[1], abstain=cast[2], left=len(self._voters) - sum(cast),
        )  # fmt: skip
