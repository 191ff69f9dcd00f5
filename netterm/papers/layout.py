"""The minutes put into words: one run of blocks in official order, from which every format is made.

The order and the wording are those of the form รายงานการประชุม of the Prime Minister's Office regulation on
correspondence (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ). Official papers are in Thai, whatever language the program speaks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto

from netterm.language.calendar_names import buddhist_year, month_name
from netterm.language.dates import DateStyle, format_date, format_moment, format_time
from netterm.language.numbers import Digits, to_thai_digits
from netterm.locale import Language
from netterm.model.minutes import minutes_of
from netterm.papers.document import (
    Attendee,
    Heading,
    Item,
    MinutesDocument,
    Motion,
    Question,
    Resolution,
    Signatory,
    Task,
    Votes,
)

__all__ = ["DOTS", "Block", "Style", "blocks", "full_date", "joined", "on_paper", "title"]

_TH = Language.TH
DOTS = "." * 34
"""What is left open, to be written on."""
_NONE = "ไม่มี"
_NAMELESS = "(ไม่ทราบชื่อ)"


class Style(Enum):
    """What a block is, for a format to show in its own way."""

    TITLE = auto()
    NEXT_PAGE = auto()
    """A title that begins a page."""
    CENTRED = auto()
    HEADING = auto()
    ITEM = auto()
    TEXT = auto()
    LINE = auto()
    """A text that begins at the margin."""
    ROW = auto()
    """A numbered line; its cells are number, name, position and notes."""
    SIGNATURE = auto()
    """The lines of one signature are its cells."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a paper. All of it is text, never markup."""

    style: Style
    text: str = ""
    label: str = ""
    """What stands out before the text."""
    cells: tuple[str, ...] = ()


def title(document: MinutesDocument) -> str:
    """รายงานการประชุม, and whose."""
    return minutes_of(document.body or document.network)


def blocks(document: MinutesDocument) -> list[Block]:
    """The whole paper, its numbers in the digits that the network wants."""
    said = [*_head(document), *_attendance(document), *_opening(document)]
    for heading in document.headings:
        said += _heading(heading)
    said += [*_end(document), *_signatures(document)]
    return [on_paper(each, document.digits) for each in said]


def _head(document: MinutesDocument) -> Iterator[Block]:
    named = title(document)
    yield Block(Style.TITLE, named)
    if document.network and document.network not in named:
        yield Block(Style.CENTRED, document.network)
    number = document.number or f"ร่าง/{buddhist_year(document.day)}"
    yield Block(Style.CENTRED, f"ครั้งที่ {number}{' (วิสามัญ)' if document.special else ''}")
    yield Block(Style.CENTRED, f"เมื่อวันที่ {full_date(document.day)}")
    yield Block(Style.CENTRED, f"ณ {document.place or DOTS}")


def _attendance(document: MinutesDocument) -> Iterator[Block]:
    yield from _people("ผู้มาประชุม", document.present)
    yield from _people("ผู้ไม่มาประชุม", document.absent)
    yield from _people("ผู้เข้าร่วมประชุม", document.participants)


def _people(heading: str, people: tuple[Attendee, ...]) -> Iterator[Block]:
    yield Block(Style.HEADING, heading)
    if not people:
        yield Block(Style.TEXT, _NONE)
    for number, each in enumerate(people, 1):
        yield Block(Style.ROW, cells=(f"{number}.", each.name or _NAMELESS, each.position, _notes(each)))


def _notes(attendee: Attendee) -> str:
    notes = [
        f"แทน {attendee.stands_for}" if attendee.stands_for else "",
        attendee.reason,
        f"เข้าประชุมเวลา {_time(attendee.came_late)}" if attendee.came_late else "",
        f"ออกจากที่ประชุมเวลา {_time(attendee.left_early)}" if attendee.left_early else "",
    ]
    said = ", ".join(note for note in notes if note)
    return _bracketed(said)


def _opening(document: MinutesDocument) -> Iterator[Block]:
    yield Block(Style.TEXT, _when(document.opened, document.day), label="เริ่มประชุมเวลา")
    yield Block(Style.TEXT, f"{document.chair or DOTS} เป็นประธานในที่ประชุม")
    presence = document.presence
    if presence.at_opening is not None:
        came = presence.came_together
        later = f"และครบองค์ประชุมเมื่อเวลา {_time(came)}" if came else ""
        yield Block(Style.TEXT, joined("เมื่อเริ่มประชุม", _quorum(presence.at_opening, presence.required), later))


def _quorum(present: int, required: int | None) -> str:
    """How many who count were there, and whether they were enough."""
    said = f"มีผู้มาประชุมที่นับเป็นองค์ประชุม {present} คน"
    if required is None:
        return said
    return f"{said} จากที่ต้องการ {required} คน {'ครบองค์ประชุม' if present >= required else 'ไม่ครบองค์ประชุม'}"


def _heading(heading: Heading) -> Iterator[Block]:
    yield Block(Style.HEADING, joined(f"ระเบียบวาระที่ {heading.code}", heading.name))
    if not heading.items:
        yield Block(Style.TEXT, _NONE)
    for item in heading.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[Block]:
    yield Block(Style.ITEM, joined(item.number, item.title, f"({item.fate})" if item.fate else ""))
    if item.presenter:
        yield Block(Style.TEXT, item.presenter, label="ผู้เสนอเรื่อง")
    for line in item.discussion:
        yield Block(Style.TEXT, line)
    for question in item.questions:
        yield from _question(question)
    for motion in item.motions:
        yield from _several("ญัตติ", _motion(motion))
        for choice, names in motion.named:
            yield Block(Style.TEXT, ", ".join(names), label=choice)
    for resolution in item.resolutions:
        yield from _several("มติที่ประชุม", _resolution(resolution))
        for each in resolution.corrected:
            by = f"ผู้ขอแก้ไข {each.proposer}" if each.proposer else ""
            yield Block(Style.TEXT, joined(f"“{each.before}” เป็น “{each.after}”", _bracketed(by)), label="แก้ไข")
    for task in item.tasks:
        yield Block(Style.TEXT, _task(task), label="ภารกิจ")


