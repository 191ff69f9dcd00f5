"""People, and those of them who are members."""

from collections.abc import Mapping

from netterm.model.declare import (
    Codes,
    Entity,
    Label,
    Once,
    choice,
    date,
    flag,
    national_id,
    number,
    phone,
    prose,
    ref,
    state,
    text,
)
from netterm.model.kinds import REGISTRY, Privacy

LEVELS: Codes = {
    "0": ("รับข่าวสาร", "Informed"),
    "1": ("เข้าร่วม", "Attends"),
    "2": ("ร่วมคิดร่วมทำ", "Contributes"),
    "3": ("รับภารกิจ", "Takes missions"),
    "4": ("แกนนำ", "Leads"),
}
"""Levels of participation."""


def _full_name(shown: Mapping[str, str]) -> str:
    # Its table of titles takes time to load, and most commands name nobody.
    from netterm.language.people import full_name

    return full_name(shown["title"], shown["first"], shown["last"])


PERSON = Entity(
    "person",
    label=Label("บุคคล", "Person"),
    privacy=Privacy.PERSONAL,
    writers=REGISTRY,
    title=_full_name,
    order=("first", "last"),
    indexes=(("first", "last"),),
    fields=(
        text("title", "คำนำหน้า", "Title", listed=True, searched=True, glued=True),
        text("first", "ชื่อ", "First name", required=True, listed=True, searched=True),
        text("last", "นามสกุล", "Last name", listed=True, searched=True),  # some have one name
        text("nick", "ชื่อเล่น", "Nickname", listed=True, searched=True),
        choice(
            "sex",
            "เพศ",
            "Sex",
            {"male": ("ชาย", "Male"), "female": ("หญิง", "Female"), "other": ("อื่น ๆ", "Other")},
        ),
        date("birth_date", "วันเกิด", "Date of birth"),
        national_id("national_id", "เลขประจำตัวประชาชน", "National ID", privacy=Privacy.SENSITIVE),
        phone("phones", "โทรศัพท์", "Telephone", many=True, searched=True),
        text("line", "ไลน์ไอดี", "LINE ID"),
        text("email", "อีเมล", "E-mail"),
        text("house", "บ้านเลขที่", "House number"),
        text("moo", "หมู่ที่", "Village number"),
        text("tambon", "ตำบล", "Subdistrict", listed=True, searched=True),
        text("amphoe", "อำเภอ", "District", searched=True),
        text("province", "จังหวัด", "Province", searched=True),
        text("postcode", "รหัสไปรษณีย์", "Postcode"),
        text("access_needs", "ความต้องการในการเข้าถึง", "Access needs", many=True),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "active": ("ปกติ", "Active"),
                "merged": ("รวมกับบุคคลอื่นแล้ว", "Merged into another"),
                "erased": ("ลบข้อมูลแล้ว", "Erased"),
                "deceased": ("เสียชีวิต", "Deceased"),
            },
            {
                "active": "merged erased deceased",
                "merged": "active deceased erased",
                "deceased": "active erased merged",
            },
            starts="deceased",
        ),
        ref("merged_into", "รวมเข้ากับ", "Merged into", to="person"),
    ),
)

MEMBER = Entity(
    "member",
    label=Label("สมาชิก", "Member"),
    privacy=Privacy.PERSONAL,
    writers=REGISTRY,
    title="{person}",
    order=("number",),
    indexes=(("state", "number"), ("category", "number")),
    # Who left may come again, as a new member with a new number.
    once=Once(("person",), frozenset({"active", "inactive", "suspended"})),
    fields=(
        number("number", "เลขที่สมาชิก", "Member number", series="member", pattern="M-{n:04}", listed=True, searched=True),
        ref("person", "บุคคล", "Person", to="person", required=True, part_of=True, listed=True, searched=True),
        choice(
            "category",
            "ประเภทสมาชิก",
            "Category",
            {
                "ordinary": ("สามัญ", "Ordinary"),
                "family": ("ผู้ปกครอง/ผู้ดูแล", "Parent or carer"),
                "supporting": ("สมทบ", "Supporting"),
                "honorary": ("กิตติมศักดิ์", "Honorary"),
            },
            required=True,
            listed=True,
        ),
        date("joined_on", "วันที่เป็นสมาชิก", "Joined on", required=True, listed=True),
        choice("level", "ระดับการมีส่วนร่วม", "Level of participation", LEVELS, listed=True),
        flag("voting", "มีสิทธิออกเสียง", "May vote", default=True),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "active": ("ปกติ", "Active"),
                "inactive": ("ไม่เคลื่อนไหว", "Inactive"),
                "suspended": ("พัก", "Suspended"),
                "resigned": ("ลาออก", "Resigned"),
                "removed": ("พ้นสภาพ", "Removed"),
                "deceased": ("เสียชีวิต", "Deceased"),
            },
            {
                "active": "inactive suspended resigned removed deceased",
                "inactive": "active suspended resigned removed deceased",
                "suspended": "active inactive resigned removed deceased",
                "resigned": "active inactive suspended removed deceased",
                "removed": "active inactive suspended resigned deceased",
                "deceased": "active inactive suspended resigned removed",
            },
            starts="inactive suspended resigned removed deceased",
            listed=True,
        ),
        date("state_since", "สถานะนี้ตั้งแต่", "In this state since"),
        prose("state_reason", "เหตุผลของสถานะ", "Reason for the state"),
    ),
)
