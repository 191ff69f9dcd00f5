"""The minutes as a file: asked for by its name, written in the background."""

from pathlib import Path
from typing import TYPE_CHECKING

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.agenda import meeting_number
from netterm.flows.facts import known
from netterm.language.clean import clean_line
from netterm.locale import N_, _, message
from netterm.screens.shell import NettermScreen
from netterm.screens.widgets.dialogs import AskLine

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["save_minutes"]

COMMANDS.add(
    Command(
        "meeting.paper", N_("Minutes as a file"), N_("A Word document, or plain text where its name ends in .md."),
        ("f",), Group.MEETING, ("meetings", "agenda", "minutes"),
    )
)  # fmt: skip


async def save_minutes(screen: NettermScreen, meeting: bytes) -> None:
    """Ask where to, and write it; what stands there already is replaced only under a name that was typed."""
    proposed = await screen.store(lambda replica: _proposed(replica, meeting))
    typed = await screen.app.push_screen_wait(AskLine(_("Write the minutes to which file?"), str(proposed)))
    if typed is None or not typed.strip():
        return
    path = await screen.store(lambda replica: _write(replica, meeting, typed.strip()))
    screen.shell.say(message("Written: {path}", path=path))


def _proposed(replica: "Replica", meeting: bytes) -> Path:
    """A name that is not taken, where the program was started."""
    number = meeting_number(replica, known(replica, "meeting", meeting)).replace("/", "-")
    stem = clean_line(message("minutes {number}", number=number)).replace(" ", "-")
    names = [f"{stem}.docx", *(f"{stem}-{copy}.docx" for copy in range(2, 100))]
    return next((path for path in map(Path, names) if not path.exists()), Path(names[0]))


def _write(replica: "Replica", meeting: bytes, typed: str) -> Path:
    from netterm import papers

    path = Path(typed).expanduser()
    if path.suffix.lower() == ".md":
        papers.write_file(path, papers.minutes.markdown(replica, meeting).encode())
        return path
    path = path if path.suffix else path.with_suffix(".docx")
    papers.docx.save(replica, meeting, path)
    return path
