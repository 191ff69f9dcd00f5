"""The committee: its positions and who holds them."""

from netterm.model.declare import Entity, Label, choice, date, integer, prose, ref, state, text

POSITION = Entity(
    "position",
    label=Label("ตำแหน่ง", "Position"),
    title="{code}",
    order=("code",),
    fields=(
        choice(
            "code",
            "ชื่อตำแหน่ง",
            "Office",
            {
                "chair": ("ประธาน", "Chair"),
                "vice": ("รองประธาน", "Vice-chair"),
                "secretary": ("เลขานุการ", "Secretary"),
                "asst_secretary": ("ผู้ช่วยเลขานุการ", "Assistant secretary"),
                "treasurer": ("เหรัญญิก", "Treasurer"),
                "registrar": ("นายทะเบียน", "Registrar"),
                "pr": ("ประชาสัมพันธ์", "Public relations"),
                "committee": ("กรรมการ", "Committee member"),
                "advisor": ("ที่ปรึกษา", "Advisor"),
            },
            required=True,
            listed=True,
        ),
        prose("duties", "หน้าที่", "Duties", listed=True),
        prose("missions", "ภารกิจ", "Missions"),
        integer("seats", "จำนวนที่นั่ง", "Seats", default=1, listed=True),
        integer("term_months", "วาระ (เดือน)", "Term in months", listed=True),
        ref("reports_to", "ขึ้นตรงต่อ", "Reports to", to="position"),
    ),
)

# A term hangs on its member, not on its position: it is a fact about a person, and goes when that person is erased.
TERM = Entity(
    "term",
    label=Label("วาระการดำรงตำแหน่ง", "Term of office"),
    title="{position} {member}",
    order=("position", "-from"),
    fields=(
        ref("position", "ตำแหน่ง", "Position", to="position", required=True, listed=True),
        ref("member", "สมาชิก", "Member", to="member", required=True, part_of=True, listed=True),
        date("from", "ตั้งแต่", "From", required=True, listed=True),
        date("to", "ถึง", "To", listed=True),
        ref("by", "ตามมติ", "By resolution", to="resolution"),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "serving": ("ดำรงตำแหน่ง", "Serving"),
                "acting": ("รักษาการ", "Acting"),
                "ended": ("พ้นจากตำแหน่ง", "Ended"),
            },
            {"serving": "acting ended", "acting": "serving ended", "ended": "serving acting"},
            starts="acting ended",
            listed=True,
        ),
        text("end_reason", "เหตุที่พ้น", "Reason for ending"),
    ),
)
