"""Minutes as they are handed round, signed and certified: versions of a rendered text, each with its signatures."""

from collections.abc import Mapping

from netterm.locale import N_
from netterm.model.declare import Entity, Label, Once, choice, moment, number, prose, ref, state, text


def minutes_of(meeting: str) -> str:
    """What the minutes of a meeting are called on paper and among people: รายงานการประชุม, and whose."""
    for said, missing in (("รายงานการประชุม", ""), ("การประชุม", "รายงาน"), ("ประชุม", "รายงานการ")):
        if meeting.startswith(said):
            return missing + meeting
    return f"รายงานการประชุม{' ' if meeting[:1].isdigit() else ''}{meeting}"


def _version_named(shown: Mapping[str, str]) -> Label:
    """Which version of which minutes; what has no number yet is said to be a draft."""
    meeting, number = shown["meeting"], shown["number"]
    is_given = number[:1].isdigit()
    thai, english = minutes_of(meeting), f"Minutes of {meeting}" if meeting else "Minutes"
    if not number:
        return Label(thai, english)
    return Label(f"{thai} ฉบับที่ {number}" if is_given else f"{thai} {number}",
                 f"{english}, version {number}" if is_given else f"{english}, {number}")  # fmt: skip


MINUTES_VERSION = Entity(
    "minutes_version",
    label=Label("รายงานการประชุม", "Minutes version"),
    title=_version_named,
    order=("meeting", "-number"),
    sealed=frozenset({"certified", "corrected"}),
    seal_sentence=N_(
        "This version of the minutes is certified and final. A correction makes the next version, which a later "
        "meeting certifies."
    ),
    own_seal=True,  # a correction adds a version to a meeting that is certified
    once=Once(("meeting",), frozenset({"certified"})),
    fields=(
        ref("meeting", "การประชุม", "Meeting", to="meeting", required=True, part_of=True, listed=True),
        number("number", "ฉบับที่", "Version", series="minutes_version", pattern="{n}", scope=("meeting",), listed=True),
        text("content_hash", "ค่าแฮชของเนื้อหา", "Content hash"),
        prose("text", "เนื้อหา", "Text", searched=True),
        ref("recorder", "ผู้จดรายงานการประชุม", "Recorder", to="person", listed=True),
        ref("checker", "ผู้ตรวจรายงานการประชุม", "Checker", to="person", listed=True),
        moment("circulated_at", "แจ้งเวียนเมื่อ", "Circulated at"),
        ref("certified_by", "มติรับรอง", "Certified by", to="resolution"),
        ref("corrects", "แก้ไขจากฉบับ", "Corrects", to="minutes_version"),
        prose("correction_before", "ข้อความเดิม", "Text before the correction"),
        prose("correction_after", "ข้อความที่แก้", "Text after the correction"),
        ref("proposer", "ผู้ขอแก้ไข", "Correction proposed by", to="person"),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "draft": ("ร่าง", "Draft"),
                "checked": ("ตรวจแล้ว", "Checked"),
                "circulated": ("แจ้งเวียนแล้ว", "Circulated"),
                "certified": ("รับรองแล้ว", "Certified"),
                "corrected": ("มีฉบับแก้ไข", "Corrected"),
            },
            {
                "draft": "checked circulated",
                "checked": "draft circulated",
                "circulated": "checked certified corrected",
                "certified": "corrected",
            },
            listed=True,
        ),
        moment(
            "late_seen_at",
            "พิจารณาข้อความที่มาภายหลังเมื่อ",
            "Later changes looked at",
            after_seal=True,  # it is about what came after the certification, and changes nothing in the text
        ),
    ),
)

MINUTES_SIGNATURE = Entity(
    "minutes_signature",
    label=Label("ลายมือชื่อรับรองรายงาน", "Signature of minutes"),
    title="{person} {role}",
    order=("signed_at",),
    joins_sealed=True,  # who answers for certified minutes may sign them later: the text that is signed stays the same
    fields=(
        ref("version", "รายงานการประชุม", "Minutes version", to="minutes_version", required=True, part_of=True),
        ref("person", "ผู้ลงนาม", "Signed by", to="person", required=True, listed=True),
        choice(
            "role",
            "ลงนามในฐานะ",
            "Signed as",
            {
                "recorder": ("ผู้จดรายงานการประชุม", "Recorder"),
                "checker": ("ผู้ตรวจรายงานการประชุม", "Checker"),
                "chair": ("ประธานที่ประชุม", "Chair"),
            },
            required=True,
            listed=True,
        ),
        moment("signed_at", "ลงนามเมื่อ", "Signed at", required=True, listed=True),
        text("key", "ลายพิมพ์กุญแจ", "Key fingerprint"),
        text("signature", "ลายมือชื่อดิจิทัล", "Digital signature"),
    ),
)
