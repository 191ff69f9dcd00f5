"""What somebody said, as a line of the minutes: a question, its answer, an opinion, an objection.

Typed short as ``? งบมาจากไหน @วิชัย`` and ``= กองทุนฟื้นฟู @มาลี``; put into the words that official Thai minutes have.
"""

import re
from dataclasses import dataclass
from enum import Enum

from netterm.language.clean import clean_line
from netterm.model.task_rules import looks_like_task, split_signs

__all__ = [
    "Said",
    "SpokenLine",
    "looks_like_command",
    "parse_spoken_line",
    "read_spoken",
    "says_spoken",
    "spoken_sentence",
]


class Said(Enum):
    """How something was said; the value is the word for it in the minutes."""

    OPINION = "ความเห็น"
    OBJECTION = "ข้อคัดค้าน"
    QUESTION = "ถาม"
    ANSWER = "ตอบ"


_SIGNS = {"?": Said.QUESTION, "？": Said.QUESTION, "=": Said.ANSWER, "＝": Said.ANSWER}
_BEGINS = re.compile(r"\s*([?？=＝])\s*")
_NAME_BEHIND = frozenset({Said.QUESTION, Said.ANSWER})
_WORDED = re.compile(
    rf"(?:(?P<asked>{Said.QUESTION.value}|{Said.ANSWER.value}): (?P<words>.+?)(?: \((?P<by>[^()]+)\))?"
    rf"|(?P<held>{Said.OPINION.value}|{Said.OBJECTION.value})(?: \((?P<whose>[^()]+)\))?: (?P<view>.+))"
)


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """Something said, and by whom as it was typed; '' where nobody is named."""

    said: Said
    text: str
    speaker: str = ""


def looks_like_command(line: str) -> bool:
    """Whether a line is meant to become something when it is ended: a task, a question or an answer."""
    return looks_like_task(line) or _BEGINS.match(line) is not None


def parse_spoken_line(line: str) -> SpokenLine | None:
    """The question in ``? งบมาจากไหน @วิชัย``, the answer in ``= กองทุน @มาลี``; None where it is neither, or empty."""
    typed = clean_line(line)
    sign = _BEGINS.match(typed)
    if sign is None:
        return None
    text, given = split_signs(typed[sign.end() :], "@")
    return SpokenLine(_SIGNS[sign[1]], text, given.get("@", "")) if text else None


def spoken_sentence(line: SpokenLine) -> str:
    """It as it stands in the minutes: ``ถาม: งบมาจากไหน (นายวิชัย)``, ``ความเห็น (นางมาลี): ควรรอ``."""
    name = f" ({line.speaker})" if line.speaker else ""
    if line.said in _NAME_BEHIND:
        return f"{line.said.value}: {line.text}{name}"
    return f"{line.said.value}{name}: {line.text}"


def says_spoken(line: str, said: Said, text: str, speaker: str) -> bool:
    """Whether a line of the minutes is what `spoken_sentence` makes of this; where nobody is named, with the name of
    somebody in no register behind it too."""
    words = clean_line(text)
    bare = spoken_sentence(SpokenLine(said, words))
    if not words or speaker:
        return bool(words) and line == spoken_sentence(SpokenLine(said, words, speaker))
    return line == bare or (line.startswith(f"{bare} (") and line.endswith(")"))


def read_spoken(line: str) -> SpokenLine | None:
    """What `spoken_sentence` or a sign made of a line, so that it can be made something else."""
    found = _WORDED.fullmatch(clean_line(line))
    if found is None:
        return parse_spoken_line(line)
    if found["asked"]:
        return SpokenLine(Said(found["asked"]), found["words"], found["by"] or "")
    return SpokenLine(Said(found["held"]), found["view"], found["whose"] or "")
