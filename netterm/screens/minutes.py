"""The minutes screen: agenda on the left, the shared discussion in the middle, the meeting as it stands on the right.

Every keystroke is in the shared text at once, and in the log a quarter of a second later: that is all a crash can take.
“Saved” is shown only after the commit has returned. On a narrow screen the panes at the sides come in the place of the
text, one key each.
"""

import asyncio

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS, Command, Group
from netterm.errors import Failure
from netterm.flows.agenda import go_to
from netterm.flows.attendance import arrive, leave, quorum_now, quorum_words
from netterm.flows.facts import known
from netterm.flows.meetings import checklist, close_meeting
from netterm.flows.proceedings import resolution_from_line
from netterm.flows.task_lines import Incomplete, named_in, read_line, task_from_line, task_sentence
from netterm.language.clean import clean_text, for_display
from netterm.language.words import add_words
from netterm.locale import N_, _, message
from netterm.model.task_rules import TaskLine, looks_like_task
from netterm.screens.draft import DraftScreen
from netterm.screens.minutes_dialogs import AskResolution, AskTask, CloseMeeting, Drafted
from netterm.screens.minutes_view import MinutesView, heading_of, look, person_words, side_text, state_mark, summary
from netterm.screens.new_item import AskItem
from netterm.screens.paper import save_minutes
from netterm.screens.shared_editor import SharedEditor
from netterm.screens.shell import NettermScreen, RecordsChanged, SyncChanged
from netterm.screens.who import Who, WhoIs, take_part
from netterm.screens.widgets.lines import StatusLine
from netterm.store import SharedText

__all__ = ["COMMIT_AFTER", "MinutesScreen"]

COMMIT_AFTER = 0.25
"""Seconds from the first keystroke that is not in the log to its commit."""
AGAIN_AFTER = 2.0
"""Seconds until a commit that failed is tried again."""

WIDE = 100
"""Cells from which on the panes stand beside the text."""
_HERE = ("minutes",)
_RUNNING = frozenset({"open", "paused"})

