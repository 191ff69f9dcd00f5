"""What goes on in a meeting: its agenda, its motions, its resolutions (มติที่ประชุม) and the questions asked.

Thai terms follow the Prime Minister's Office regulation on correspondence (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ),
form of รายงานการประชุม.
"""

from netterm.model.declare import (
    Codes,
    Entity,
    Label,
    Once,
    choice,
    integer,
    number,
    order,
    prose,
    ref,
    shared,
    state,
    text,
)

HEADINGS: Codes = {
    "1": ("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "Announcements by the chair"),
    "2": ("เรื่องรับรองรายงานการประชุม", "Certification of minutes"),
    "3": ("เรื่องสืบเนื่อง", "Matters arising"),
    "4": ("เรื่องเสนอเพื่อพิจารณา", "Matters for consideration"),
    "5": ("เรื่องอื่น ๆ", "Other matters"),
}
"""The five headings of an official agenda (ระเบียบวาระ). A network may rename them: ``network.heading_1`` …"""

VERBS: Codes = {
    "acknowledge": ("รับทราบ", "Acknowledged"),
    "approve": ("เห็นชอบ", "Approved"),
    "allow": ("อนุมัติ", "Authorised"),
    "reject": ("ไม่อนุมัติ", "Rejected"),
    "certify": ("รับรอง", "Certified"),
    "defer": ("เลื่อน", "Deferred"),
    "assign": ("มอบหมาย", "Assigned"),
}
"""What a resolution (มติที่ประชุม) does."""

AGENDA_ITEM = Entity(
    "agenda_item",
    label=Label("ระเบียบวาระ", "Agenda item"),
    title="{title}",
    order=("heading", "order"),
    indexes=(("meeting", "heading", "order"),),
    fields=(
        ref("meeting", "การประชุม", "Meeting", to="meeting", required=True, part_of=True),
        choice("heading", "ระเบียบวาระที่", "Heading", HEADINGS, required=True, default="4", listed=True),
        order("order", "ลำดับ", "Place"),
        text("title", "เรื่อง", "Title", required=True, listed=True, searched=True),
        ref("presenter", "ผู้เสนอเรื่อง", "Presenter", to="person", listed=True),
        choice(
            "purpose",
            "เพื่อ",
            "Purpose",
            {
                "inform": ("เพื่อทราบ", "To inform"),
                "decide": ("เพื่อพิจารณา", "To decide"),
                "discuss": ("เพื่อหารือ", "To discuss"),
            },
            listed=True,
        ),
        integer("minutes_limit", "เวลา (นาที)", "Time limit in minutes"),
        ref("carried_from", "สืบเนื่องจากวาระ", "Carried over from", to="agenda_item"),
        ref("task", "ภารกิจที่ติดตาม", "Task followed up", to="task"),
        shared("discussion", "สาระการประชุม", "Discussion", searched=True),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "pending": ("ยังไม่พิจารณา", "Pending"),
                "current": ("กำลังพิจารณา", "Current"),
                "done": ("เสร็จแล้ว", "Done"),
                "carried": ("ยกไปครั้งหน้า", "Carried over"),
                "withdrawn": ("ถอนเรื่อง", "Withdrawn"),
            },
            {
                "pending": "current done carried withdrawn",
                "current": "pending done carried withdrawn",
                "done": "current pending carried",
                "carried": "current pending done",
                "withdrawn": "current pending",
            },
            listed=True,
        ),
    ),
)

MOTION = Entity(
    "motion",
    label=Label("ญัตติ", "Motion"),
    title="{text}",
    order=("item",),
    fields=(
        ref("item", "ระเบียบวาระ", "Agenda item", to="agenda_item", required=True, part_of=True),
        prose("text", "ข้อความญัตติ", "Text", required=True, listed=True, searched=True),
        ref("mover", "ผู้เสนอ", "Mover", to="person", listed=True),
        ref("seconder", "ผู้รับรอง", "Seconder", to="person"),
        choice(
            "threshold",
            "เกณฑ์ชี้ขาด",
            "Threshold",
            {
                "simple": ("เสียงข้างมากของผู้ลงคะแนน", "Majority of votes cast"),
                "majority_present": ("เกินกึ่งหนึ่งของผู้มาประชุม", "More than half of those present"),
                "two_thirds": ("สองในสามของผู้มาประชุม", "Two thirds of those present"),
                "custom": ("กำหนดเอง", "As given"),
            },
            default="simple",
            listed=True,
        ),
        text(
            "threshold_fraction",
            "สัดส่วนที่กำหนดเอง",
            "Fraction needed",
            help=Label(
                "เช่น 3/4 คือไม่น้อยกว่าสามในสี่ของผู้มาประชุม, >1/2 คือเกินกึ่งหนึ่ง",
                "3/4 is at least three quarters of those present, >1/2 is more than half",
            ),
        ),
        choice(
            "ballot",
            "วิธีลงมติ",
            "Ballot",
            {
                "unanimous": ("เอกฉันท์", "Unanimous"),
                "show": ("ยกมือ", "Show of hands"),
                "named": ("ขานชื่อ", "By name"),
                "secret": ("ลงคะแนนลับ", "Secret"),
            },
            default="show",
        ),
        integer("for", "เห็นด้วย", "For", listed=True),
        integer("against", "ไม่เห็นด้วย", "Against", listed=True),
        integer("abstain", "งดออกเสียง", "Abstaining", listed=True),
        state(
            "state",
            "ผล",
            "State",
            {
                "open": ("รอลงมติ", "Open"),
                "carried": ("ผ่าน", "Carried"),
                "lost": ("ตก", "Lost"),
                "tabled": ("พักไว้", "Tabled"),
                "withdrawn": ("ถอนญัตติ", "Withdrawn"),
            },
            {
                "open": "carried lost tabled withdrawn",
                "carried": "open",
                "lost": "open",
                "tabled": "open withdrawn",
                "withdrawn": "open tabled",
            },
            listed=True,
        ),
    ),
)

