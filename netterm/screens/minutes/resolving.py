"""What is asked when the meeting resolves something: words, verb and votes; and more of the motion where it matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from netterm.errors import Failure
from netterm.flows.attendance import quorum_words
from netterm.flows.facts import WRITTEN_IN
from netterm.flows.naming import Name, find_person
from netterm.flows.proceedings import NoVote, Proposal, VoteLost, record_resolution
from netterm.language.clusters import cut_to_cells
from netterm.language.numbers import parse_integer
from netterm.locale import N_, _, message
from netterm.model import SCHEMA
from netterm.model.minutes_lines import parse_resolution_line, refused
from netterm.model.motions import Counts, Outcome, Threshold, outcome, votes_needed
from netterm.model.quorum import Quorum
from netterm.screens.asking import Asking, said
from netterm.screens.minutes.votes import Voter, VotesByName
from netterm.screens.offered_names import NameInput, OfferedNames
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.editors import Chosen, Editor, editor_for
from netterm.store import Replica

__all__ = ["AskResolution", "Drafted"]

_OFFERED = 50
"""Cells of an offered line that are shown."""
_COUNTED = (("for", N_("For")), ("against", N_("Against")), ("abstain", N_("Abstaining")))


@dataclass(frozen=True, slots=True)
class Drafted:
    """A resolution as the dialog begins with it."""

    item: bytes
    about: str
    """The item's number and title."""
    verb: str
    text: str
    mover: str = ""
    """As it is typed."""
    beside: str = ""
    """A line that was not meant as a resolution, but can be taken for its words."""


class _Words(ThaiInput):
    """What was resolved: what stands there at first is typed over; → takes the line that is offered."""

    def __init__(self, text: str, offered: str) -> None:
        take = message("→ takes: {line}", line=cut_to_cells(offered, _OFFERED, "…")) if offered else ""
        super().__init__(text, placeholder=take or _("what was resolved"), compact=True, id="words")
        self._offered = offered

    def action_cursor_right(self, select: bool = False) -> None:
        if self._offered and not self.value:
            self.value = self._offered
            self.action_end()
        else:
            super().action_cursor_right(select)


@dataclass(frozen=True, slots=True)
class _Turned:
    """The verb and words before a lost vote turned them, and the words since then."""

    verb: str
    by_hand: bool
    words: str
    into: str


