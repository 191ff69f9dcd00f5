"""Meetings: the series they belong to, when and where they are, and who is there.

Thai terms follow the Prime Minister's Office regulation on correspondence (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ),
form of รายงานการประชุม.
"""

from collections.abc import Mapping

from netterm.locale import N_
from netterm.model.declare import (
    Entity,
    Label,
    choice,
    flag,
    integer,
    moment,
    number,
    prose,
    ref,
    state,
    text,
)

SERIES = Entity(
    "series",
    label=Label("ชุดการประชุม", "Meeting series"),
    title="{name}",
    order=("name",),
    fields=(
        text("name", "ชื่อการประชุม", "Name", required=True, listed=True, searched=True),
        choice(
            "body",
            "องค์ประชุม",
            "Body",
            {
                "committee": ("คณะกรรมการ", "Committee"),
                "general": ("ใหญ่สามัญ", "General assembly"),
                "working": ("คณะทำงาน", "Working group"),
            },
            default="committee",
            listed=True,
        ),
        text(
            "rule",
            "กำหนดประชุมประจำ",
            "Recurrence",
            listed=True,
            help=Label("ตาม RFC 5545 เช่น FREQ=MONTHLY;BYDAY=2SA", "As in RFC 5545, e.g. FREQ=MONTHLY;BYDAY=2SA"),
        ),
        text("venue", "สถานที่ประจำ", "Usual venue", listed=True),
        ref("invitees", "ผู้ได้รับเชิญ", "Invitees", to="person", many=True),
        prose(
            "agenda_template",
            "แม่แบบวาระ",
            "Agenda template",
            help=Label("บรรทัดละหนึ่งวาระ ขึ้นต้นด้วยเลข 1-5", "One item a line, each beginning with its heading, 1-5"),
        ),
    ),
)

MEETING = Entity(
    "meeting",
    label=Label("การประชุม", "Meeting"),
    title="{title} {number}",
    order=("-starts_at",),
    # A closed meeting is still corrected, by whoever writes its minutes; a certified one is not.
    sealed=frozenset({"certified"}),
    seal_sentence=N_(
        "These minutes are certified and final: nothing in them is added, changed or deleted. What is wrong in them is "
        "put right by a correction, which a later meeting certifies."
    ),
    indexes=(("starts_at",), ("series", "starts_at"), ("state", "starts_at")),
    fields=(
        ref("series", "ชุดการประชุม", "Series", to="series"),
        number(
            "number",
            "ครั้งที่",
            "Meeting number",
            series="meeting",
            pattern="{n}/{year}",
            scope=("series", "starts_at:year"),
            keeps_year="number_year",
            listed=True,
            searched=True,
        ),
        integer("number_year", "ปีของเลขครั้งที่", "Year of the number", given=True),
        choice(
            "kind",
            "ประเภท",
            "Kind",
            {"regular": ("สามัญ", "Regular"), "special": ("วิสามัญ", "Special")},
            default="regular",
        ),
        text("title", "ชื่อการประชุม", "Title", listed=True, searched=True),
        moment("starts_at", "วันเวลานัด", "Starts at", required=True, listed=True),
        moment("notified_at", "ออกหนังสือเชิญเมื่อ", "Notice given at"),
        moment("opened_at", "เริ่มประชุมเวลา", "Opened at"),
        moment("closed_at", "เลิกประชุมเวลา", "Closed at"),
        text("place", "สถานที่", "Place", required=True, listed=True, searched=True),
        prose("access_arrangements", "สิ่งอำนวยความสะดวก", "Access arrangements"),
        ref("chair", "ประธานที่ประชุม", "Chair", to="person"),
        ref("secretary", "ผู้จดรายงานการประชุม", "Secretary", to="person"),
        ref("checker", "ผู้ตรวจรายงานการประชุม", "Checker", to="person"),
        integer("quorum_required", "องค์ประชุมที่ต้องการ", "Quorum required"),
        moment("next_meeting", "นัดประชุมครั้งต่อไป", "Next meeting"),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "planned": ("กำหนดไว้", "Planned"),
                "notified": ("แจ้งนัดแล้ว", "Notified"),
                "open": ("กำลังประชุม", "Open"),
                "paused": ("พักการประชุม", "Paused"),
                "closed": ("เลิกประชุมแล้ว", "Closed"),
                "certified": ("รับรองรายงานแล้ว", "Certified"),
                "cancelled": ("ยกเลิก", "Cancelled"),
                "postponed": ("เลื่อน", "Postponed"),
            },
            {
                "planned": "notified open cancelled postponed",
                "notified": "planned open cancelled postponed",
                # Back to planned or notified: opened by mistake. Postponed: no quorum came together.
                "open": "paused closed planned notified postponed",
                "paused": "open closed postponed",
                "closed": "open paused certified",
                "certified": "",
                "cancelled": "planned notified postponed",
                "postponed": "planned notified open paused cancelled",
            },
            listed=True,
        ),
        text("state_reason", "เหตุที่เลื่อนหรือยกเลิก", "Reason of postponing or cancelling"),
    ),
)


def _who_attends(shown: Mapping[str, str]) -> str:
    return shown["person"] or shown["guest"]


# A line is of a person in the register, or of a guest by name alone: who takes part need not be kept as a person.
ATTENDANCE = Entity(
    "attendance",
    label=Label("ผู้เข้าประชุม", "Attendance"),
    title=_who_attends,
    order=("class", "position_text"),
    indexes=(("meeting", "person"),),
    fields=(
        ref("meeting", "การประชุม", "Meeting", to="meeting", required=True, part_of=True),
        ref("person", "ชื่อ", "Person", to="person", listed=True),
        text(
            "guest",
            "ชื่อผู้ร่วมประชุม",
            "Guest's name",
            listed=True,
            help=Label("สำหรับผู้ที่ไม่มีชื่อในทะเบียน", "Of somebody who is in no register"),
        ),
        text("position_text", "ตำแหน่ง", "Position", listed=True),
        choice(
            "class",
            "ประเภทผู้เข้าประชุม",
            "Class",
            {
                "attend": ("ผู้มาประชุม", "Present"),
                "proxy": ("ผู้มาประชุมแทน", "Present for another"),
                "absent": ("ผู้ไม่มาประชุม", "Absent"),
                "participant": ("ผู้เข้าร่วมประชุม", "In attendance"),
            },
            default="attend",
            listed=True,
        ),
        ref("for", "มาแทน", "Comes for", to="person"),
        choice(
            "reason",
            "เหตุที่ไม่มา",
            "Reason of absence",
            {
                "duty": ("ติดภารกิจ", "Other duty"),
                "sick": ("ป่วย", "Sick"),
                "leave": ("ลา", "On leave"),
                "none": ("ไม่แจ้ง", "Not given"),
            },
            listed=True,
        ),
        flag("counts_quorum", "นับเป็นองค์ประชุม", "Counts for the quorum", default=True, listed=True),
    ),
)

# Coming and going, once for each time, so that two laptops which note the same arrival never overwrite a departure.
PRESENCE_SPAN = Entity(
    "presence_span",
    label=Label("ช่วงเวลาที่อยู่ในที่ประชุม", "Time present"),
    title="{came_at} {left_at}",
    order=("came_at",),
    fields=(
        ref("attendance", "ผู้เข้าประชุม", "Attendance", to="attendance", required=True, part_of=True),
        moment("came_at", "มาถึง", "Came at", required=True, listed=True),
        moment("left_at", "ออกไป", "Left at", listed=True),
    ),
)
