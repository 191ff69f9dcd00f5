"""What follows from a task as it stands, and tasks typed as one line of the minutes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from netterm.language.clean import clean_line
from netterm.locale import Language, _, fill
from netterm.model.kinds import Value

__all__ = [
    "OPEN_STATES",
    "TaskLine",
    "days_left",
    "is_open",
    "is_overdue",
    "looks_like_task",
    "parse_task_line",
    "says_task",
    "split_signs",
    "task_sentence",
]

OPEN_STATES = frozenset({"open", "doing", "submitted", "blocked", "returned"})
"""The states in which something is still to be done; to be verified counts as that."""

HIGH, NORMAL = "1", "2"

_BEGINS = re.compile(r"^\s*[!！]\s*")
# A sign is one where no letter of an e-mail address or a number stands before it.
_SIGN = re.compile(r"(?<![A-Za-z0-9._%+\-^@])[@^]|(?:(?<=\s)|^)[!！](?:[1-3](?=\s|$)|[!！]+)")
_QUOTED = re.compile(r"\s*[\"“”]([^\"“”]*)[\"“”]\s*")


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as it was typed: whom and when are still text, '' where not given."""

    title: str
    assignee: str = ""
    due: str = ""
    priority: str = NORMAL


def is_open(task: Mapping[str, Value]) -> bool:
    """Whether something is still to be done."""
    return (task.get("state") or "open") in OPEN_STATES


def is_overdue(task: Mapping[str, Value], today: date) -> bool:
    """Whether an open task's day has passed; on the day itself it is not overdue yet."""
    left = days_left(task, today)
    return is_open(task) and left is not None and left < 0


def days_left(task: Mapping[str, Value], today: date) -> int | None:
    """Days until a task is due, below zero once it is past; None where it has no date."""
    due = task.get("due")
    return (date.fromisoformat(due) - today).days if isinstance(due, str) and due else None


def looks_like_task(line: str) -> bool:
    """Whether a line of the minutes is meant as a task: it begins with '!'."""
    return _BEGINS.match(line) is not None


def parse_task_line(line: str) -> TaskLine | None:
    """The task in a line like ``! ทำหนังสือถึง อบต. @สมศรี ^+7 !!``; None where it is none, or names nothing to do.

    ``@`` is followed by the assignee, ``^`` by the due date; ``!!`` or ``!1`` … ``!3`` is the priority. Behind the
    title they reach to the next sign, so names and dates may have spaces in them; before it they are one word, or
    quoted.
    """
    if not looks_like_task(line):
        return None
    rest = _BEGINS.sub("", clean_line(line), count=1)
    if rest.startswith(("!", "！")):  # the line began with the priority itself
        rest = "!" + rest
    title, given = split_signs(rest, "@^!")
    if not title:
        return None
    return TaskLine(title, given.get("@", ""), given.get("^", ""), given.get("!", NORMAL))


def task_sentence(name: str, due: str, title: str) -> str:
    """A task as it stands in the minutes, which are Thai: who is to do what, and until when, in words."""
    return fill(_sentence(), {"name": name, "due": due, "title": title})


def says_task(line: str, name: str, title: str) -> bool:
    """Whether a line of the minutes is the sentence of a task, whatever it is due by: that may be put off later."""
    before, _due, after = (fill(part, {"name": name, "title": title}) for part in _sentence().partition("{due}"))
    return len(line) > len(before) + len(after) and line.startswith(before) and line.endswith(after)


def _sentence() -> str:
    return _("{name} is to {title} by {due}.", Language.TH)


def split_signs(text: str, signs: str) -> tuple[str, dict[str, str]]:
    """What a line says but for its ``signs``, and what stands behind the first of each; see `parse_task_line`."""
    found = [sign for sign in _SIGN.finditer(text) if _kind(sign) in signs]
    starts = [sign.start() for sign in found]
    said = text[: starts[0]].strip() if found else text.strip()
    given: dict[str, str] = {}
    for sign, end in zip(found, [*starts, len(text)][1:], strict=True):
        behind = text[sign.end() : end]
        if _kind(sign) == "!":
            value, beyond = _priority(sign[0]), behind.strip()
        else:
            value, beyond = _argument(behind, whole=bool(said))
        given.setdefault(_kind(sign), value)
        said = f"{said} {beyond}".strip()
    return said, given


def _kind(sign: re.Match[str]) -> str:
    return sign[0] if sign[0] in "@^" else "!"


def _argument(text: str, *, whole: bool) -> tuple[str, str]:
    """What follows a sign, and what is left for the title."""
    if quoted := _QUOTED.match(text):
        return quoted[1].strip(), text[quoted.end() :].strip()
    if whole:
        return text.strip(), ""
    word, _, beyond = text.strip().partition(" ")
    return word, beyond.strip()


def _priority(sign: str) -> str:
    return sign[1] if sign[1] in "123" else HIGH
