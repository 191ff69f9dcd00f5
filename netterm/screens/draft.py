"""The draft of the minutes, to be read: what the paper will say."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.language.clean import for_display
from netterm.locale import N_, message
from netterm.screens.paper import save_minutes
from netterm.screens.shell import NettermScreen, RecordsChanged
from netterm.store import Replica

__all__ = ["DraftScreen"]

COMMANDS.add(
    Command("draft.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=("draft",), footer=2),
)  # fmt: skip


class DraftScreen(NettermScreen):
    """The minutes of one meeting as they stand on paper, in the language of the paper."""

    PLACE = "draft"
    AUTO_FOCUS = "#paper"
    heading_msgid = N_("Draft of the minutes")
    DEFAULT_CSS = "DraftScreen #paper { padding: 0 2; } DraftScreen #text { max-width: 100; }"

    def __init__(self, meeting: bytes) -> None:
        super().__init__()
        self.meeting = meeting

    def body(self) -> ComposeResult:
        key = COMMANDS.shown_key("meeting.paper")
        yield Static(message("{key} writes it as a file; ↑ and ↓ go through it.", key=key), markup=False, id="hint")
        with VerticalScroll(id="paper"):
            yield Static("", markup=False, id="text")

    async def load(self) -> None:
        title, text = await self.store(self._read)
        self.set_heading(message("Draft of the minutes · {meeting}", meeting=title))
        self.query_one("#text", Static).update(for_display(text, multiline=True))

    def concerns(self, changed: RecordsChanged) -> bool:
        return changed.touches("meeting", "agenda_item", "resolution", "task", "attendance", "presence_span")

    async def do_meeting_paper(self) -> None:
        await save_minutes(self, self.meeting)

    def do_draft_leave(self) -> None:
        self.app.pop_screen()

    def _read(self, replica: Replica) -> tuple[str, str]:
        from netterm import papers

        return replica.title("meeting", self.meeting), papers.minutes.markdown(replica, self.meeting)
