"""What comes out of an item: resolutions, tasks, questions and what people said, from the line at the cursor."""

from netterm.commands import COMMANDS, Command, Group
from netterm.errors import Failure
from netterm.flows.attendance import quorum_now
from netterm.flows.facts import known
from netterm.flows.naming import named_in
from netterm.flows.proceedings import resolution_from_line
from netterm.flows.questions import note_spoken
from netterm.flows.task_lines import Incomplete, read_line, task_from_line, task_sentence
from netterm.language.clean import clean_line
from netterm.locale import N_, _
from netterm.model.minutes_lines import parse_resolution_line
from netterm.model.spoken_lines import Said, SpokenLine, looks_like_command, read_spoken
from netterm.model.task_rules import TaskLine, looks_like_task
from netterm.screens.minutes.base import HERE
from netterm.screens.minutes.dialogs import AskTask, Turn, Turned
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.minutes.naming import Naming
from netterm.screens.minutes.resolving import AskResolution, Drafted
from netterm.screens.minutes.votes import voters_of

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
    Command(
        "minutes.turn", N_("Turn the line into…"),
        N_("An opinion, an objection, a question, an answer, a task or a resolution, with who said it."),
        ("ctrl+n",), Group.MEETING, HERE, writes=True, typing=True,
    ),
)  # fmt: skip


class Capturing(Naming):
    """The part of the minutes screen that makes records of lines."""

    # Resolutions

    def do_minutes_resolution(self) -> None:
        if not self.view.state or self.fits(COMMANDS["minutes.resolution"]):
            self.ask(self._resolve)
        else:
            self.say_quietly(_("This meeting does not run: nothing is resolved in it."))

    async def _resolve(self, *, of_line: bool = False, mover: str = "") -> None:
        """Of the line at the cursor where it reads as a resolution, or is to be one; any other one is only offered."""
        line, item = self.editor.line_at_cursor(), self.view.line(self.item)
        if item is None:
            return
        record, quorum, voters = await self.store(
            lambda replica: (
                known(replica, "agenda_item", item.id),
                quorum_now(replica, self.meeting),
                voters_of(replica, self.meeting),
            )
        )
        line = "" if looks_like_command(line) else line
        meant = of_line or parse_resolution_line(line) is not None
        read = resolution_from_line(line if meant else "", record)
        beside = "" if meant else clean_line(line).strip()
        draft = Drafted(item.id, item.named, read.verb, read.text, mover, beside)
        made = await self.answer(AskResolution(draft, quorum, self.names, voters))
        if made is not None:
            if read.announced:
                self.editor.replace_line(line, "")
            self.say(N_("Recorded: {title}"), title=await self.store(lambda replica: replica.title("resolution", made)))
            await self.load()
            await self.resolved(made)

    # Lines that become something when they are ended

    def on_shared_editor_line_ended(self, ended: SharedEditor.LineEnded) -> None:
        if looks_like_task(ended.line):
            self.begin(self._make_task(ended.line))
        else:
            self.begin(self._note(ended))

    async def _note(self, ended: SharedEditor.LineEnded) -> None:
        """A question or an answer; a line that cannot be either yet stays as it is, and it is said why."""
        item, names = self.item, self.names
        if item is None:
            return
        said = await self.store(lambda replica: note_spoken(replica, item, ended.line, names, ended.above))
        self.editor.replace_line(ended.line, said)
        await self.load()

    # Tasks

    def do_minutes_task(self) -> None:
        if self._may_write():
            self.ask(self._make_task_of_line)
        else:
            self.say_quietly(self._why_not_typed())

    async def _make_task_of_line(self) -> None:
        line = self.editor.line_at_cursor()
        if line.strip():
            await self._make_task(line)
        else:
            await self._ask_for_task("", read_line(line), "")

    async def _make_task(self, line: str) -> None:
        """A task at once where the line says everything; else the rest is asked for."""
        item, names = self.item, self.names
        if item is None or not self._may_write():
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
        named = None if read.assignee else named_in(line, self.names)
        return TaskLine(read.title, named.typed, read.due, read.priority) if named else read

    async def _ask_for_task(self, line: str, read: TaskLine, said: str) -> None:
        if self.item is None:
            return
        task = await self.answer(AskTask(self.item, read, self.names, said, self.view.today))
        if task is not None:
            await self._given(line, task)

    async def _given(self, line: str, task: bytes) -> None:
        """Say that there is a task now; a line that was written as one is put into words."""
        said = await self.store(lambda replica: task_sentence(replica, known(replica, "task", task)))
        if looks_like_task(line):
            self.editor.replace_line(line, said)
        self.say(N_("Task given: {task}"), task=said)
        await self.load()

    # Any line

    def do_minutes_turn(self) -> None:
        if self._may_write():
            self.ask(self._turn)
        else:
            self.say_quietly(self._why_not_typed())

    async def _turn(self) -> None:
        line, above = self.editor.line_at_cursor(), self.editor.lines_above()
        if self.item is None or not line.strip():
            self.say_quietly(_("There is nothing on this line to make something of: type it first."))
            return
        read = read_spoken(line) or SpokenLine(Said.OPINION, line.strip())
        if not read.speaker and (named := named_in(line, self.names)) is not None:
            read = SpokenLine(read.said, read.text, named.typed)
        turned = await self.answer(Turn(self.item, read, self.names, above))
        if turned is not None:
            await self._turned(line, turned)

    async def _turned(self, line: str, turned: Turned) -> None:
        if turned.kind == "resolution":
            await self._resolve(of_line=True, mover=turned.who)
        elif turned.kind == "task":
            read = read_line(line)
            await self._ask_for_task(line, TaskLine(read.title, turned.who or read.assignee, read.due), "")
        else:
            self.editor.replace_line(line, turned.words)
            await self.load()
