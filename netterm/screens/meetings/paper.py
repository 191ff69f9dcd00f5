"""Papers as files, asked for by their names and written in the background: the minutes, and the notice of a meeting."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.agenda import meeting_number
from netterm.flows.facts import known
from netterm.flows.meetings import coming_items, days_short, invited, notify
from netterm.language.clean import clean_line
from netterm.locale import N_, _, message
from netterm.screens.asking import Asking, said
from netterm.screens.shell import NettermScreen, Tone
from netterm.screens.thai import ThaiInput

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["give_notice", "save_minutes"]

_KINDS = (".docx", ".pdf", ".md")
"""In the order in which the arrows go through them."""

COMMANDS.add(
    Command(
        "meeting.paper", N_("Minutes as a file"), N_("Enter writes a Word document, F3 a PDF."),
        ("f", "ctrl+s"), Group.MEETING, ("meetings", "agenda", "minutes", "draft"), footer=55, typing=True,
        of_one=True,
    ),
    Command(
        "meeting.pdf", N_("Minutes as PDF"), N_("Made by LibreOffice, where this computer has it."), ("F",),
        Group.MEETING, ("meetings", "agenda", "draft"), of_one=True,
    ),
    Command(
        "meeting.draft", N_("Paper and steps"),
        N_("The minutes as they will stand on paper: checked, circulated, certified."), ("v",), Group.MEETING,
        ("meetings", "agenda", "minutes"), footer=54, of_one=True,
    ),
    Command(
        "meeting.notice", N_("Notice"), N_("The letter of invitation with its agenda, as a file."), ("i",),
        Group.MEETING, ("meetings", "agenda"), writes=True, of_one=True,
    ),
)  # fmt: skip


async def save_minutes(screen: NettermScreen, meeting: bytes, kind: str = ".docx") -> None:
    """Ask where to, and write it; what stands there already is replaced only under a name that was typed."""

    def write(replica: "Replica", path: Path) -> None:
        from netterm import papers

        papers.write_minutes(replica, meeting, path)

    stem = await screen.store(lambda replica: _stem(replica, meeting, N_("minutes {number}")))
    asked = _AskFile(_("Write the minutes to which file?"), stem, kind, write)
    path = await screen.app.push_screen_wait(asked)
    if path is not None:
        screen.shell.say(message("Written: {path}", path=_where(path)))


async def give_notice(screen: NettermScreen, meeting: bytes) -> None:
    """Write the notice of a meeting, which counts as notified then; say so where it comes late."""

    def write(replica: "Replica", path: Path) -> None:
        from netterm import papers

        people = [(each.name, each.position) for each in invited(replica, meeting)]
        written = papers.notice.gathered(replica, meeting, people, coming_items(replica, meeting))
        papers.write_notice(written, path)
        notify(replica, meeting)

    short = await screen.store(lambda replica: days_short(replica, meeting))
    late = message("This is {left} days before the meeting: the network asks for {asked}.", left=short[0],
                   asked=short[1]) if short else ""  # fmt: skip
    stem = await screen.store(lambda replica: _stem(replica, meeting, N_("notice {number}")))
    asked = _AskFile(_("Write the notice to which file?"), stem, ".docx", write, late)
    path = await screen.app.push_screen_wait(asked)
    if path is not None:
        what = message("The meeting is notified; the notice is {path}.", path=_where(path))
        screen.shell.say(f"{what} {late}" if late else what, Tone.WARNED if late else Tone.SAID)


class _AskFile(Asking[Path]):
    """The name of the file; writes it. The arrows change its kind, and one key makes it a PDF at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "kind(-1)", show=False),
        Binding("down", "kind(1)", show=False),
        Binding("f3", "as_pdf", show=False, priority=True),
    ]
    KEYS = (("F3", N_("writes it as PDF")), ("↑ ↓", N_("another kind of file")))

    def __init__(
        self, question: str, stem: str, kind: str, write: "Callable[[Replica, Path], None]", warning: str = ""
    ) -> None:
        super().__init__()
        self._question, self._stem, self._kind, self._writing, self._warning = question, stem, kind, write, warning

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(self._question, classes="title")
            yield ThaiInput(str(_free(self._stem, self._kind)), compact=True, id="path")
            yield said(f"! {self._warning}" if self._warning else "", classes="failure")
            yield said(
                _("Enter writes it; F3 writes a PDF. ↓ changes the kind: Word (.docx), PDF, plain text (.md)."),
                classes="hint",
            )

    def action_kind(self, by: int) -> None:
        """The same name with the next ending."""
        kind = Path(self.value("path")).suffix.lower()
        if kind in _KINDS:
            self._make(_KINDS[(_KINDS.index(kind) + by) % len(_KINDS)])

    async def action_as_pdf(self) -> None:
        """The same name with that ending, and write it."""
        await self.typed_ahead()
        if self.value("path"):
            self._make(".pdf")
        self.begin_save()

    def _make(self, kind: str) -> None:
        """Another kind of file: under a free name where it was proposed, else as it was typed."""
        line = self.query_one("#path", Input)
        path = Path(self.value("path"))
        known = path.suffix.lower() in _KINDS
        if known and path == _free(self._stem, path.suffix):
            line.value = str(_free(self._stem, kind))
        else:
            line.value = str(path.with_suffix(kind)) if known else f"{path}{kind}"
        line.cursor_position = len(line.value)

    async def write(self) -> Path:
        typed, writing = self.value("path"), self._writing

        def write(replica: "Replica") -> Path:
            path = Path(typed).expanduser()
            writing(replica, path)
            return path

        self.query_one(".failure", Static).update(_("Writing…"))  # the first PDF of a day takes seconds
        return await self.store(write)


def _stem(replica: "Replica", meeting: bytes, named: str) -> str:
    number = meeting_number(replica, known(replica, "meeting", meeting)).replace("/", "-")
    return clean_line(message(named, number=number)).replace(" ", "-")


def _free(stem: str, kind: str) -> Path:
    """A name that is not taken, where the program was started."""
    names = [f"{stem}{kind}", *(f"{stem}-{copy}{kind}" for copy in range(2, 100))]
    return next((path for path in map(Path, names) if not path.exists()), Path(names[0]))


def _where(path: Path) -> str:
    """The whole way to a file, from the person's own folder where it lies in there."""
    whole = path.absolute()
    home = Path.home()
    return str(Path("~") / whole.relative_to(home)) if whole.is_relative_to(home) else str(whole)