def _question(question: Question) -> Iterator[Block]:
    yield from _several("ข้อซักถาม", joined(_bracketed(question.asked_by), question.text))
    if question.answer:
        yield from _several("ตอบ", joined(_bracketed(question.answered_by), question.answer))


def _motion(motion: Motion) -> str:
    people = [
        f"ผู้เสนอ {motion.mover}" if motion.mover else "",
        f"ผู้รับรอง {motion.seconder}" if motion.seconder else "",
    ]
    votes = _votes(motion.votes) if motion.votes else ""
    outcome = f"ผล: {motion.outcome}" if motion.outcome else ""
    return joined(motion.text, _bracketed(joined(*people)), outcome, _bracketed(votes))


def _resolution(resolution: Resolution) -> str:
    votes = _votes(resolution.votes) if resolution.votes else ""
    number = f"มติที่ {resolution.number}" if resolution.number else ""
    return joined(resolution.sentence, _bracketed(votes), _bracketed(_below_quorum(resolution)), _bracketed(number))


def _votes(votes: Votes) -> str:
    if votes.unanimous:
        return f"เป็นเอกฉันท์ {votes.for_} เสียง"
    return f"เห็นด้วย {votes.for_} เสียง ไม่เห็นด้วย {votes.against} เสียง งดออกเสียง {votes.abstain} เสียง"


def _below_quorum(resolution: Resolution) -> str:
    if not resolution.below_quorum:
        return ""
    known = resolution.present is not None and resolution.required is not None
    counts = f" มีผู้มาประชุม {resolution.present} คน จากที่ต้องการ {resolution.required} คน" if known else ""
    return f"ลงมติเมื่อไม่ครบองค์ประชุม{counts} เนื่องจาก{resolution.below_quorum}"


def _task(task: Task) -> str:
    return joined(
        task.title,
        f"ผู้รับผิดชอบ {task.assignee}" if task.assignee else "",
        f"ผู้ช่วย {', '.join(task.helpers)}" if task.helpers else "",
        f"กำหนดเสร็จ {format_date(task.due, DateStyle.LONG, language=_TH)}" if task.due else "",
    )


def _end(document: MinutesDocument) -> Iterator[Block]:
    for question in document.questions:
        yield from _question(question)
    if document.next_meeting:
        moment = format_moment(document.next_meeting, DateStyle.LONG, language=_TH)
        yield Block(Style.TEXT, f"วันที่ {moment}", label="นัดประชุมครั้งต่อไป")
    yield Block(Style.TEXT, _when(document.closed, document.day), label="เลิกประชุมเวลา")
    presence = document.presence
    if presence.at_close is not None:
        yield Block(Style.TEXT, joined("เมื่อเลิกประชุม", _quorum(presence.at_close, presence.required)))


def _signatures(document: MinutesDocument) -> Iterator[Block]:
    yield _signature(document.recorder, "ผู้จดรายงานการประชุม")
    yield _signature(document.checker, "ผู้ตรวจรายงานการประชุม")


def _signature(signatory: Signatory, role: str) -> Block:
    lines = (f"(ลงชื่อ) {DOTS} {role}", f"({signatory.name or DOTS})", signatory.position)
    return Block(Style.SIGNATURE, cells=tuple(line for line in lines if line))


def _several(label: str, text: str) -> Iterator[Block]:
    """A text of several lines, the first with its label."""
    lines = [line.strip() for line in text.split("\n") if line.strip()] or [""]
    yield Block(Style.TEXT, lines[0], label=label)
    yield from (Block(Style.TEXT, line) for line in lines[1:])


def full_date(day: date) -> str:
    """15 กรกฎาคม พ.ศ. 2569."""
    return f"{day.day} {month_name(day.month, _TH)} พ.ศ. {buddhist_year(day)}"


def _time(moment: datetime) -> str:
    return format_time(moment, DateStyle.LONG, language=_TH)


def _when(moment: datetime | None, day: date) -> str:
    """The time alone on the day of the meeting; dots to write on where it is not known."""
    if moment is None:
        return f"{DOTS[:16]} น."
    other_day = format_date(moment.date(), DateStyle.LONG, language=_TH) if moment.date() != day else ""
    return joined(_time(moment), f"(วันที่ {other_day})" if other_day else "")


def joined(*parts: str) -> str:
    """The parts that are there, with a space between them."""
    return " ".join(part for part in parts if part)


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


_WORD = re.compile(r"\S+")
_LATIN = re.compile(r"[A-Za-z]")


def on_paper(block: Block, digits: Digits) -> Block:
    """Thai digits where they are wanted, but in no address, link or name of a model: nothing with Latin letters."""
    if digits is not Digits.THAI:
        return block

    def thai(text: str) -> str:
        return _WORD.sub(lambda word: word[0] if _LATIN.search(word[0]) else to_thai_digits(word[0]), text)

    return replace(block, text=thai(block.text), label=thai(block.label), cells=tuple(map(thai, block.cells)))
