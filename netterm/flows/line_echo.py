"""What is understood of a line of the minutes while it is still being typed, in one line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from netterm.errors import Failure
from netterm.flows.naming import Name, meant
from netterm.language.dates import DateStyle, format_date, parse_due
from netterm.language.dates_in_text import date_near
from netterm.locale import _, message
from netterm.model.spoken_lines import Said, parse_spoken_line
from netterm.model.task_rules import looks_like_task, parse_task_line

__all__ = ["Echo", "echo"]

_LOOKED_AT = 4_000


@dataclass(frozen=True, slots=True)
class Echo:
    """What is understood; ``amiss`` where something that was typed cannot be."""

    text: str = ""
    amiss: bool = False
    unknown: str = ""
    """A name that is none of those known here: the register is to be asked for it."""


@dataclass(frozen=True, slots=True)
class _People:
    known: Sequence[Name]
    looked_up: Mapping[str, Name]

    def named(self, typed: str) -> tuple[str, str]:
        """Whom a name means, in full; and the name itself where the register is to be asked for it."""
        found = meant(self.known, typed) or self.looked_up.get(typed)
        return (found.shown, "") if found else ("", typed)


def echo(
    line: str, column: int, known_names: Sequence[Name], today: date, looked_up: Mapping[str, Name] | None = None
) -> Echo:
    """Of a task, a question or an answer what it will be, or what it lacks; of another line the date at the cursor.

    ``looked_up`` are those whom the register knows by what was typed, where that is no beginning of their name.
    """
    read = line[:_LOOKED_AT]
    people = _People(known_names, looked_up or {})
    if looks_like_task(read):
        return _task(read, people, today)
    if read.lstrip()[:1] in {"?", "？", "=", "＝"}:
        return _spoken(read, people)
    found = date_near(read, column, today)
    if found is None:
        return Echo()
    if found.failure is not None:
        return Echo(found.failure.sentence(), amiss=True)
    spelled = format_date(found.day, DateStyle.FULL) if found.day else ""
    written = read[found.start : found.end]
    return Echo() if spelled == written else Echo(message("{written} = {day}", written=written, day=spelled))


def _task(line: str, people: _People, today: date) -> Echo:
    read = parse_task_line(line)
    if read is None:
        return Echo(_("A task: what is to be done, then @ and a name, ^ and a date."))
    who, unknown = people.named(read.assignee) if read.assignee else (_("who? add @ and a name"), "")
    when = _("until when? add ^ and a date")
    if read.due:
        try:
            when = format_date(parse_due(read.due, today), DateStyle.FULL)
        except Failure as failure:
            return Echo(failure.sentence(), amiss=True)
    said = message("Task: {who} · {when} · {title}", who=who or read.assignee, when=when, title=read.title)
    return Echo(said, unknown=unknown)


def _spoken(line: str, people: _People) -> Echo:
    read = parse_spoken_line(line)
    asks = (read.said is Said.QUESTION) if read else line.lstrip()[0] in "?？"
    if read is None:
        return Echo(
            _("A question: what is asked, then @ and who asks.")
            if asks
            else _("An answer: what is answered, then @ and who answers.")
        )
    who, unknown = people.named(read.speaker) if read.speaker else (_("nobody named"), "")
    words = {"text": read.text, "who": who or read.speaker}
    said = message("Question: {who} · {text}", **words) if asks else message("Answer: {who} · {text}", **words)
    return Echo(said, unknown=unknown)
