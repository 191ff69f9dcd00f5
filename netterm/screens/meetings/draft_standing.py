"""How far the minutes of a meeting are, as it stands above their paper: steps, signatures, what else to know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.text import Text

from netterm.commands import COMMANDS
from netterm.flows.agenda import meeting_number
from netterm.flows.certification import Signed, Standing, standing
from netterm.flows.facts import known, ref, text_of
from netterm.flows.late_changes import late_changes
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.model import SCHEMA
from netterm.screens.meetings.unsaid import says_more
from netterm.store import Replica

if TYPE_CHECKING:
    from netterm.papers.layout import Block

__all__ = ["Paper", "look", "next_step", "standing_text"]

_STEPS = ("draft", "checked", "circulated", "certified")


@dataclass(frozen=True, slots=True)
class Paper:
    """All that the screen shows, taken from the replica at once."""

    number: str
    standing: Standing
    blocks: "Sequence[Block]"
    drawn: str = field(repr=False)
    """The minutes as their records say them now; '' where a certified version holds."""
    over: bool
    """Whether the meeting is closed."""
    late: int
    moved_on: bool
    """Whether the records say something else than the version that was checked or circulated."""


def look(replica: Replica, meeting: bytes) -> Paper:
    """Take all of it from the replica: for a worker."""
    from netterm import papers

    record = known(replica, "meeting", meeting)
    stands = standing(replica, meeting)
    document = papers.minutes.gather(replica, meeting) if stands.holds is None else None
    drawn = papers.minutes.rendered(document) if document is not None else ""
    version, state = stands.version, stands.state
    text = text_of(version, "text") if version is not None else ""
    shown = drawn if stands.holds is None and state in {"", "draft"} else text
    return Paper(
        meeting_number(replica, record),
        stands,
        papers.sealed.read_blocks(shown),
        drawn,
        text_of(record, "state") in {"closed", "certified"},
        len(late_changes(replica, meeting, says_more)) if stands.holds is not None else 0,
        bool(drawn) and state in {"checked", "circulated"} and text != drawn,
    )


def next_step(paper: Paper) -> str:
    """The command that goes on; '' where nothing is left to do."""
    steps = {"": "draft.keep", "draft": "draft.check", "checked": "draft.circulate", "circulated": "draft.certify"}
    return steps.get(paper.standing.state, "") if paper.over else ""


def standing_text(paper: Paper) -> Text:
    """What stands above the paper."""
    parts: list[Callable[[Paper], Text]] = [_steps, _officers, _notes]
    lines = [part for each in parts if (part := each(paper))]
    return Text("\n").join(lines)


def _steps(paper: Paper) -> Text:
    """All steps in a line, those done with a tick, the next one with its key."""
    choices = SCHEMA["minutes_version"]["state"]
    reached = _STEPS.index(paper.standing.state) if paper.standing.state in _STEPS else -1
    upcoming = COMMANDS[next_step(paper)] if next_step(paper) else None
    line = Text()
    for at, code in enumerate(_STEPS):
        choice = choices.choice(code)
        label = str(choice.label) if choice else code
        line.append(" › " if at else "")
        done = at == reached or (at < reached and code in paper.standing.passed)
        line.append(f"✓ {label}" if done else label, "bold" if at == reached else "")
    if upcoming is not None:
        key = COMMANDS.shown_key("draft.next")
        line.append(f"   {key}: {upcoming.label_in()}", "reverse")
    elif not paper.over:
        line.append("   " + _("The meeting is not closed yet."), "")
    version = paper.standing.version
    if version is not None and isinstance(number := version["number"], int) and number > 1:
        line.append("   " + message("version {number}", number=number))
    return line


def _officers(paper: Paper) -> Text:
    return Text(" · ".join(_officer(each) for each in paper.standing.officers))


def _officer(each: Signed) -> str:
    said = {"recorder": N_("Recorder {name}"), "checker": N_("Checker {name}")}[each.role]
    signed = {None: _("not signed"), True: "✓ " + _("signed"), False: "! " + _("signature of another text")}
    return f"{message(said, name=for_display(each.name) or '–')} ({signed[each.genuine]})"


def _notes(paper: Paper) -> Text:
    """What else is to be known; nothing where there is nothing."""
    said = []
    version, stands = paper.standing.version, paper.standing
    if stands.certified_in and stands.state == "certified":
        said.append(message("Certified by {meeting}: this text is final.", meeting=stands.certified_in))
    if version is not None and version["corrects"] is not None and ref(version, "corrects"):
        before, after = text_of(version, "correction_before"), text_of(version, "correction_after")
        passages = zip(before.split("\n"), after.split("\n"), strict=False)
        said += [message("Corrected: “{before}” → “{after}”", before=old, after=new) for old, new in passages]
    if stands.rewritten:
        said.append(_("This is not the text that was checked: it is to be checked again."))
    if paper.moved_on:
        key = COMMANDS.shown_key("draft.keep")
        said.append(message("The records say something else by now: {key} keeps that as a new draft.", key=key))
    if paper.late:
        key = COMMANDS.shown_key("draft.late")
        said.append(
            message("Written, but not in the certified text: {count}. {key} shows it.", count=paper.late, key=key)
        )
    return Text("\n".join(for_display(each) for each in said))
