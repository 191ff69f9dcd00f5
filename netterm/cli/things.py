"""What comes out of agenda items, each as one line and worded as in minutes: questions, motions, resolutions, tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from netterm.flows.facts import ref, text_of
from netterm.locale import message
from netterm.model.minutes_lines import resolution_sentence
from netterm.model.spoken_lines import Said, says_spoken
from netterm.model.task_rules import says_task
from netterm.model.values import show

if TYPE_CHECKING:
    from netterm.model.values import Showing
    from netterm.store import Record, Replica

_VOTES: Final = ("for", "against", "abstain")
_TYPED: Final = frozenset({"question", "task"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One of them as it stands."""

    entity: str
    id: bytes
    item: bytes
    """The agenda item under which it is; empty for none."""
    line: str
    is_written: bool = False
    """Whether its words stand in the discussion too, where they are heard."""

    @property
    def may_be_written(self) -> bool:
        """Whether a line of the discussion may come with it, a moment before or after."""
        return self.entity in _TYPED


def things(replica: Replica, agenda: Sequence[bytes]) -> dict[bytes, Thing]:
    """All of these agenda items, by id, in the order in which minutes have them and then of making."""
    from netterm.store.naming import showing

    shown = showing(replica)
    found: dict[bytes, Thing] = {}
    for entity, line in _LINES.items():
        for record in replica.list(entity, {"item": agenda}, order=("id",)):
            words = " ".join(line(record, shown).split())
            item = ref(record, "item") or b""
            found[record.id] = Thing(entity, record.id, item, words, _is_written(replica, item, record))
    return found


def _is_written(replica: Replica, item: bytes, record: Record) -> bool:
    """A question, an answer or a task that was typed as a line of the discussion is recorded as well."""
    agenda_item = replica.get("agenda_item", item) if record.entity.name in _TYPED else None
    lines = text_of(agenda_item, "discussion").split("\n") if agenda_item is not None else ()
    return any(_says(replica, record, line.strip()) for line in lines)


def _says(replica: Replica, record: Record, line: str) -> bool:
    def name(field: str) -> str:
        return replica.title("person", ref(record, field) or b"")

    if record.entity.name == "task":
        return says_task(line, name("assignee"), text_of(record, "title"))
    if text_of(record, "answer"):
        return says_spoken(line, Said.ANSWER, text_of(record, "answer"), name("answered_by"))
    return says_spoken(line, Said.QUESTION, text_of(record, "text"), name("asked_by"))


def _question(record: Record, shown: Showing) -> str:
    said = message("Question: {text}", text=_said_by(record, "text", "asked_by", shown))
    if text_of(record, "answer"):
        said += " " + message("Answer: {text}", text=_said_by(record, "answer", "answered_by", shown))
    return said


def _motion(record: Record, shown: Showing) -> str:
    named = ((record.entity[name].label, _field(record, name, shown)) for name in ("mover", "seconder"))
    people = [f"{label} {name}" for label, name in named if name]
    state = _field(record, "state", shown) if text_of(record, "state") not in {"", "open"} else ""
    parts = [text_of(record, "text"), _bracketed(" ".join(people)), state, _bracketed(_votes(record))]
    return message("Motion: {text}", text=" ".join(filter(None, parts)))


def _resolution(record: Record, shown: Showing) -> str:
    sentence = resolution_sentence(_field(record, "verb", shown), text_of(record, "text"))
    state = _field(record, "state", shown) if text_of(record, "state") not in {"", "active"} else ""
    parts = [sentence, _bracketed(_votes(record)), _bracketed(state)]
    return message("Resolution: {text}", text=" ".join(filter(None, parts)))


def _task(record: Record, shown: Showing) -> str:
    who, due = (_field(record, name, shown) for name in ("assignee", "due"))
    state = _field(record, "state", shown) if text_of(record, "state") not in {"", "open"} else ""
    said = message("Task: {title}, {who}, by {due}", title=text_of(record, "title"), who=who or "–", due=due or "–")
    return f"{said} {_bracketed(state)}".strip()


def _votes(record: Record) -> str:
    held = [record[name] for name in _VOTES]
    if not any(isinstance(count, int) for count in held):
        return ""
    for_, against, abstain = (count if isinstance(count, int) else 0 for count in held)
    if "present" in record.entity.by_name and for_ and for_ == record["present"] and not against and not abstain:
        return message("unanimous, {votes} votes", votes=for_)
    counted = zip(_VOTES, (for_, against, abstain), strict=True)
    return ", ".join(f"{record.entity[name].label} {count}" for name, count in counted)


def _said_by(record: Record, text: str, who: str, shown: Showing) -> str:
    return f"{_bracketed(_field(record, who, shown))} {text_of(record, text)}".strip()


def _field(record: Record, name: str, shown: Showing) -> str:
    value = record[name]
    return "" if isinstance(value, tuple) else show(record.entity[name], value, shown)


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


_LINES: Final[Mapping[str, Callable[[Record, Showing], str]]] = {
    "question": _question,
    "motion": _motion,
    "resolution": _resolution,
    "task": _task,
}
THINGS: Final = frozenset(_LINES)