VOTE = Entity(
    "vote",
    label=Label("การลงคะแนนรายบุคคล", "Vote"),
    title="{person}: {choice}",
    order=("choice",),
    once=Once(("motion", "person")),
    needs_of_owner=("ballot", "named"),  # of other ballots the counts alone are kept
    fields=(
        ref("motion", "ญัตติ", "Motion", to="motion", required=True, part_of=True),
        ref("person", "ผู้ลงคะแนน", "Voter", to="person", required=True, listed=True),
        choice(
            "choice",
            "ลงคะแนน",
            "Voted",
            {
                "for": ("เห็นด้วย", "For"),
                "against": ("ไม่เห็นด้วย", "Against"),
                "abstain": ("งดออกเสียง", "Abstaining"),
            },
            required=True,
            listed=True,
        ),
    ),
)

RESOLUTION = Entity(
    "resolution",
    label=Label("มติที่ประชุม", "Resolution"),
    title="{number} {text}",
    order=("item", "number"),
    fields=(
        number(
            "number",
            "มติที่",
            "Resolution number",
            series="resolution",
            pattern="{n}/{meeting}",
            scope=("item.meeting",),
            listed=True,
            searched=True,
        ),
        ref("item", "ระเบียบวาระ", "Agenda item", to="agenda_item", required=True, part_of=True, listed=True),
        ref("motion", "ญัตติ", "Motion", to="motion"),
        choice("verb", "มติ", "Decision", VERBS, required=True, listed=True),
        prose("text", "ข้อความ", "Text", required=True, listed=True, searched=True),
        integer("for", "เห็นด้วย", "For"),
        integer("against", "ไม่เห็นด้วย", "Against"),
        integer("abstain", "งดออกเสียง", "Abstaining"),
        integer("present", "ผู้มาประชุมขณะลงมติ", "Present when resolved"),
        integer("quorum_required", "องค์ประชุมที่ต้องการ", "Quorum required"),
        prose("override_reason", "เหตุที่ลงมติเมื่อไม่ครบองค์ประชุม", "Reason for resolving below quorum"),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "active": ("มีผล", "Active"),
                "done": ("ดำเนินการแล้ว", "Done"),
                "superseded": ("มีมติใหม่แทน", "Superseded"),
                "revoked": ("เพิกถอน", "Revoked"),
            },
            {
                "active": "done superseded revoked",
                "done": "active superseded revoked",
                "superseded": "active done",
                "revoked": "active done",
            },
            listed=True,
            after_seal=True,  # what became of it is told by later meetings
        ),
        ref("superseded_by", "มติที่ใช้แทน", "Superseded by", to="resolution", after_seal=True),
        ref("revoked_by", "มติที่เพิกถอน", "Revoked by", to="resolution", after_seal=True),
    ),
)

QUESTION = Entity(
    "question",
    label=Label("ข้อซักถาม", "Question"),
    title="{text}",
    order=("meeting",),
    fields=(
        ref("meeting", "การประชุม", "Meeting", to="meeting", required=True, part_of=True),
        ref("item", "ระเบียบวาระ", "Agenda item", to="agenda_item"),
        ref("asked_by", "ผู้ถาม", "Asked by", to="person", listed=True),
        prose("text", "คำถาม", "Question text", required=True, listed=True, searched=True),
        prose("answer", "คำตอบ", "Answer", listed=True, searched=True),
        ref("answered_by", "ผู้ตอบ", "Answered by", to="person"),
    ),
)
