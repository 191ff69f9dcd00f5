"""Minutes certified by a later meeting: as they are, or with passages put right that somebody there wants changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from netterm.flows.agenda import meeting_number
from netterm.flows.facts import known, ref, text_of
from netterm.flows.minutes import Correction, certified, certify_corrected, correct, refuse_no_correction
from netterm.flows.naming import Name, find_person
from netterm.language.clean import clean_line, for_display
from netterm.locale import _, message, ngettext
from netterm.screens.asking import Asking, said
from netterm.screens.offered_names import NameInput, OfferedNames
from netterm.screens.thai import ThaiInput
from netterm.store import Replica

if TYPE_CHECKING:
    from netterm.papers.passages import LatePassage

__all__ = ["AskCertification", "AskCorrection", "Certifiable", "Passage", "certifiable"]


@dataclass(frozen=True, slots=True)
class Certifiable:
    """Circulated minutes, and the resolution of a later meeting that is to certify them."""

    version: bytes
    resolution: bytes
    number: str
    """Of the meeting whose minutes they are."""
    text: str
    drawn: str = field(default="", repr=False)
    """The minutes as their records say them now."""
    moved: "tuple[LatePassage, ...]" = ()
    """Where these say something else than the text."""

    def taken_up(self, places: Collection[int]) -> Correction:
        """Some of what moved, as one correction; raises nothing, for that is of whole lines."""
        from netterm.papers.passages import taken_up

        pairs = [each.corrects() for at, each in enumerate(self.moved) if at in places]
        before, after = ("\n".join(each) for each in zip(*pairs, strict=True))
        return Correction(before, after, taken_up(self.text, self.drawn, places))


@dataclass(frozen=True, slots=True)
class Passage:
    """What a correction begins with."""

    before: str = ""
    after: str = ""
    proposer: str = ""


def certifiable(replica: Replica, version: bytes, resolution: bytes) -> Certifiable:
    """Take from the replica what is asked about."""
    from netterm import papers
    from netterm.papers.passages import passages_between

    record = known(replica, "minutes_version", version)
    meeting = known(replica, "meeting", ref(record, "meeting") or b"")
    number, text = meeting_number(replica, meeting), text_of(record, "text")
    if certified(replica, meeting.id) is not None:  # a correction has a text of its own, and its records are final
        return Certifiable(version, resolution, number, text)
    drawn = papers.minutes.markdown(replica, meeting.id)
    return Certifiable(version, resolution, number, text, drawn, tuple(passages_between(text, drawn)))


class _Correcting(Asking[bytes]):
    """What stands in a text, what is to stand there, and who wants that; where it stands is shown while it is typed."""

    ends_by_enter: ClassVar[bool] = True
    """Whether Enter in the last field, or in an empty one, is the end."""
    DEFAULT_CSS = """
    _Correcting .label { width: 16; }
    _Correcting .found { color: $text-muted; height: auto; max-height: 3; }
    _Correcting #done { height: auto; max-height: 4; }
    """

    def __init__(self, text: str, names: Sequence[Name], begin_with: Passage = Passage()) -> None:
        super().__init__()
        self._text, self._names, self._begin_with = text, names, begin_with

    def fields(self) -> ComposeResult:
        """The three lines, and what is said of them."""
        for id, label, value in (
            ("before", _("It says"), self._begin_with.before),
            ("after", _("It is to say"), self._begin_with.after),
        ):
            with Horizontal():
                yield said(label, classes="label")
                yield ThaiInput(value, compact=True, id=id)
        with Horizontal():
            yield said(_("Wanted by"), classes="label")
            yield NameInput(self._begin_with.proposer, self._names, self.store, id="proposer")
        yield said(self._found(self._begin_with.before), classes="found", id="found")

    def on_input_changed(self, changed: Input.Changed) -> None:
        if changed.input.id == "before":
            self.query_one("#found", Static).update(for_display(self._found(changed.value)))

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        """Half a correction is none: Enter behind one of its lines goes on to the next."""
        submitted.stop()
        submitted.prevent_default()  # the base dialog would take Enter for the end
        if self.ends_by_enter and (submitted.input.id == "proposer" or not submitted.value.strip()):
            self.begin_save()
        else:
            self.focus_next()

    def _found(self, typed: str) -> str:
        """The lines of the minutes in which the passage stands."""
        passage = clean_line(typed).strip()
        if not passage:
            return ""
        lines = [line for line in self._lines() if passage in line]
        count = sum(line.count(passage) for line in lines)
        if not count:
            return _("This stands nowhere in these minutes.")
        return lines[0] if count == 1 else message("This stands there {count} times: type more of it.", count=count)

    def _lines(self) -> list[str]:
        from netterm.papers import sealed

        blocks = sealed.read_blocks(self._text)
        return [" ".join(filter(None, (each.label, each.text, *each.cells))) for each in blocks]

    async def _correction(self) -> Correction | None:
        """What is typed now, in the text with it; None where nothing is. Raises where it cannot be put right."""
        before, after, who, text = self.value("before"), self.value("after"), self.value("proposer"), self._text
        if not (before or after):
            return None
        names = self.query_one(NameInput).known_names

        def read(replica: Replica) -> Correction:
            from netterm.papers import sealed

            proposer = find_person(replica, who, names) if who else None
            correction = Correction(before, after, sealed.corrected(text, before, after), proposer)
            refuse_no_correction(correction)
            return correction

        return await self.store(read)


class AskCertification(_Correcting):
    """F2 certifies as it is, or with what was typed; F3 takes that in and goes on to the next passage.

    Enter only goes on to the next field: it cannot be taken back, and an Enter may have been meant for what was there
    before.
    """

    ends_by_enter = False

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "more", show=False, priority=True)]

    def __init__(self, about: Certifiable, names: Sequence[Name], taken: Collection[int] = ()) -> None:
        """``taken`` are the places of what moved that is certified with them."""
        corrections = [about.taken_up(taken)] if taken else []
        super().__init__(corrections[0].text if corrections else about.text, names)
        self._about = about
        self._corrections: list[Correction] = corrections
        self._left_out = len(about.moved) - len(taken)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(message("Certify the minutes of meeting {number}?", number=self._about.number), classes="title")
            yield said(_("Nobody wants anything changed: F2. A correction:"), classes="hint")
            yield said(self._done(), id="done")
            yield from self.fields()
            yield said("", classes="failure")
            yield said(
                _("F2 certifies them, final from then on; F3: one more correction; Esc: not now."),
                classes="hint",
            )
        yield OfferedNames()

    def on_mount(self) -> None:
        self.query_one("#before", Input).focus()

    def action_more(self) -> None:
        """Take in what is typed, and begin another one."""
        self.begin(self._take_in())

    async def _take_in(self) -> None:
        correction = await self._correction()
        if correction is None:
            return
        self._corrections.append(correction)
        self._text = correction.text
        self.query_one("#done", Static).update(for_display(self._done(), multiline=True))
        for id in ("before", "after", "proposer"):
            self.query_one(f"#{id}", Input).value = ""
        self.query_one("#before", Input).focus()

    def _done(self) -> str:
        """The corrections that were taken in, and how much that was written since is not."""
        lines = []
        for each in self._corrections:
            pairs = zip(each.before.split("\n"), each.after.split("\n"), strict=False)
            lines += [f"  {before} → {after}" for before, after in pairs]
        if count := self._left_out:
            left = ngettext(
                "{count} line written since is left out.", "{count} lines written since are left out.", count
            )
            lines.insert(0, "! " + left.format(count=count))
        return "\n".join(lines)

    async def write(self) -> bytes:
        last = await self._correction()
        corrections = [*self._corrections, *([last] if last else [])]
        version, resolution = self._about.version, self._about.resolution
        return await self.store(lambda replica: certify_corrected(replica, version, resolution, corrections))


class AskCorrection(_Correcting):
    """A correction of certified minutes: the draft of their next version."""

    def __init__(self, version: bytes, text: str, names: Sequence[Name], begin_with: Passage = Passage()) -> None:
        super().__init__(text, names, begin_with)
        self._version = version

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Put these minutes right"), classes="title")
            yield from self.fields()
            yield said("", classes="failure")
            yield said(_("Enter or F2 makes the next version, which a later meeting certifies."), classes="hint")
        yield OfferedNames()

    async def write(self) -> bytes:
        correction = await self._correction() or Correction("", "", self._text)
        version = self._version

        def write(replica: Replica) -> bytes:
            return correct(
                replica, version, correction.text, correction.before, correction.after, proposer=correction.proposer
            )

        return await self.store(write)