COMMANDS.add(
    Command(
        "minutes.next", N_("Next item"), N_("This item is done; on with the next."), ("f8",), Group.MEETING, _HERE,
        writes=True, footer=1, typing=True,
    ),
    Command(
        "minutes.resolution", N_("Resolution"), N_("Record a resolution, from the line at the cursor if it is one."),
        ("f9",), Group.MEETING, _HERE, writes=True, footer=2, typing=True,
    ),
    Command(
        "minutes.task", N_("Task"), N_("Make a task of the line at the cursor."), ("f7",), Group.MEETING, _HERE,
        writes=True, footer=3, typing=True,
    ),
    Command(
        "minutes.people", N_("In and out"), N_("Somebody comes late or leaves; the quorum follows."),
        ("f5",), Group.MEETING, _HERE, writes=True, footer=4, typing=True,
    ),
    Command(
        "minutes.close", N_("Close it"), N_("What is still open, and then close the meeting."), ("f12",),
        Group.MEETING, _HERE, writes=True, footer=5, typing=True,
    ),
    Command("minutes.previous", N_("Item before"), keys=("f6",), group=Group.MOVE, where=_HERE, typing=True),
    Command(
        "minutes.add", N_("New agenda item"), N_("Under the heading of the item that is shown, or under another."),
        ("f3",), Group.MEETING, _HERE, writes=True, typing=True,
    ),
    Command("minutes.agenda", N_("Agenda"), N_("Show or hide it."), ("f2",), Group.MOVE, _HERE, typing=True),
    Command(
        "minutes.side", N_("Meeting"), N_("Show or hide who is here, resolutions and tasks."), ("f4",), Group.MOVE,
        _HERE, typing=True,
    ),
    Command("minutes.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=_HERE, typing=True),
)  # fmt: skip


class MinutesScreen(NettermScreen):
    """The minutes of one meeting."""

    PLACE = "minutes"
    AUTO_FOCUS = "#discussion"
    has_letters = False  # every letter is for the discussion, wherever the focus is
    heading_msgid = N_("Minutes")
    DEFAULT_CSS = """
    MinutesScreen #agenda, MinutesScreen #side { display: none; }
    MinutesScreen #agenda { width: 32; border: none; background: $surface; padding: 0; }
    MinutesScreen #side { width: 36; padding: 0 1; background: $surface; }
    MinutesScreen #item { height: auto; max-height: 2; text-style: bold; padding: 0 1; }
    MinutesScreen #summary { height: 1; padding: 0 1; color: $text-muted; }
    MinutesScreen #discussion { height: 1fr; padding: 0 1; border: none; }
    MinutesScreen.-wide #agenda, MinutesScreen.-wide #side { display: block; }
    MinutesScreen.-wide #summary { display: none; }
    MinutesScreen.-wide.-agenda #agenda, MinutesScreen.-wide.-side #side { display: none; }
    MinutesScreen.-narrow.-agenda #agenda, MinutesScreen.-narrow.-side #side { display: block; width: 1fr; }
    MinutesScreen.-narrow.-agenda #middle, MinutesScreen.-narrow.-side #middle { display: none; }
    """

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
        self.meeting = meeting
        self.item = item
        self.shared: SharedText | None = None
        """The text that is edited."""
        self.view = MinutesView()
        self._timer: Timer | None = None
        self._committing = asyncio.Lock()
        self._typed_early = ""
        """What was typed before the text that it is for was there."""
        self._going = False
        self._told_closed = False

    def body(self) -> ComposeResult:
        with Horizontal():
            yield OptionList(id="agenda", markup=False)
            with Vertical(id="middle"):
                yield Static("", markup=False, id="item")
                yield Static("", markup=False, id="summary")
                editor = SharedEditor(id="discussion")
                editor.read_only = True  # until there is a text
                yield editor
            with VerticalScroll(id="side"):
                yield Static("", markup=False, id="standing")

    @property
    def editor(self) -> SharedEditor:
        """Where the discussion is typed."""
        return self.query_one("#discussion", SharedEditor)

    # What is shown

    async def load(self) -> None:
        showing = self.shell.showing()
        self.view = await self.store(lambda replica: look(replica, self.meeting, showing))
        add_words(each for name in self.view.names for each in (name.shown, name.typed, name.nick))
        item = self.item if self.view.line(self.item) else self.view.begin_with()
        if item is None or item != self.item or self.shared is None:
            await self._show_item(item)
        self._paint()
        self._type_early()

    def concerns(self, changed: RecordsChanged) -> bool:
        # One's own typing changes nothing beside the text.
        return not (changed.own and changed.records == {("agenda_item", self.item)})

    def on_records_changed(self, changed: RecordsChanged) -> None:
        if not changed.own and ("agenda_item", self.item) in changed.records:
            self.begin(self._take_in(), alone="take in")

    def on_sync_changed(self, _changed: SyncChanged) -> None:
        self._paint_side()

    async def relabel(self) -> None:
        await self._commit()
        self.shared = None
        await super().relabel()

    async def _take_in(self) -> None:
        """What others wrote: read in another thread, taken in between two keystrokes."""
        shared = self.shared
        if shared is not None and await asyncio.to_thread(shared.fetch) and shared is self.shared:
            self.editor.take_in(shared.take())

    async def _show_item(self, item: bytes | None) -> None:
        """Another item's text; what was typed into the one before is committed."""
        before = self.shared
        shared = None if item is None else await self._text_of(item)
        self.item, self.shared = item, shared
        self.editor.known_names = self.view.names
        self.editor.read_only = self._going or shared is None or not self._may_write()
        self.editor.show(shared)
        await self._commit_one(before)
        line = self.view.line(item)
        self.shell.sync.here(line.named if line else "", item)

    async def _text_of(self, item: bytes) -> SharedText:
        return await self.store(lambda replica: replica.text("agenda_item", item, "discussion"))

    def _may_write(self) -> bool:
        return self.may(COMMANDS["minutes.task"]) and self.view.state != "certified"

    def _paint(self) -> None:
        self.editor.known_names = self.view.names
        self.editor.read_only = self._going or self.shared is None or not self._may_write()
        self.editor.repaint()
        self.set_heading(heading_of(self.view))
        self._paint_agenda()
        self._paint_side()

    def _paint_agenda(self) -> None:
        options = self.query_one("#agenda", OptionList)
        options.clear_options()
        for code, heading in enumerate(self.view.headings, start=1):
            options.add_option(Option(Text(f"{code} {for_display(heading)}", "bold"), disabled=True))
            for line in self.view.agenda:
                if line.heading == str(code):
                    shown = f"{state_mark(line.state)} {line.named}"
                    options.add_option(Option(Text(shown, "reverse" if line.id == self.item else ""), line.id.hex()))
        if self.item is not None and self.view.line(self.item):
            options.highlighted = options.get_option_index(self.item.hex())

    def _paint_side(self) -> None:
        peers = self.shell.sync.state().peers
        line = self.view.line(self.item)
        add = COMMANDS.shown_key("minutes.add")
        said = line.named if line else message("The agenda is empty. {key} makes the first item.", key=add)
        self.query_one("#item", Static).update(said)
        self.query_one("#summary", Static).update(summary(self.view, peers))
        self.query_one("#standing", Static).update(side_text(self.view, peers))

    # Letters that were typed beside the text

    @property
    def text_takes_letters(self) -> bool:
        return super().text_takes_letters and not self._is_on_its_way

    def take_letters(self, text: str) -> bool:
        """They go to the discussion, which gets the focus; or it is said why nothing is typed."""
        if self._is_on_its_way:
            self._typed_early += text
        elif self.editor.read_only:
            self.say_quietly(self._why_not_typed())
        else:
            self._back_to_text()
            self.editor.insert(clean_text(text))
        return True

    @property
    def _is_on_its_way(self) -> bool:
        """Whether the text to type into is still being fetched."""
        return not self.view.title or self._going

    def _type_early(self) -> None:
        text, self._typed_early = self._typed_early, ""
        if text:
            self.take_letters(text)

    def _back_to_text(self) -> None:
        if self.has_class("-narrow"):
            self.remove_class("-agenda", "-side")
        self.set_focus(self.editor)

    def _why_not_typed(self) -> str:
        if self.view.state == "certified":
            return _("These minutes are certified and final: nothing is typed into them.")
        if not self.may(COMMANDS["minutes.task"]):
            return _("You may read these minutes, but not write them.")
        return message(
            "There is no agenda item to write to yet. {key} adds one.", key=COMMANDS.shown_key("minutes.add")
        )

    # Saving what is typed

    def on_shared_editor_refused(self, refused: SharedEditor.Refused) -> None:
        self.say_failure(refused.failure)

    def on_shared_editor_typed(self) -> None:
        if self.view.state == "closed" and not self._told_closed:
            self._told_closed = True
            self.say_quietly(_("This meeting is closed. What you type still goes into the draft of its minutes."))
        self.query_one(StatusLine).say(_("Saving…"))
        self._commit_soon(COMMIT_AFTER)

    def on_descendant_blur(self) -> None:
        self.begin(self._commit())

    def on_unmount(self) -> None:
        # The one place where the loop waits for the disk: there is no other left to do it.
        if self.shared is not None and self.shared.uncommitted:
            self.shared.commit()
        if self.app.is_running:
            self.shell.sync.here("")

    def _commit_soon(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.set_timer(seconds, self._commit_now)

    def _commit_now(self) -> None:
        self._timer = None
        self.begin(self._commit())

    async def _commit(self) -> None:
        await self._commit_one(self.shared)

    async def _commit_one(self, shared: SharedText | None) -> None:
        """Write what was typed; “saved” is said when it is, and not before."""
        if shared is None:
            return
        async with self._committing:
            try:
                await asyncio.to_thread(shared.commit)
            except Failure:
                if self.is_attached:
                    self.query_one(StatusLine).say(_("Not saved yet"))
                    self._commit_soon(AGAIN_AFTER)
                raise
        if not self.is_attached:
            return
        if shared.uncommitted:
            self._commit_soon(COMMIT_AFTER)
        else:
            self.query_one(StatusLine).say("")

    # Going through the agenda

    def do_minutes_next(self) -> None:
        self._going = True  # what is typed from this key on is for the item that comes
        self.begin(self._next())

    async def _next(self) -> None:
        try:
            await self.editor.settled()
            self.editor.read_only = True
            await self._finish_and_go()
        finally:
            self._going = False
            if self.is_attached:
                self._paint()
                self._type_early()

    async def _finish_and_go(self) -> None:
        following = self._beside(1)
        if following is None:
            self.say(N_("This is the last item of the agenda."))
            return
        finished = self.item
        await self._commit()
        await self.store(lambda replica: go_to(replica, following, finished=finished))
        await self._go(following)

    async def do_minutes_previous(self) -> None:
        before = self._beside(-1)
        if before is not None:
            await self._go(before)

    async def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        if selected.option_id:
            self.remove_class("-agenda")
            self.begin(self._go(bytes.fromhex(selected.option_id)))

    async def _go(self, item: bytes) -> None:
        await self._show_item(item)
        self.editor.focus()
        await self.load()

    def _beside(self, by: int) -> bytes | None:
        ids = [line.id for line in self.view.agenda if line.state != "withdrawn" or line.id == self.item]
        at = ids.index(self.item) + by if self.item in ids else 0
        return ids[at] if 0 <= at < len(ids) else None

    async def do_minutes_add(self) -> None:
        line = self.view.line(self.item)
        heading = line.heading if line else "4"
        item = await self.app.push_screen_wait(AskItem(self.meeting, heading, self.view.headings))
        if item is not None:
            await self._go(item)

    def do_minutes_agenda(self) -> None:
        self.remove_class("-side" if self.has_class("-narrow") else "")
        self.toggle_class("-agenda")
        agenda = self.query_one("#agenda", OptionList)
        (agenda if agenda.display else self.editor).focus()

    def do_minutes_side(self) -> None:
        self.remove_class("-agenda" if self.has_class("-narrow") else "")
        self.toggle_class("-side")
        side = self.query_one("#side", VerticalScroll)
        (side if self.has_class("-narrow") and self.has_class("-side") else self.editor).focus()

    async def do_minutes_leave(self) -> None:
        if self.has_class("-narrow") and (self.has_class("-agenda") or self.has_class("-side")):
            self.remove_class("-agenda", "-side")
            self.editor.focus()
            return
        await self._commit()
        self.shell.sync.here("")
        self.app.pop_screen()

    # What comes out of an item

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

    # People, and the end

    async def do_minutes_people(self) -> None:
        who = await self.app.push_screen_wait(self._who_comes_or_goes())
        if who is None:
            return
        before = self.view.quorum.met
        place = who.place
        if place is not None:
            await self.store(lambda replica: (leave if place.here else arrive)(replica, place.attendance))
            said = N_("{name} has left. {quorum}") if place.here else N_("{name} is here. {quorum}")
            name = place.name
        else:
            name = await self.store(lambda replica: take_part(replica, self.meeting, who))
            said = N_("{name} is here. {quorum}")
        await self.load()
        self.say(said, name=name, quorum=quorum_words(self.view.quorum))
        if before and not self.view.quorum.met:
            self.app.bell()

    def _who_comes_or_goes(self) -> WhoIs:
        listed = [Who(for_display(person_words(place)), place) for place in self.view.places]
        hint = _("Enter: who is here leaves, who is not comes in. A guest: the name, and behind a comma what they are.")
        return WhoIs(_("Who comes in or goes out?"), hint, listed)

    async def do_meeting_paper(self) -> None:
        await self._commit()
        await save_minutes(self, self.meeting)

    async def do_meeting_draft(self) -> None:
        await self.editor.settled()
        await self._commit()
        await self.app.push_screen(DraftScreen(self.meeting))

    async def do_minutes_close(self) -> None:
        await self.editor.settled()
        await self._commit()
        if self.view.state not in _RUNNING:
            self.say_quietly(_("This meeting is not open: there is nothing to close."))
            return
        found = await self.store(lambda replica: checklist(replica, self.meeting))
        if await self.app.push_screen_wait(CloseMeeting(found)):
            await self.store(lambda replica: close_meeting(replica, self.meeting))
            await self.load()
            self.say(N_("The meeting is closed. This is the draft of its minutes; Esc goes back to them."))
            await self.app.push_screen(DraftScreen(self.meeting))
