"""Resolutions typed as a line of the minutes: which verb a line carries, and what was resolved."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from netterm.language.clean import clean_line
from netterm.model.proceedings import VERBS

__all__ = ["ResolutionLine", "parse_resolution_line", "refused", "resolution_sentence"]

_SAID: Mapping[str, str] = {
    "ไม่อนุมัติ": "reject",
    "ไม่เห็นชอบ": "reject",
    "ไม่เห็นควร": "reject",
    "ไม่อนุญาต": "reject",
    "ไม่เห็นด้วย": "reject",
    "ไม่รับรอง": "reject",
    "ไม่รับหลักการ": "reject",
    "รับทราบ": "acknowledge",
    "ทราบ": "acknowledge",
    "เห็นชอบ": "approve",
    "เห็นด้วย": "approve",
    "เห็นควร": "approve",
    "รับหลักการ": "approve",
    "อนุมัติ": "allow",
    "อนุญาต": "allow",
    "รับรอง": "certify",
    "เลื่อน": "defer",
    "ชะลอ": "defer",
    "มอบหมาย": "assign",
    "มอบ": "assign",
    "not approved": "reject",
    **{english.casefold(): code for code, (_, english) in VERBS.items()},
}
"""The words that begin a resolution → the code of ``resolution.verb``."""
_REJECT = "reject"
_NEGATED = frozenset({"approve", "allow", "certify"})
"""The verbs before whose Thai words stands ไม่ where the meeting refuses."""

_UNANIMOUS = r"(?:เป็น|โดย)?เอกฉันท์|unanimously"
_ANNOUNCED = re.compile(
    rf"(?:มติ(?:ที่)?ประชุม|ที่ประชุม(?:มีมติ|ลงมติ)?|มติ|resolution|resolved)\s*[:：]?\s*(?:{_UNANIMOUS})?\s*[:：]?\s*(?:ให้(?=เลื่อน|ชะลอ)\s*)?",
    re.IGNORECASE,
)
_SAYS_UNANIMOUS = re.compile(_UNANIMOUS, re.IGNORECASE)
_VERB = re.compile("|".join(re.escape(word) for word in sorted(_SAID, key=len, reverse=True)), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ResolutionLine:
    """A resolution as it was typed."""

    verb: str
    """A code of ``resolution.verb``."""
    text: str
    """From the verb on, as it is to stand in the minutes."""
    announced: bool
    """Whether the line says that it is a resolution (มติที่ประชุม …), or only begins with such a verb."""
    unanimous: bool


def parse_resolution_line(line: str) -> ResolutionLine | None:
    """The resolution in a line like ``มติที่ประชุม เห็นชอบให้จัดซื้อรถเข็น`` or ``รับทราบ``; None where there is none."""
    typed = clean_line(line)
    announced = _ANNOUNCED.match(typed)
    text = typed[announced.end() :] if announced else typed
    verb = _VERB.match(text)
    if verb is None:
        return None
    return ResolutionLine(
        verb=_SAID[verb[0].casefold()],
        text=text,
        announced=announced is not None,
        unanimous=_SAYS_UNANIMOUS.search(typed) is not None,
    )


def refused(text: str) -> str:
    """What was to be resolved, as it stands in the minutes once the meeting has refused it.

    ``เห็นชอบให้ซื้อ`` becomes ``ไม่เห็นชอบให้ซื้อ``; words without a verb, or that refuse already, stay as they are.
    """
    read = parse_resolution_line(text)
    if read is None or read.verb == _REJECT:
        return text
    if read.text[:1].isascii():
        return f"Rejected: {read.text}"
    return f"ไม่{read.text}" if read.verb in _NEGATED else f"ไม่เห็นชอบให้{read.text}"


def resolution_sentence(verb_label: str, text: str) -> str:
    """A resolution as it stands behind มติที่ประชุม: its text, with the verb before it unless it begins with one."""
    return text if _VERB.match(text) else f"{verb_label} {text}".strip()
