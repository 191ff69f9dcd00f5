"""The minutes as they stand on paper, and the steps that they take: draft, checked, circulated, certified."""

import asyncio

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.attendance import roll
from netterm.flows.certification import Signed, waiting_resolution
from netterm.flows.facts import text_of
from netterm.flows.minutes import check, circulate, kept_anew, render
from netterm.flows.naming import names
from netterm.flows.signatures import sign_as_due
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.model import SCHEMA
from netterm.screens.meetings.certifying import AskCorrection, certifiable
from netterm.screens.meetings.draft_standing import Paper, look, next_step, standing_text
from netterm.screens.meetings.late import LateOnes
from netterm.screens.meetings.moved_on import ask_certification
from netterm.screens.meetings.paper import save_minutes
from netterm.screens.meetings.paper_text import paper_lines
from netterm.screens.shell import NettermScreen, RecordsChanged
from netterm.screens.who import Who, WhoIs
from netterm.screens.widgets.dialogs import Confirm
from netterm.screens.widgets.lines import KeyLine
from netterm.screens.widgets.long_text import LongText, LongTextView
from netterm.screens.widgets.searching import SearchesText, search_css
from netterm.store import Replica

__all__ = ["DraftScreen"]

_AT = ("draft",)
_WIDEST = 100
"""Cells of a row of the paper at most."""

COMMANDS.add(
    Command("draft.next", N_("Next step"), N_("What stands above as the next step."), ("f2",), Group.MEETING,
            _AT, writes=True, footer=1),
    Command("draft.keep", N_("Keep"), N_("Keep the minutes as they are drawn now as the draft."), ("s",),
            Group.MEETING, _AT, writes=True),
    Command("draft.check", N_("Checked"), N_("Whoever checks them has read the draft."), ("d",), Group.MEETING, _AT,
            writes=True),
    Command("draft.circulate", N_("Circulate"), N_("The draft goes to the members."), ("r",), Group.MEETING, _AT,
            writes=True),
    Command("draft.certify", N_("Certify"), N_("By the resolution of a later meeting."), ("y",), Group.MEETING, _AT,
            writes=True),
    Command("draft.correct", N_("Correct"), N_("A passage of certified minutes is to be put right."), ("e",),
            Group.MEETING, _AT, writes=True, footer=3),
    Command("draft.sign", N_("Sign"), N_("With the key of this computer, as recorder or checker."), ("i",),
            Group.MEETING, _AT, writes=True, footer=2),
    Command("draft.late", N_("Came late"), N_("What was written and is not in the certified text."), ("l",),
            Group.MEETING, _AT, writes=True),
    Command("draft.leave", N_("Back"), keys=("escape",), group=Group.MOVE, where=_AT, footer=5),
)  # fmt: skip


