"""What comes out of an item: resolutions and tasks, from the line at the cursor where it says them."""

from netterm.commands import COMMANDS, Command, Group
from netterm.errors import Failure
from netterm.flows.attendance import quorum_now
from netterm.flows.facts import known
from netterm.flows.proceedings import resolution_from_line
from netterm.flows.task_lines import Incomplete, named_in, read_line, task_from_line, task_sentence
from netterm.locale import N_
from netterm.model.task_rules import TaskLine, looks_like_task
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.screens.minutes.dialogs import AskResolution, AskTask, Drafted
from netterm.screens.minutes.editor import SharedEditor

__all__ = ["Capturing"]

COMMANDS.add(
    Command(
        "minutes.resolution", N_("Resolution"), N_("Record a resolution, from the line at the cursor if it is one."),
        ("f9",), Group.MEETING, HERE, writes=True, footer=2, typing=True,
    ),
    Command(
        "minutes.task", N_("Task"), N_("Make a task of the line at the cursor."), ("f7",), Group.MEETING, HERE,
        writes=True, footer=3, typing=True,
    ),
)  # fmt: skip


class Capturing(MinutesBase):
    """The part of the minutes screen that makes records of lines."""

    async def do_minutes_resolution(self) -> None:
        await self.editor.settled()
        line, item = self.editor.line_at_cursor(), self.view.line(self.item)
        if item is None:
            return
        record, quorum = await self.store(
            lambda replica: (known(replica, "agenda_item", item.id), quorum_now(replica, self.meeting))
        )
        read = resolution_from_line(line if line.strip() and not looks_like_task(line) else "", record)
        draft = Drafted(item.id, item.named, read.verb, read.text)
        made = await self.app.push_screen_wait(AskResolution(draft, quorum))
        if made is not None:
            if read.announced:
                self.editor.replace_line(line, "")
            self.say(N_("Recorded: {title}"), title=await self.store(lambda replica: replica.title("resolution", made)))
            await self.load()

    async def on_shared_editor_task_typed(self, typed: SharedEditor.TaskTyped) -> None:
        self.begin(self._make_task(typed.line))

    async def do_minutes_task(self) -> None:
        await self.editor.settled()
        line = self.editor.line_at_cursor()
        if line.strip():
            await self._make_task(line)
        else:
            await self._ask_for_task("", read_line(line), "")

    async def _make_task(self, line: str) -> None:
        """A task at once where the line says everything; else the rest is asked for."""
        item, names = self.item, self.view.names
        if item is None or self.editor.read_only:
            return
        try:
            task = await self.store(lambda replica: task_from_line(replica, item, line, known_names=names))
        except Incomplete as failure:
            await self._ask_for_task(
                line, self._likely(failure.line, line), failure.sentence() if looks_like_task(line) else ""
            )
        except Failure as failure:
            await self._ask_for_task(line, read_line(line), failure.sentence())
        else:
            await self._given(line, task)

    def _likely(self, read: TaskLine, line: str) -> TaskLine:
        """Who is named in the line is likely to do it."""
        named = None if read.assignee else named_in(line, self.view.names)
        return TaskLine(read.title, named.typed, read.due, read.priority) if named else read

    async def _ask_for_task(self, line: str, read: TaskLine, said: str) -> None:
        if self.item is None:
            return
        today = await self.store(lambda replica: replica.today())
        task = await self.app.push_screen_wait(AskTask(self.item, read, self.view.names, said, today))
        if task is not None:
            await self._given(line, task)

    async def _given(self, line: str, task: bytes) -> None:
        """Say that there is a task now; a line that was written as one is put into words."""
        said = await self.store(lambda replica: task_sentence(replica, known(replica, "task", task)))
        if looks_like_task(line):
            self.editor.replace_line(line, said)
        self.say(N_("Task given: {task}"), task=said)
        await self.load()
