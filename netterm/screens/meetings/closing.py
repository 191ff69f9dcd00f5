"""The checklist before a meeting is closed: each line leads to what it is about."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS
from netterm.flows.certification import Uncertified
from netterm.flows.facts import ref
from netterm.flows.meetings import Checklist
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.screens.asking import said
from netterm.screens.shell import NettermModal

__all__ = ["ChecklistLine", "CloseMeeting", "Closing"]


@dataclass(frozen=True, slots=True)
class Closing:
    """What was chosen: to close the meeting, or where to go instead."""

    item: bytes | None = None
    line: str = ""
    """The line of its discussion that is meant."""
    minutes: Uncertified | None = None
    """The minutes of a meeting before that are to be certified."""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """Something that is still open; a heading where it leads nowhere."""

    text: str
    goes_to: Closing | None = None


class CloseMeeting(NettermModal[Closing | None]):
    """Enter goes on with the meeting, or where the marked line leads; the key that asked closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("f12", "close_meeting", show=False, priority=True),
    ]
    KEYS = (
        ("↑ ↓", N_("one line up or down")),
        ("Enter", N_("goes where the line leads")),
        ("F12", N_("closes the meeting")),
        ("Esc", N_("goes on with it")),
    )
    DEFAULT_CSS = """
    CloseMeeting .dialog { width: 76; padding: 0 1; }
    CloseMeeting OptionList { height: auto; max-height: 60vh; border: none; background: $surface; }
    CloseMeeting .hint { color: $text-muted; }
    """

    def __init__(self, found: Checklist) -> None:
        super().__init__()
        close = ChecklistLine(_("Close the meeting"), Closing())
        self._lines = [ChecklistLine(_("Go on with it")), close, *checklist_lines(found)]

    def compose(self) -> ComposeResult:
        key = COMMANDS.shown_key("minutes.close")
        hint = message("{key} again closes it; Enter goes to the line that is marked.", key=key)
        with Vertical(classes="dialog"):
            yield said(_("Before the meeting is closed"), classes="title")
            yield OptionList(*(self._option(at, line) for at, line in enumerate(self._lines)), markup=False)
            yield said(hint, classes="hint")

    def _option(self, at: int, line: ChecklistLine) -> Option:
        return Option(for_display(line.text), disabled=bool(at) and line.goes_to is None)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def action_close_meeting(self) -> None:
        """Whatever is still open."""
        self.dismiss(Closing())

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        self.dismiss(self._lines[selected.option_index].goes_to)


def checklist_lines(found: Checklist) -> list[ChecklistLine]:
    """What is still open, each part under its heading."""
    if found.is_empty:
        return [ChecklistLine(_("Nothing is open: every item has its resolution, every task its owner and date."))]
    parts = (
        (_("Without a resolution:"), [(str(each["title"]), Closing(each.id)) for each in found.without_resolution]),
        (
            _("Not dealt with, goes over to the next meeting:"),
            [(str(each["title"]), Closing(each.id)) for each in found.not_dealt_with],
        ),
        (
            _("Resolved upon, but not certified yet:"),
            [(_minutes_named(each), Closing(minutes=each)) for each in found.uncertified],
        ),
        (
            _("Lines that are no task yet:"),
            [(each.line, Closing(each.item, each.line)) for each in found.unwritten_tasks],
        ),
        (
            _("Lines that are no question or answer yet:"),
            [(each.line, Closing(each.item, each.line)) for each in found.unwritten_said],
        ),
        (
            _("Tasks without an owner or a date:"),
            [(str(each["title"]), Closing(ref(each, "item"))) for each in found.incomplete_tasks],
        ),
        (
            _("Questions without an answer:"),
            [(str(each["text"]), Closing(ref(each, "item"))) for each in found.unanswered],
        ),
    )
    lines: list[ChecklistLine] = []
    for heading, entries in parts:
        if entries:
            lines.append(ChecklistLine(heading))
            lines += [ChecklistLine(f"  {text}", goes_to) for text, goes_to in entries]
    return lines


def _minutes_named(minutes: Uncertified) -> str:
    if minutes.circulated:
        return message("Minutes of meeting {number}", number=minutes.number)
    return message("Minutes of meeting {number}: they are circulated first", number=minutes.number)
