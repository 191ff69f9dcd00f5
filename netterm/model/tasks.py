"""Tasks (ภารกิจ): what has to be done, by whom, until when, and how it went."""

from netterm.model.declare import (
    Entity,
    Label,
    Logged,
    choice,
    date,
    integer,
    number,
    prose,
    ref,
    state,
    text,
)

TASK = Entity(
    "task",
    label=Label("ภารกิจ", "Task"),
    title="{title}",
    order=("due", "priority"),
    indexes=(("state", "id"), ("state", "due"), ("assignee", "state", "due")),
    fields=(
        number("number", "เลขที่ภารกิจ", "Task number", series="task", pattern="T-{n:04}", listed=True, searched=True),
        text("title", "เรื่อง", "Title", required=True, listed=True, searched=True),
        ref("assignee", "ผู้รับผิดชอบ", "Assignee", to="person", required=True, listed=True, searched=True),
        ref("helpers", "ผู้ช่วย", "Helpers", to="person", many=True),
        date(
            "due", "กำหนดเสร็จ", "Due", required=True, listed=True, coming=True, logged=Logged("task_log", "due_after")
        ),
        choice(
            "priority",
            "ความสำคัญ",
            "Priority",
            {"1": ("ด่วน", "High"), "2": ("ปกติ", "Normal"), "3": ("ไม่เร่ง", "Low")},
            default="2",
            listed=True,
        ),
        ref("item", "วาระที่มอบหมาย", "Given under", to="agenda_item", out_of=True),
        ref("origin", "ตามมติ", "By resolution", to="resolution"),
        prose("success_measure", "ตัวชี้วัดความสำเร็จ", "Measure of success"),
        integer("percent", "คืบหน้า (ร้อยละ)", "Percent done", default=0, listed=True),
        prose("result", "ผลการดำเนินงาน", "Result", searched=True),
        text("evidence", "หลักฐาน", "Evidence", many=True),
        ref("verified_by", "ผู้ตรวจรับ", "Verified by", to="person"),
        state(
            "state",
            "สถานะ",
            "State",
            {
                "open": ("รอเริ่ม", "To do"),
                "doing": ("กำลังทำ", "Doing"),
                "submitted": ("ส่งผล", "Submitted"),
                "done": ("สำเร็จ", "Done"),
                "blocked": ("ติดขัด", "Blocked"),
                "returned": ("ส่งกลับ", "Returned"),
                "cancelled": ("ยกเลิก", "Cancelled"),
            },
            {
                "open": "doing submitted done blocked cancelled",
                "doing": "open submitted done blocked returned cancelled",
                "submitted": "open doing done blocked returned cancelled",
                "done": "open doing submitted blocked returned",
                "blocked": "open doing submitted done returned cancelled",
                "returned": "doing submitted done blocked cancelled",
                "cancelled": "open doing submitted blocked returned",
            },
            starts="doing",
            listed=True,
        ),
        prose("obstacle", "อุปสรรค", "Obstacle"),
        text("cancel_reason", "เหตุที่ยกเลิก", "Reason for cancelling"),
    ),
)

TASK_LOG = Entity(
    "task_log",
    label=Label("ความคืบหน้า", "Progress"),
    title="{text}",
    order=("-on",),
    indexes=(("task", "on"),),
    fields=(
        ref("task", "ภารกิจ", "Task", to="task", required=True, part_of=True),
        date("on", "วันที่", "Date", required=True, listed=True),
        ref("by", "ผู้รายงาน", "Reported by", to="person", listed=True),
        integer("percent", "คืบหน้า (ร้อยละ)", "Percent done", listed=True),
        prose("text", "รายละเอียด", "What was done", listed=True, searched=True),
        date("due_before", "กำหนดเดิม", "Due before"),
        date("due_after", "กำหนดใหม่", "Due after"),
        text("due_reason", "เหตุที่เลื่อนกำหนด", "Reason for moving the date"),
    ),
)
