"""The minutes as a file: asked for by its name, written in the background."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from netterm.commands import COMMANDS, Command, Group
from netterm.errors import Failure
from netterm.flows.agenda import meeting_number
from netterm.flows.facts import known
from netterm.language.clean import clean_line
from netterm.locale import N_, _, message
from netterm.screens.asking import Asking, said
from netterm.screens.shell import NettermScreen
from netterm.screens.thai import ThaiInput

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["save_minutes"]

COMMANDS.add(
    Command(
        "meeting.paper", N_("Minutes as a file"), N_("A Word document, or plain text where its name ends in .md."),
        ("f", "ctrl+s"), Group.MEETING, ("meetings", "agenda", "minutes", "draft"), typing=True, of_one=True,
    ),
    Command(
        "meeting.draft", N_("Draft"), N_("The minutes as they will stand on paper, to be read."), ("v",), Group.MEETING,
        ("meetings", "agenda", "minutes"), of_one=True,
    ),
)  # fmt: skip


async def save_minutes(screen: NettermScreen, meeting: bytes) -> None:
    """Ask where to, and write it; what stands there already is replaced only under a name that was typed."""
    proposed = await screen.store(lambda replica: _proposed(replica, meeting))
    path = await screen.app.push_screen_wait(_AskFile(meeting, proposed))
    if path is not None:
        screen.shell.say(message("Written: {path}", path=path))


class _AskFile(Asking[Path]):
    """The name of the file; writes it."""

    def __init__(self, meeting: bytes, proposed: Path) -> None:
        super().__init__()
        self._meeting, self._proposed = meeting, proposed

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Write the minutes to which file?"), classes="title")
            yield ThaiInput(str(self._proposed), compact=True, id="path")
            yield said("", classes="failure")
            yield said(_("Its name ends in .docx for a Word document, or in .md for plain text."), classes="hint")

    async def write(self) -> Path:
        typed = self.value("path")
        return await self.store(lambda replica: _write(replica, self._meeting, typed))


def _proposed(replica: "Replica", meeting: bytes) -> Path:
    """A name that is not taken, where the program was started."""
    number = meeting_number(replica, known(replica, "meeting", meeting)).replace("/", "-")
    stem = clean_line(message("minutes {number}", number=number)).replace(" ", "-")
    names = [f"{stem}.docx", *(f"{stem}-{copy}.docx" for copy in range(2, 100))]
    return next((path for path in map(Path, names) if not path.exists()), Path(names[0]))


def _write(replica: "Replica", meeting: bytes, typed: str) -> Path:
    from netterm import papers

    path = Path(typed).expanduser()
    match path.suffix.lower():
        case ".md":
            papers.write_file(path, papers.minutes.markdown(replica, meeting).encode())
        case ".docx":
            papers.docx.save(replica, meeting, path)
        case _:
            raise Failure("Minutes are written as .md or .docx: “{file}” is neither.", file=path.name)
    return path
