"""Who was let into the network: people's keys on their computers, as the trust log tells."""

from netterm.locale import N_
from netterm.model.declare import Codes, Entity, Label, choice, date, ref, text

ROLES: Codes = {
    "admin": ("ผู้ดูแล", "Admin"),
    "registrar": ("นายทะเบียน", "Registrar"),
    "data_officer": ("เจ้าหน้าที่ข้อมูล", "Data officer"),
    "member": ("สมาชิก", "Member"),
    "viewer": ("ผู้อ่าน", "Viewer"),
}
"""What an identity may do; the codes are those of :class:`~netterm.model.kinds.Role`."""

IDENTITY = Entity(
    "identity",
    label=Label("เครื่องที่เข้าร่วม", "Identity"),
    title="{person} ({label})",
    order=("admitted_on", "label"),
    derived=N_(
        "Who is let in stands in the signed trust log and is not typed: “netterm invite” lets a computer in, and an "
        "admin changes what it may do. Nothing was changed."
    ),
    fields=(
        ref("person", "บุคคล", "Person", to="person", required=True, listed=True),
        text("label", "ชื่อเครื่อง", "Computer", listed=True, searched=True),
        text("fingerprint", "ลายพิมพ์กุญแจ", "Key fingerprint", listed=True, searched=True),
        choice("roles", "บทบาท", "Roles", ROLES, many=True, listed=True),
        date("admitted_on", "รับเข้าเมื่อ", "Admitted on", listed=True),
        ref("admitted_by", "ผู้รับเข้า", "Admitted by", to="person"),
        date("removed_on", "ถอนออกเมื่อ", "Removed on", listed=True),
        ref("removed_by", "ผู้ถอน", "Removed by", to="person"),
    ),
)
