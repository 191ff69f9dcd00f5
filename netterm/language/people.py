"""Names of people as Thais write them: the title joined to the given name, a space before the family name.

Ranks and academic positions that are written out stand apart from the name (Royal Institute, rules of spacing); so do
English titles.
"""

import re

from netterm.language.clean import clean_line

__all__ = ["full_name", "split_name"]

_EVERYBODYS = ("นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง", "น.ส.", "ด.ช.", "ด.ญ.", "นส.", "ดช.", "ดญ.")
_PARTED = re.compile(r"นาง\s+(?=สาว[\u0e01-\u0e2e\u0e40-\u0e44 ])")
"""นางสาว, taken over from where a line ended within it."""
_JOINED = frozenset(
    (
        *_EVERYBODYS,
        "คุณ",
        *("ดร.", "ผศ.", "รศ.", "ศ.", "อ.", "อาจารย์"),
        *("นพ.", "พญ.", "ทพ.", "ทพญ.", "ภก.", "ภญ.", "น.สพ.", "สพ.ญ.", "นายแพทย์", "แพทย์หญิง"),
        *("ทันตแพทย์", "ทันตแพทย์หญิง", "สัตวแพทย์", "สัตวแพทย์หญิง", "เภสัชกร", "เภสัชกรหญิง"),
        *("ม.จ.", "ม.ร.ว.", "ม.ล.", "หม่อมเจ้า", "หม่อมราชวงศ์", "หม่อมหลวง", "หม่อม", "คุณหญิง", "ท่านผู้หญิง"),
        *("พระครู", "พระมหา", "พระอาจารย์", "พระอธิการ", "พระปลัด", "พระสมุห์", "พระใบฎีกา", "พระ"),
        *("หลวงพ่อ", "หลวงปู่", "หลวงตา", "หลวงพี่", "สามเณร", "แม่ชี", "บาทหลวง"),
        *("กำนัน", "ผู้ใหญ่บ้าน", "ผู้ใหญ่", "ครู", "ส.ส.", "ส.ว."),
    )
)
_WITHOUT_POINT = ("ดร", "ผศ", "รศ", "นส", "ดช", "ดญ")
"""Short titles whose point is often left out, where a space follows."""
_RANKS_OF_PROFESSORS = ("เกียรติคุณ", "กิตติคุณ", "พิเศษ")
_ACADEMIC = (
    *("ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์"),
    *(professor + rank for professor in ("ศาสตราจารย์", "ศ.") for rank in _RANKS_OF_PROFESSORS),
)
_SHORT_RANKS = (
    *("พล.อ.", "พล.ท.", "พล.ต.", "พ.อ.", "พ.ท.", "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต."),
    *("จ.ส.อ.", "จ.ส.ท.", "จ.ส.ต.", "ส.อ.", "ส.ท.", "ส.ต."),
    *("พล.ร.อ.", "พล.ร.ท.", "พล.ร.ต.", "น.อ.", "น.ท.", "น.ต.", "พ.จ.อ.", "พ.จ.ท.", "พ.จ.ต.", "จ.อ.", "จ.ท.", "จ.ต."),
    *("พล.อ.อ.", "พล.อ.ท.", "พล.อ.ต.", "พ.อ.อ.", "พ.อ.ท.", "พ.อ.ต."),
    *("พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต."),
    *("ด.ต.", "จ.ส.ต.", "ส.ต.อ.", "ส.ต.ท.", "ส.ต.ต."),
)
_WRITTEN_RANKS = (
    *("พลเอก", "พลโท", "พลตรี", "พลจัตวา", "พันเอก", "พันโท", "พันตรี", "ร้อยเอก", "ร้อยโท", "ร้อยตรี"),
    *("จ่าสิบเอก", "จ่าสิบโท", "จ่าสิบตรี", "สิบเอก", "สิบโท", "สิบตรี", "พลทหาร"),
    *("พลเรือเอก", "พลเรือโท", "พลเรือตรี", "นาวาเอก", "นาวาโท", "นาวาตรี", "เรือเอก", "เรือโท", "เรือตรี"),
    *("พันจ่าเอก", "พันจ่าโท", "พันจ่าตรี", "จ่าเอก", "จ่าโท", "จ่าตรี"),
    *("พลอากาศเอก", "พลอากาศโท", "พลอากาศตรี", "นาวาอากาศเอก", "นาวาอากาศโท", "นาวาอากาศตรี"),
    *("เรืออากาศเอก", "เรืออากาศโท", "เรืออากาศตรี", "พันจ่าอากาศเอก", "พันจ่าอากาศโท", "พันจ่าอากาศตรี"),
    *("พลตำรวจเอก", "พลตำรวจโท", "พลตำรวจตรี", "พันตำรวจเอก", "พันตำรวจโท", "พันตำรวจตรี"),
    *("ร้อยตำรวจเอก", "ร้อยตำรวจโท", "ร้อยตำรวจตรี", "ดาบตำรวจ", "นายดาบตำรวจ", "จ่าสิบตำรวจ"),
    *("สิบตำรวจเอก", "สิบตำรวจโท", "สิบตำรวจตรี"),
    *("นายกองเอก", "นายกองโท", "นายกองตรี", "นายหมวดเอก", "นายหมวดโท", "นายหมวดตรี"),
)
_ENGLISH = ("Mr.", "Mrs.", "Ms.", "Miss", "Dr.", "Mr", "Mrs", "Ms", "Dr")
_ACTING = "ว่าที่"
_WOMAN = "หญิง"

