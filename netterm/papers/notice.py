"""The notice of a meeting: the letter of invitation (หนังสือเชิญประชุม), and the agenda that goes with it.

The letter has the parts of an official letter of the Prime Minister's Office regulation on correspondence
(ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ): date, เรื่อง, เรียน, สิ่งที่ส่งมาด้วย, what is asked and why, ขอแสดงความนับถือ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from netterm.language.clean import for_display
from netterm.language.dates import DateStyle, format_moment
from netterm.locale import Language
from netterm.papers.attendance import official_position
from netterm.papers.document import Item
from netterm.papers.gathering import gather
from netterm.papers.layout import DOTS, Block, Style, full_date, joined, on_paper
from netterm.papers.markdown import as_markdown

if TYPE_CHECKING:
    from netterm.language.numbers import Digits
    from netterm.papers.document import Heading
    from netterm.store import Replica

__all__ = ["Notice", "blocks", "gathered", "markdown"]

_SECRETARY = "เลขานุการ"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says; what is not known is ''."""

    network: str
    title: str
    """Whose meeting it is: ประชุมคณะกรรมการ."""
    number: str
    special: bool
    written_on: date
    starts_at: datetime
    place: str
    access: tuple[str, ...]
    headings: tuple[Heading, ...]
    invited: tuple[tuple[str, str], ...]
    """Name and position of each."""
    signatory: str
    position: str
    digits: Digits


def gathered(
    replica: Replica, meeting_id: bytes, invited: Iterable[tuple[str, str]], coming: Iterable[tuple[str, str]] = ()
) -> Notice:
    """The notice of a meeting as it is planned now. Raises `NoSuchMeeting`.

    ``invited`` are names with positions; ``coming`` are headings (codes) with titles of what the agenda gets beside
    what stands on it.
    """
    document = gather(replica, meeting_id)
    meeting = replica.get("meeting", meeting_id)
    assert meeting is not None
    everybody = [(name, official_position(position)) for name, position in invited]
    signs = document.recorder.name or document.chair
    return Notice(
        network=document.network,
        title=_meeting_of(document.body, document.network),
        number=document.number,
        special=document.special,
        written_on=replica.today(),
        starts_at=datetime.fromisoformat(str(meeting["starts_at"])),
        place=document.place,
        access=tuple(line.strip() for line in str(meeting["access_arrangements"] or "").splitlines() if line.strip()),
        headings=_with(document.headings, coming),
        invited=tuple(everybody),
        signatory=signs,
        position=next((position for name, position in everybody if name == signs and position), _SECRETARY),
        digits=document.digits,
    )


def _with(headings: tuple[Heading, ...], coming: Iterable[tuple[str, str]]) -> tuple[Heading, ...]:
    """The agenda with further items, each behind those under its heading."""
    items = {each.code: list(each.items) for each in headings}
    for code, title in coming:
        under = items.setdefault(code, [])
        under.append(Item(f"{code}.{len(under) + 1}", for_display(title), "", "", (), (), (), (), ()))
    return tuple(replace(each, items=tuple(items[each.code])) for each in headings)


def markdown(notice: Notice) -> str:
    """The notice as Markdown."""
    return as_markdown(blocks(notice))


def blocks(notice: Notice) -> list[Block]:
    """The letter, and on a page of their own agenda and list of those invited."""
    said = [*_letter(notice), *_agenda(notice), *_invited(notice)]
    return [on_paper(each, notice.digits) for each in said]


def _letter(notice: Notice) -> Iterator[Block]:
    meeting = _named(notice)
    yield Block(Style.TITLE, notice.network or "หนังสือเชิญประชุม")
    yield Block(Style.CENTRED, "หนังสือเชิญประชุม" if notice.network else "")
    yield Block(Style.CENTRED, full_date(notice.written_on))
    yield Block(Style.LINE, f"ขอเชิญ{meeting}", label="เรื่อง")
    yield Block(Style.LINE, "ผู้มีรายชื่อท้ายหนังสือนี้", label="เรียน")
    yield Block(Style.LINE, "ระเบียบวาระการประชุม จำนวน 1 ชุด", label="สิ่งที่ส่งมาด้วย")
    yield Block(Style.TEXT, f"ด้วย{notice.network}กำหนดจัดการ{meeting} ใน{_when(notice)} ณ {notice.place or DOTS} "
                            "ตามระเบียบวาระการประชุมที่ส่งมาพร้อมนี้")  # fmt: skip
    for number, line in enumerate(notice.access):
        yield Block(Style.TEXT, line, label="" if number else "สิ่งอำนวยความสะดวก")
    yield Block(Style.TEXT, "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว")
    yield Block(
        Style.SIGNATURE,
        cells=("ขอแสดงความนับถือ", f"(ลงชื่อ) {DOTS}", f"({notice.signatory or DOTS})", notice.position),
    )


def _agenda(notice: Notice) -> Iterator[Block]:
    yield Block(Style.NEXT_PAGE, "ระเบียบวาระการประชุม")
    yield Block(Style.CENTRED, _named(notice))
    yield Block(Style.CENTRED, _when(notice))
    yield Block(Style.CENTRED, f"ณ {notice.place or DOTS}")
    for heading in notice.headings:
        yield Block(Style.HEADING, joined(f"ระเบียบวาระที่ {heading.code}", heading.name))
        for item in heading.items:
            presented = f"(ผู้เสนอเรื่อง {item.presenter})" if item.presenter else ""
            yield Block(Style.TEXT, joined(item.number, item.title, presented))


def _invited(notice: Notice) -> Iterator[Block]:
    yield Block(Style.HEADING, "รายชื่อผู้ได้รับเชิญประชุม")
    for number, (name, position) in enumerate(notice.invited, 1):
        yield Block(Style.ROW, cells=(f"{number}.", name, position, ""))


def _named(notice: Notice) -> str:
    number = f"ครั้งที่ {notice.number}" if notice.number else ""
    return joined(notice.title, number, "(วิสามัญ)" if notice.special else "")


def _when(notice: Notice) -> str:
    return format_moment(notice.starts_at, DateStyle.FULL, language=Language.TH)


def _meeting_of(body: str, network: str) -> str:
    """ประชุม…, whatever the meeting is called."""
    named = body.removeprefix("การ") or network
    return named if named.startswith("ประชุม") else f"ประชุม{named}"