class DraftScreen(SearchesText, NettermScreen):
    """The minutes of one meeting: what they say, how far they are, and one key for the next step."""

    PLACE = "draft"
    AUTO_FOCUS = "#paper"
    heading_msgid = N_("Minutes on paper")
    DEFAULT_CSS = f"""
    {search_css("DraftScreen")}
    DraftScreen #standing {{ height: auto; padding: 0 1; background: $panel; }}
    DraftScreen #paper {{ padding: 0 2; }}
    DraftScreen #text {{ max-width: {_WIDEST}; }}
    """

    def __init__(self, meeting: bytes) -> None:
        super().__init__()
        self.meeting = meeting
        self._paper: Paper | None = None

    def body(self) -> ComposeResult:
        yield Static("", markup=False, id="standing")
        yield from self.search_line()
        with VerticalScroll(id="paper"):
            yield LongTextView(id="text")

    async def load(self) -> None:
        paper = await self.store(lambda replica: look(replica, self.meeting))
        self._paper = paper
        self.set_heading(message("Minutes on paper · meeting {number}", number=paper.number))
        self.query_one("#standing", Static).update(standing_text(paper))
        self.query_one(KeyLine).refresh()
        lines = await asyncio.to_thread(LongText, paper_lines(paper.blocks), self._widths())
        self.query_one("#text", LongTextView).show(lines)

    def _widths(self) -> list[int]:
        """Those that the paper may be shown in: alone, and with a bar at its side."""
        around = self.query_one("#paper")
        whole = around.size.width + around.scrollbar_size_vertical
        return [min(width, _WIDEST) for width in (whole, whole - around.styles.scrollbar_size_vertical) if width > 0]

    def at_the_foot(self) -> list[Command]:
        """Corrections only where there is something certified to be corrected."""
        final = self._paper is not None and self._paper.standing.holds is not None
        return [command for command in super().at_the_foot() if final or command.id != "draft.correct"]

    def concerns(self, changed: RecordsChanged) -> bool:
        return changed.touches(
            "meeting", "agenda_item", "resolution", "task", "attendance", "presence_span", "motion", "question",
            "minutes_version", "minutes_signature",
        )  # fmt: skip

    async def do_meeting_paper(self) -> None:
        await save_minutes(self, self.meeting)

    async def do_meeting_pdf(self) -> None:
        await save_minutes(self, self.meeting, ".pdf")

    def do_draft_leave(self) -> None:
        if not self.leave_search():
            self.app.pop_screen()

    # The steps

    async def do_draft_next(self) -> None:
        if (paper := self._paper) is None:
            return
        if step := next_step(paper):
            await getattr(self, COMMANDS[step].method)()
        elif paper.over:
            key = COMMANDS.shown_key("draft.correct")
            self.say_quietly(message("These minutes are final. {key} proposes a correction.", key=key))
        else:
            self.say_quietly(_("The meeting is not closed yet."))

    async def do_draft_keep(self) -> None:
        paper = await self._now()
        await self.store(lambda replica: render(replica, self.meeting, paper.drawn))
        self.say(N_("Kept as the draft of these minutes."))
        await self.load()

    async def do_draft_check(self) -> None:
        if not await self._has_officers():
            return
        if not await self._may_check():
            return
        version = await self._kept()
        instead_of = await self.store(lambda replica: check(replica, version))
        if instead_of:
            self.say(N_("Checked by you as an admin, in place of {name}."), name=instead_of)
        else:
            self.say(N_("Checked."))
        await self.load()

    async def do_draft_circulate(self) -> None:
        if not await self._has_officers():
            return
        if (await self._now()).moved_on and not await self._is_sure(
            _("The records say something else than the text that was checked. Circulate it without that?"),
            _("Circulate it"),
        ):
            return
        version = await self._kept()
        await self.store(lambda replica: circulate(replica, version))
        self.say(N_("Circulated. The next meeting certifies them under heading 2."))
        await self.load()

    async def do_draft_certify(self) -> None:
        paper = await self._now()
        by = await self.store(lambda replica: waiting_resolution(replica, self.meeting))
        if paper.standing.state != "circulated":
            self.say_quietly(_("These minutes were not circulated yet: circulate them before they are certified."))
        elif by is None:
            key = COMMANDS.shown_key("minutes.resolution")
            self.say_quietly(message("The next meeting certifies them: {key} there, under heading 2.", key=key))
        else:
            version, resolution = _id(paper), by
            about, known_names = await self.store(
                lambda replica: (certifiable(replica, version, resolution), names(replica, self.meeting))
            )
            if await ask_certification(self, about, known_names):
                self.say(N_("Certified, and final from now on."))
            await self.load()

    async def do_draft_correct(self) -> None:
        paper = await self._now()
        version = paper.standing.version
        if paper.standing.holds is None or version is None or version["state"] == "circulated":
            self.say_quietly(_("Only certified minutes are corrected: others are simply written anew."))
            return
        known_names = await self.store(lambda replica: names(replica, self.meeting))
        if await self.app.push_screen_wait(AskCorrection(version.id, text_of(version, "text"), known_names)):
            self.say(N_("This is the draft of the corrected version; the certified one holds until it is certified."))
        await self.load()

    async def do_draft_sign(self) -> None:
        paper = await self._now()
        version = paper.standing.version
        if version is None:
            self.say_quietly(_("The minutes of this meeting were not kept yet: keep them first."))
            return
        await self.store(lambda replica: sign_as_due(replica, version.id))
        self.say(N_("Signed with the key of this computer."))
        await self.load()

    async def do_draft_late(self) -> None:
        if not (await self._now()).late:
            self.say_quietly(_("Nothing waits to be looked at beside the certified text."))
            return
        await self.app.push_screen_wait(LateOnes(self.meeting))
        await self.load()

    async def _now(self) -> Paper:
        return await self.store(lambda replica: look(replica, self.meeting))

    async def _kept(self) -> bytes:
        """What goes on to the next step: a draft as its records say it now."""
        paper = await self._now()
        return await self.store(lambda replica: kept_anew(replica, self.meeting, paper.drawn))

    async def _may_check(self) -> bool:
        """Whether it is one's own to check; whoever does so for the checker is asked."""
        standing, me = (await self._now()).standing, self.shell.replica.me
        checker = next((each for each in standing.officers if each.role == "checker"), None)
        if checker is None or checker.person in (None, me):
            return True
        own = any(each.role == "recorder" and each.person == me for each in standing.officers)
        asked = (
            N_("{name} is to check these minutes, and you wrote them. Say that they are checked in place of {name}?")
            if own
            else N_("{name} is to check these minutes. Say that they are checked in place of {name}?")
        )
        return await self._is_sure(message(asked, name=for_display(checker.name)), _("Checked by me"))

    async def _is_sure(self, question: str, yes: str) -> bool:
        return await self.app.push_screen_wait(Confirm(question, yes, _("Not yet")))

    async def _has_officers(self) -> bool:
        """Whether somebody recorded and somebody checks; who is missing is asked for."""
        officers = (await self._now()).standing.officers
        for each in officers:
            if each.person is None and not await self._ask_officer(each):
                return False
        return True

    async def _ask_officer(self, missing: Signed) -> bool:
        field = {"recorder": "secretary", "checker": "checker"}[missing.role]
        places = await self.store(lambda replica: roll(replica, self.meeting))
        listed = [Who(for_display(place.name), place) for place in places if place.person]
        question = message("Who is {role}?", role=SCHEMA["meeting"][field].label)
        who = await self.app.push_screen_wait(
            WhoIs(question, _("Enter: the one that is marked."), listed, guests=False)
        )
        if who is None:
            return False
        person = who.person or (who.place.person if who.place else None)
        await self.store(lambda replica: _set_officer(replica, self.meeting, field, person))
        return person is not None


def _set_officer(replica: Replica, meeting: bytes, field: str, person: bytes | None) -> None:
    with replica.action() as act:
        act.set("meeting", meeting, {field: person})


def _id(paper: Paper) -> bytes:
    version = paper.standing.version
    return version.id if version is not None else b""