# What begins a name: คุณากร is no คุณ with ากร behind it.
_NAME_BEGINS = r"(?=[\u0e01-\u0e2e\u0e40-\u0e44A-Za-z])"
# Given names that begin like a title.
_GIVEN_NAMES = r"(?!คุณ(?:วุฒิ|ธรรม|ภัทร|กร|ดร|เดช|ภาพ|ปกรณ์|พัฒน์|านนท์))"


def _one_of(titles: tuple[str, ...]) -> str:
    """A pattern for any of `titles`, the longest first, so that นางสาว is not taken for นาง."""
    return "|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True))


# Given names may begin with พระ; who has a name of the order, in Pali, is a monk.
_MONKS = r"(?!พระ(?!ครู|มหา|อาจารย์|อธิการ|ปลัด|สมุห์|ใบฎีกา)(?!\S+\s+(?:\S*\u0e3a\S*|\S*\u0e42[\u0e01-\u0e2e])$))"
_TITLE = re.compile(
    rf"{_GIVEN_NAMES}{_MONKS}(?:"
    rf"(?P<acting>{_ACTING}\s?)?(?P<rank>{_one_of((*_SHORT_RANKS, *_WRITTEN_RANKS))})(?P<woman>\s?{_WOMAN})?"
    rf"|(?P<joined>{_one_of((*_JOINED, *_ACADEMIC))})"
    rf"|(?P<bare>{_one_of(_WITHOUT_POINT)})(?=\s)"
    rf"|(?P<english>{_one_of(_ENGLISH)})(?:(?=\s)|(?<=\.))"
    rf")\s?{_NAME_BEGINS}"
)


def split_name(text: str) -> tuple[str, str, str]:
    """Title, given name and family name of a `text` like 'นางสาวสมศรี ใจดี'; what is not there is ''.

    Several titles in a row are one ('ผศ.ดร.'); a family name may have spaces ('ณ อยุธยา').
    """
    rest = _PARTED.sub("นาง", clean_line(text), count=1)
    title = ""
    while found := _TITLE.match(rest):
        title = _after_title(title, _as_written(found))
        rest = rest[found.end() :]
        if found["joined"] in _EVERYBODYS:  # no other title follows; พลเอก behind นาย is his name
            break
    first, _, last = rest.partition(" ")
    return title, first, last


def full_name(title: str, first: str, last: str) -> str:
    """A name as it is written out: 'นายสมชาย ใจดี', 'พันตำรวจเอก สมชาย ใจดี'."""
    return " ".join(part for part in (_after_title(title, first), last) if part)


def _as_written(found: re.Match[str]) -> str:
    if not found["rank"]:
        return f"{found['bare']}." if found["bare"] else found["joined"] or found["english"]
    acting = _ACTING if found["acting"] else ""
    gap = " " if acting and found["rank"].endswith(".") else ""
    return acting + gap + found["rank"] + (_WOMAN if found["woman"] else "")


def _after_title(title: str, name: str) -> str:
    return f"{title}{' ' if title and name and _stands_apart(title) else ''}{name}"


def _stands_apart(title: str) -> bool:
    if title.rpartition(" ")[2] in _JOINED:
        return False
    return title.isascii() or title.endswith((*_ACADEMIC, *_WRITTEN_RANKS, _WOMAN))
