"""What came to certified minutes too late, to be looked at: taken up as a correction, or left as it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.flows.facts import text_of
from netterm.flows.late_changes import LateChange, late_changes, looked_at
from netterm.flows.minutes import certified, versions
from netterm.flows.naming import Name, names
from netterm.language.clean import for_display
from netterm.language.dates import format_moment
from netterm.locale import N_, _
from netterm.model import SCHEMA, Field, Value
from netterm.model.values import Showing, show
from netterm.screens.asking import said
from netterm.screens.meetings.certifying import AskCorrection, Passage
from netterm.screens.meetings.moved_on import passage_words
from netterm.screens.meetings.unsaid import says_more
from netterm.screens.shell import NettermModal
from netterm.store import Replica

if TYPE_CHECKING:
    from netterm.papers.passages import LatePassage

__all__ = ["LateOnes", "late_words"]


@dataclass(frozen=True, slots=True)
class _Late:
    """What is shown: the changes in words, the passages, and what a correction of one begins with."""

    said: tuple[str, ...]
    passages: "tuple[LatePassage, ...]"
    author: str
    version: bytes
    text: str
    known_names: tuple[Name, ...]


class LateOnes(NettermModal[None]):
    """Enter proposes the marked passage as a correction; the last line says that all was looked at.

    It stays until every passage was taken up, or that was said.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    KEYS = (
        ("↑ ↓", N_("one line up or down")),
        ("Enter", N_("proposes the line as a correction")),
        ("Esc", N_("leaves it as it was")),
    )
    DEFAULT_CSS = """
    LateOnes .dialog { width: 76; padding: 0 1; }
    LateOnes #what { height: auto; max-height: 30vh; }
    LateOnes OptionList { height: auto; max-height: 40vh; border: none; background: $surface; }
    LateOnes .hint { color: $text-muted; }
    """

    def __init__(self, meeting: bytes) -> None:
        super().__init__()
        self._meeting = meeting
        self._late: _Late | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Written, but not in the certified text"), classes="title")
            yield said("", id="what")
            yield OptionList(markup=False)
            yield said(_("The certified text stays as it is. Enter proposes the line as a correction."), classes="hint")

    def on_mount(self) -> None:
        self.begin(self._load())

    async def _load(self) -> None:
        showing = self.shell.showing()
        self._late = late = await self.store(lambda replica: _look(replica, self._meeting, showing))
        self.query_one("#what", Static).update(for_display("\n".join(late.said), multiline=True))
        options = self.query_one(OptionList)
        options.clear_options().add_options([Option(passage_words(each)) for each in late.passages])
        options.add_option(Option(_("It was looked at: nothing is to be put right.")))
        options.highlighted = 0
        options.focus()

    async def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        late = self._late
        if late is None:
            return
        if selected.option_index >= len(late.passages):
            await self.store(lambda replica: looked_at(replica, self._meeting))
            self.dismiss(None)
        else:
            self.begin(self._propose(late, late.passages[selected.option_index]))

    async def _propose(self, late: _Late, passage: "LatePassage") -> None:
        begin_with = Passage(passage.before, passage.after, late.author)
        if not passage.before:  # a line that is new goes behind the one before it
            begin_with = Passage(passage.behind, f"{passage.behind} {passage.after}", late.author)
        made = await self.app.push_screen_wait(AskCorrection(late.version, late.text, late.known_names, begin_with))
        if made is None:
            return
        await self._load()
        if not self._late or not self._late.passages:  # all of it was taken up
            await self.store(lambda replica: looked_at(replica, self._meeting))
            self.dismiss(None)


def late_words(replica: Replica, late: LateChange, showing: Showing) -> str:
    """One late change in a line: when, by whom, of what, from what to what."""
    entity = SCHEMA.get(late.entity)
    when = format_moment(datetime.fromtimestamp(late.when / 1000))  # noqa: DTZ006 - wall time, for people
    who = for_display(replica.name_of(late.who))
    kind = str(entity.label) if entity is not None else late.entity
    title = replica.title(late.entity, late.record)
    field = entity.by_name.get(late.field) if entity is not None else None
    if field is None:
        return f"{when} {who}: {kind} {title} · {_('deleted')}"
    before, after = _value(field, late.before, showing), _value(field, late.after, showing)
    said_ = f"{before} → {after}" if before else after or _("written")
    return f"{when} {who}: {kind} {title} · {field.label}: {said_}"


def _look(replica: Replica, meeting: bytes, showing: Showing) -> _Late:
    from netterm import papers
    from netterm.papers.passages import corrections, passages_between

    late = late_changes(replica, meeting, says_more)
    held = certified(replica, meeting)
    kept = versions(replica, meeting)
    text = text_of(kept[-1], "text") if kept else ""
    drawn = papers.minutes.markdown(replica, meeting)
    passages = passages_between(text, drawn, corrections(replica, meeting))
    authors = [replica.person_of(each.who) for each in late]
    author = next((id for id in authors if id is not None), None)
    people = tuple(names(replica, meeting))
    return _Late(
        tuple(late_words(replica, each, showing) for each in late),
        tuple(passages),
        next((each.typed for each in people if each.person == author), ""),
        kept[-1].id if kept and kept[-1]["state"] in {"draft", "checked"} else (held.id if held else b""),
        text,
        people,
    )


def _value(field: Field, value: Value, showing: Showing) -> str:
    return show(field, value, showing).replace("\n", " ") if value is not None else ""
