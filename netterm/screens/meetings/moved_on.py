"""Minutes that were written on after they were circulated: what of it the later meeting takes up, or leaves out."""

from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from netterm.flows.naming import Name
from netterm.language.clean import for_display
from netterm.language.clusters import snap
from netterm.locale import _, message
from netterm.screens.asking import said
from netterm.screens.meetings.certifying import AskCertification, Certifiable
from netterm.screens.shell import NettermModal, NettermScreen
from netterm.screens.word_list import wrap

if TYPE_CHECKING:
    from netterm.papers.passages import LatePassage

__all__ = ["TakeUp", "ask_certification", "passage_words"]

_WIDE, _BESIDE = 76, 16
"""Cells of the dialog, and those of the screen beside the words of a line."""
_KEPT = 12
"""Characters that are shown before the place in which two lines differ."""


class TakeUp(NettermModal[tuple[int, ...] | None]):
    """The lines that the records say otherwise by now: Enter goes on with those that are marked; None if it was left.

    None is marked at first, since the members have read the text without them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("space", "mark", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    TakeUp .dialog { width: 76; padding: 0 1; }
    TakeUp OptionList { height: auto; max-height: 50vh; border: none; background: $surface; padding: 0; }
    TakeUp .hint { color: $text-muted; height: auto; }
    """

    def __init__(self, number: str, passages: "Sequence[LatePassage]") -> None:
        """``number`` is that of the meeting whose minutes they are."""
        super().__init__()
        self._number, self._passages = number, passages
        self._marked: set[int] = set()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(
                message(
                    "The minutes of meeting {number} were written on after they were circulated", number=self._number
                ),
                classes="title",
            )
            yield OptionList(markup=False)
            yield said(
                _("Space marks what is certified with them as a correction; what is not marked is left out of them."),
                classes="hint",
            )
            yield said(_("Enter goes on; Esc: not now."), classes="hint")

    def on_mount(self) -> None:
        lines = self.query_one(OptionList)
        lines.add_options([Option(self._line(at)) for at in range(len(self._passages))])
        lines.highlighted = 0
        lines.focus()

    def action_mark(self) -> None:
        """Take the line in, or leave it out after all."""
        lines = self.query_one(OptionList)
        if (at := lines.highlighted) is not None:
            self._marked ^= {at}
            lines.replace_option_prompt_at_index(at, self._line(at))

    def on_option_list_option_selected(self, _selected: OptionList.OptionSelected) -> None:
        self.dismiss(tuple(sorted(self._marked)))

    def _line(self, at: int) -> str:
        """A passage with its mark before it, in as many rows as it takes."""
        words = passage_words(self._passages[at])
        begins = [0, *wrap(words, min(self.app.size.width, _WIDE) - _BESIDE), len(words)]
        rows = [words[begin:end].strip() for begin, end in pairwise(begins)]
        return ("[x] " if at in self._marked else "[ ] ") + "\n    ".join(row for row in rows if row)


async def ask_certification(screen: NettermScreen, about: Certifiable, names: Sequence[Name]) -> bytes | None:
    """Ask about minutes that wait, and first about what was written since; the version that holds, None if left.

    To be awaited in what `NettermScreen.begin` began.
    """
    taken: tuple[int, ...] | None = ()
    if about.moved:
        taken = await screen.app.push_screen_wait(TakeUp(about.number, about.moved))
    return None if taken is None else await screen.app.push_screen_wait(AskCertification(about, names, taken))


def passage_words(passage: "LatePassage") -> str:
    """A line before and after, as far as it is another one, or a line that came or went."""
    if not passage.before:
        return for_display(message("new: {line}", line=passage.after))
    if not passage.after:
        return for_display(message("gone: {line}", line=passage.before))
    pairs = zip(passage.before, passage.after, strict=False)
    same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
    begin = snap(passage.before, same - _KEPT) if same > 2 * _KEPT else 0
    shown = [("…" if begin else "") + each[begin:] for each in (passage.before, passage.after)]
    return for_display(" → ".join(shown))