class AskResolution(Asking[bytes]):
    """Words, verb and votes of a resolution: without counts it is unanimous. Below quorum it asks for a reason.

    Who moved and seconded it, what it needs to be carried, and who voted how, come behind and cost no key of those who
    do not note them; where they are noted a motion is kept with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "verb(-1)", show=False),
        Binding("down", "verb(1)", show=False),
    ]
    DEFAULT_CSS = """
    AskResolution #votes Input { width: 1fr; max-width: 8; }
    AskResolution #votes .label { width: 12; padding-left: 2; }
    AskResolution #verb { height: auto; }
    AskResolution NameInput { width: 1fr; }
    AskResolution .second { width: 11; padding-left: 1; color: $text-muted; }
    AskResolution #threshold { width: 30; }
    AskResolution #ballot { width: 30; }
    AskResolution #fraction { width: 10; display: none; }
    AskResolution.-custom #fraction { display: block; }
    AskResolution #names { height: 1; min-width: 16; border: none; display: none; }
    AskResolution.-named #names { display: block; }
    """

    def __init__(
        self, draft: Drafted, quorum: Quorum, known_names: Sequence[Name] = (), voters: Sequence[Voter] = ()
    ) -> None:
        super().__init__()
        self._draft, self._quorum, self._names, self._voters = draft, quorum, known_names, voters
        self._verb, self._by_hand = draft.verb, False
        self._verbs = SCHEMA["resolution"]["verb"].choices
        self._votes: Mapping[bytes, str] = {}
        self._turned: _Turned | None = None
        self._said = {"verb": self._verb_line(), "outcome": ""}
        """What stands in the lines that change."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(message("Resolution under {item}", item=self._draft.about), classes="title")
            yield said(quorum_words(self._quorum), id="quorum")
            yield _Words(self._draft.text, self._draft.beside)
            yield said(self._verb_line(), id="verb")
            with Horizontal(id="votes"):
                for name, label in _COUNTED:
                    yield said(_(label), classes="label")
                    yield ThaiInput(compact=True, id=name)
            if not self._quorum.met:
                yield ThaiInput(placeholder=_("reason for resolving without a quorum"), compact=True, id="reason")
            yield from self._of_motion()
            yield said("", id="outcome")
            yield said("", classes="failure")
            yield said(
                message(
                    "Enter or F2 records it; without numbers all {count} were for it. Up and down change the verb.",
                    count=self._quorum.present,
                ),
                classes="hint",
            )
        yield OfferedNames()

    def _of_motion(self) -> ComposeResult:
        with Horizontal():
            yield said(_("Mover"), classes="label")
            yield NameInput(self._draft.mover, self._names, self.store, id="mover")
            yield said(_("Seconder"), classes="second")
            yield NameInput("", self._names, self.store, id="seconder")
        with Horizontal():
            yield said(_("Needs"), classes="label")
            yield self._choice("threshold", "simple")
            yield ThaiInput(placeholder="3/4", compact=True, id="fraction")
        with Horizontal():
            yield said(_("Ballot"), classes="label")
            yield self._choice("ballot", "show")
            yield Button(_("Who votes how…"), id="names", compact=True)

    def _choice(self, name: str, value: str) -> Editor:
        editor = editor_for(SCHEMA["motion"][name], value, {})
        editor.id = name
        return editor

    def on_mount(self) -> None:
        words = self.query_one("#words", Input)
        words.focus()
        words.select_all()

    def entered(self) -> Sequence[object]:
        return [*super().entered(), self._chosen("threshold"), self._chosen("ballot"), *self._votes.items()]

    @property
    def focus_chain(self) -> list[Widget]:
        """As it is composed. Textual goes by places on the screen, and what a choice has only just brought has none."""
        composed = {widget: at for at, widget in enumerate(self.walk_children(Widget))}
        return sorted(super().focus_chain, key=lambda widget: composed[widget])

    # What changes while it is filled in

    def action_verb(self, by: int) -> None:
        """The next verb of the list."""
        codes = [choice.code for choice in self._verbs]
        self._verb = codes[(codes.index(self._verb) + by) % len(codes)]
        self._by_hand = True
        self._show("verb", self._verb_line())
        self._say_outcome()

    def on_input_changed(self, changed: Input.Changed) -> None:
        if not self._by_hand:
            self._verb = self._likely_verb()
            self._show("verb", self._verb_line())
        elif changed.input.id in dict(_COUNTED):
            self._turn_back()
        self._say_outcome()

    def _likely_verb(self) -> str:
        """By its first word; what was voted on is not just acknowledged."""
        read = parse_resolution_line(self.value("words"))
        if read is not None:
            return read.verb
        voted = any(self.value(name) for name, _label in _COUNTED)
        return "approve" if voted and self._draft.verb == "acknowledge" else self._draft.verb

    def _turn_to_reject(self) -> None:
        """Offer what the votes say: that it is rejected."""
        words = self.value("words")
        self._turned = _Turned(self._verb, self._by_hand, words, refused(words))
        self._verb, self._by_hand = "reject", True
        self.query_one("#words", Input).value = self._turned.into
        self._show("verb", self._verb_line())
        self._say_outcome()

    def _turn_back(self) -> None:
        """Other votes carry it: what was lost before is what was typed again."""
        turned = self._turned
        if turned is None or self._verb != "reject" or self._ends_as() is not Outcome.CARRIED:
            return
        self._turned, self._verb, self._by_hand = None, turned.verb, turned.by_hand
        words = self.query_one("#words", Input)
        if words.value.strip() == turned.into:
            words.value = turned.words
        self._show("verb", self._verb_line())
        self.query_one(".failure", Static).update("")

    def on_chosen(self, _chosen: Chosen) -> None:
        self.set_class(self._chosen("threshold") == Threshold.CUSTOM.value, "-custom")
        self.set_class(self._chosen("ballot") == "named", "-named")
        self._say_outcome()

    async def on_button_pressed(self, _pressed: Button.Pressed) -> None:
        self.begin(self._call_names())

    async def _call_names(self) -> None:
        votes = await self.app.push_screen_wait(VotesByName(self._voters, self._votes))
        if votes is not None:
            self._votes = votes
            counts = Proposal(votes=votes).counts or Counts(0, 0)
            for name, count in (("for", counts.for_), ("against", counts.against), ("abstain", counts.abstain)):
                self.query_one(f"#{name}", Input).value = str(count) if votes else ""

    def _say_outcome(self) -> None:
        self._show("outcome", self._outcome())

    def _show(self, id: str, text: str) -> None:
        """Paint a line anew where it says something else than before."""
        if self._said.get(id) != text:
            self._said[id] = text
            self.query_one(f"#{id}", Static).update(text)

    def _outcome(self) -> str:
        """What the votes typed so far come to; '' while they say nothing."""
        try:
            counts, share = self._counts(), self._shape().share
        except Failure:
            return ""
        if counts is None:
            return ""
        threshold = Threshold(self._chosen("threshold"))
        votes = message("{yes} for, {no} against", yes=counts.for_, no=counts.against)
        if threshold is not Threshold.SIMPLE:  # which asks for no number of its own
            needed = votes_needed(threshold, counts, self._quorum.present, share)
            votes = message("{yes} for, {needed} needed", yes=counts.for_, needed=needed)
        if self._ends_as() is Outcome.LOST:
            return message("{votes}: lost.", votes=votes)
        carried = message("{votes}: carried.", votes=votes)
        if self._verb != "acknowledge":
            return carried
        return f"{carried} {_('What is only acknowledged is usually not voted on.')}"

    def _ends_as(self) -> Outcome | None:
        """How the vote ends as it is typed; None while it says nothing."""
        try:
            counts, share = self._counts(), self._shape().share
        except Failure:
            return None
        if counts is None:
            return None
        return outcome(Threshold(self._chosen("threshold")), counts, self._quorum.present, share)

    # What is written

    async def write(self) -> bytes:
        verb, text, counts, shape = self._verb, self._words(), self._counts(), self._shape()
        reason = self.value("reason") if not self._quorum.met else ""
        unanimous, special = counts is None and verb != "acknowledge", self._is_special
        who = {name: self.value(name) for name in ("mover", "seconder")}
        known = [*self.query_one("#mover", NameInput).known_names, *self.query_one("#seconder", NameInput).known_names]
        if shape.ballot == "named" and not shape.votes:
            raise NoVote(N_("Nobody’s vote is noted yet: note who votes how, or choose another ballot."))
        if unanimous and shape.ballot == "show":
            shape = replace(shape, ballot="unanimous")

        def record(replica: Replica) -> bytes:
            people = {name: find_person(replica, typed, _once(known)) for name, typed in who.items() if typed}
            more = bool(people) or special
            proposal = replace(shape, mover=people.get("mover"), seconder=people.get("seconder")) if more else None
            return record_resolution(
                replica, self._draft.item, verb, text, counts=counts, unanimous=unanimous, override_reason=reason,
                motion=proposal,
            )  # fmt: skip

        return await self.store(record)

    def failed(self, failure: Failure) -> None:
        if isinstance(failure, VoteLost):
            self._turn_to_reject()
            verb = next(choice.label.text() for choice in self._verbs if choice.code == self._verb)
            turned = message("The vote is lost, so the verb is “{verb}” now: Enter records that.", verb=verb)
            self.query_one(".failure", Static).update("! " + turned)
        if not self._quorum.met and not self.value("reason"):
            self.query_one("#reason", Input).focus()

    @property
    def _is_special(self) -> bool:
        """Whether the vote was another one than a show of hands that a majority carries."""
        return self._chosen("threshold") != Threshold.SIMPLE.value or self._chosen("ballot") != "show"

    def _shape(self) -> Proposal:
        """How it was voted on."""
        threshold, ballot = Threshold(self._chosen("threshold")), self._chosen("ballot")
        fraction = self.value("fraction") if threshold is Threshold.CUSTOM else ""
        votes = self._votes if ballot == "named" else {}
        return Proposal(threshold=threshold, fraction=fraction, ballot=ballot, votes=votes)

    def _chosen(self, name: str) -> str:
        return str(self.query_one(f"#{name}", Editor).entered().value or "")

    def _words(self) -> str:
        """What was typed; where only the verb is meant, the verb."""
        typed = self.value("words")
        chosen = next(choice for choice in self._verbs if choice.code == self._verb)
        return typed or chosen.label.text(WRITTEN_IN)

    def _counts(self) -> Counts | None:
        """The votes: those who abstained are the rest of those present where nothing else is typed."""
        typed = {name: self.value(name) for name, _label in _COUNTED}
        if not any(typed.values()):
            return None
        counted = {name: parse_integer(value) if value else 0 for name, value in typed.items()}
        rest = max(self._quorum.present - counted["for"] - counted["against"], 0)
        return Counts(counted["for"], counted["against"], counted["abstain"] if typed["abstain"] else rest)

    def _verb_line(self) -> str:
        return "  ".join(
            f"[{choice.label.text()}]" if choice.code == self._verb else choice.label.text() for choice in self._verbs
        )


def _once(known_names: Sequence[Name]) -> list[Name]:
    return list({(name.person, name.typed): name for name in known_names}.values())
