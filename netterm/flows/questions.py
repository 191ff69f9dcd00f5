"""Questions asked in a meeting and their answers, as records and as the lines of the minutes that they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from netterm.errors import Failure
from netterm.flows.facts import known, ref, text_of
from netterm.flows.naming import Name, find_speaker
from netterm.language.clean import clean_line, clean_text
from netterm.locale import N_
from netterm.model import Value
from netterm.model.spoken_lines import Said, SpokenLine, parse_spoken_line, spoken_sentence
from netterm.store import Record, Replica

__all__ = [
    "NothingSaid",
    "OpenQuestion",
    "answer_question",
    "ask_question",
    "note_spoken",
    "open_questions",
    "record_spoken",
]


class NothingSaid(Failure):
    """A line that says nothing, or an answer to no question."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that has no answer yet."""

    id: bytes
    item: bytes | None
    asked: str
    """As it stands in the minutes, without who asked it."""
    line: str
    """As it stands there in whole."""


def ask_question(
    replica: Replica, meeting: bytes, text: str, *, item: bytes | None = None, asked_by: bytes | None = None
) -> bytes:
    """A question asked in a meeting."""
    with replica.action() as act:
        values: dict[str, Value] = {"meeting": meeting, "item": item, "asked_by": asked_by, "text": clean_text(text)}
        return act.add("question", values)


def answer_question(replica: Replica, question: bytes, answer: str, *, answered_by: bytes | None = None) -> Record:
    """What was answered, and by whom."""
    with replica.action() as act:
        act.set("question", question, {"answer": clean_text(answer), "answered_by": answered_by})
    return known(replica, "question", question)


def open_questions(replica: Replica, meeting: bytes) -> list[OpenQuestion]:
    """What was asked in a meeting and has no answer yet, the oldest first."""
    asked = replica.list("question", {"meeting": meeting}, order=["id"])
    return [_open(replica, each) for each in asked if not each["answer"]]


def note_spoken(replica: Replica, item: bytes, line: str, known_names: Sequence[Name], above: Sequence[str]) -> str:
    """Make the question or answer of a line like ``? งบมาจากไหน @วิชัย``; what is to stand in its place.

    See `record_spoken`. Raises `NothingSaid` where the line has no words.
    """
    spoken = parse_spoken_line(line)
    if spoken is None:
        raise NothingSaid(N_("Nothing was typed: a question or an answer needs its words."))
    return record_spoken(replica, item, spoken, known_names, above)


def record_spoken(
    replica: Replica, item: bytes, spoken: SpokenLine, known_names: Sequence[Name], above: Sequence[str]
) -> str:
    """Put what somebody said into words for the minutes; a question and an answer are recorded as well.

    An answer belongs to the open question that stands nearest among the lines ``above`` it, or else to the one that was
    asked last under the item. Raises `NothingSaid` where there is none, and what the speaker cannot be found by.
    """
    speaker = find_speaker(replica, spoken.speaker, known_names) if spoken.speaker else None
    person = (speaker.person or None) if speaker else None
    if spoken.said is Said.QUESTION:
        meeting = ref(known(replica, "agenda_item", item), "meeting") or b""
        ask_question(replica, meeting, spoken.text, item=item, asked_by=person)
    elif spoken.said is Said.ANSWER:
        answer_question(replica, _asked_above(replica, item, above), spoken.text, answered_by=person)
    return spoken_sentence(replace(spoken, speaker=speaker.shown if speaker else ""))


def _asked_above(replica: Replica, item: bytes, above: Sequence[str]) -> bytes:
    meeting = ref(known(replica, "agenda_item", item), "meeting") or b""
    waiting = [each for each in open_questions(replica, meeting) if each.item == item]
    if not waiting:
        raise NothingSaid(N_("No question under this item waits for an answer: type it first, as a line with “?”."))
    for line in reversed(above):
        for each in waiting:
            asked = clean_line(line)
            if asked == each.asked or asked.startswith(f"{each.asked} ("):  # with who asked it
                return each.id
    return waiting[-1].id


def _open(replica: Replica, question: Record) -> OpenQuestion:
    asker = replica.title("person", ref(question, "asked_by") or b"")
    said = SpokenLine(Said.QUESTION, clean_line(text_of(question, "text")))
    whole = spoken_sentence(replace(said, speaker=asker))
    return OpenQuestion(question.id, ref(question, "item"), spoken_sentence(said), whole)
