"""The network itself, and the organisations around it."""

from netterm.model.declare import Codes, Entity, Label, choice, date, flag, integer, prose, ref, text
from netterm.model.kinds import ADMINS

DISABILITIES: Codes = {
    "1": ("ทางการเห็น", "Visual"),
    "2": ("ทางการได้ยินหรือสื่อความหมาย", "Hearing or communication"),
    "3": ("ทางการเคลื่อนไหวหรือทางร่างกาย", "Mobility or physical"),
    "4": ("ทางจิตใจหรือพฤติกรรม", "Mental or behavioural"),
    "5": ("ทางสติปัญญา", "Intellectual"),
    "6": ("ทางการเรียนรู้", "Learning"),
    "7": ("ออทิสติก", "Autistic"),
}
"""The seven types of the Ministry of Social Development's notification under the Persons with Disabilities Act."""

NETWORK = Entity(
    "network",
    label=Label("เครือข่าย", "Network"),
    single=True,
    writers=ADMINS,
    title="{name_th}",
    fields=(
        text("name_th", "ชื่อเครือข่าย", "Thai name", required=True, listed=True, searched=True),
        text("name_en", "ชื่อภาษาอังกฤษ", "English name", listed=True),
        choice(
            "level",
            "ระดับ",
            "Level",
            {
                "tambon": ("ตำบล", "Subdistrict"),
                "district": ("อำเภอ", "District"),
                "province": ("จังหวัด", "Province"),
                "region": ("ภาค", "Region"),
                "national": ("ประเทศ", "Country"),
            },
            required=True,
            listed=True,
        ),
        text("area", "พื้นที่", "Area", listed=True),
        date("founded_on", "วันที่ก่อตั้ง", "Founded on"),
        prose("purpose", "วัตถุประสงค์หลัก", "Main purpose", required=True),
        choice(
            "purposes",
            "เป้าหมายการขับเคลื่อน",
            "Purposes",
            {
                "propose": ("ยื่นข้อเสนอ", "Submit proposals"),
                "demand": ("ข้อเรียกร้อง", "Raise demands"),
                "push_law": ("ผลักดันกฎหมาย", "Push for laws"),
                "claim_right": ("เรียกร้องสิทธิ", "Claim rights"),
                "access": ("เข้าถึงและใช้สิทธิ", "Reach and use rights"),
            },
            many=True,
        ),
        ref("parent", "องค์กรแม่", "Parent organisation", to="org"),
        choice("disability_focus", "ประเภทความพิการที่มุ่งเน้น", "Disability focus", DISABILITIES, many=True),
        choice(
            "quorum_base",
            "ฐานองค์ประชุม",
            "Quorum counted of",
            {
                "appointed": ("กรรมการทั้งหมดที่ได้รับแต่งตั้ง", "All appointed members of the committee"),
                "voting": ("ผู้มีสิทธิออกเสียง", "Those who may vote"),
            },
            default="appointed",
        ),
        text(
            "quorum_fraction",
            "สัดส่วนองค์ประชุม",
            "Quorum fraction",
            default="1/2",
            help=Label("1/2 คือไม่น้อยกว่ากึ่งหนึ่ง, >1/2 คือเกินกึ่งหนึ่ง", "1/2 is at least half, >1/2 is more than half"),
        ),
        integer("notice_days", "แจ้งนัดประชุมล่วงหน้า (วัน)", "Days of notice", default=7),
        integer(
            "fiscal_year_start",
            "เดือนเริ่มปีงบประมาณ",
            "First month of the fiscal year",
            default=10,
            help=Label("1 คือมกราคม, 10 คือตุลาคม", "1 is January, 10 is October"),
        ),
        choice(
            "digits",
            "ตัวเลขในเอกสาร",
            "Digits on paper",
            {"arabic": ("เลขอารบิก", "Arabic"), "thai": ("เลขไทย", "Thai")},
            default="arabic",
        ),
        text("heading_1", "ชื่อระเบียบวาระที่ 1", "Name of agenda heading 1"),
        text("heading_2", "ชื่อระเบียบวาระที่ 2", "Name of agenda heading 2"),
        text("heading_3", "ชื่อระเบียบวาระที่ 3", "Name of agenda heading 3"),
        text("heading_4", "ชื่อระเบียบวาระที่ 4", "Name of agenda heading 4"),
        text("heading_5", "ชื่อระเบียบวาระที่ 5", "Name of agenda heading 5"),
    ),
)

ORG = Entity(
    "org",
    label=Label("องค์กร", "Organisation"),
    title="{name}",
    order=("name",),
    indexes=(("name",),),
    fields=(
        text("name", "ชื่อองค์กร", "Name", required=True, listed=True, searched=True),
        choice(
            "kind",
            "ความสัมพันธ์",
            "Kind",
            {
                "parent": ("องค์กรแม่", "Parent organisation"),
                "agency": ("หน่วยงาน", "Agency"),
                "partner": ("เครือข่ายร่วม", "Partner network"),
                "funder": ("แหล่งทุน", "Funder"),
                "provider": ("ผู้จัดอบรม", "Training provider"),
                "employer": ("สถานประกอบการ", "Employer"),
            },
            many=True,
        ),
        choice(
            "agency_type",
            "ประเภทหน่วยงาน",
            "Type of agency",
            {
                "sao": ("อบต.", "Subdistrict administrative organisation"),
                "municipality": ("เทศบาล", "Municipality"),
                "pao": ("อบจ.", "Provincial administrative organisation"),
                "amphoe": ("อำเภอ", "District office"),
                "province": ("จังหวัด", "Province"),
                "msdhs": ("พมจ.", "Provincial social development office"),
                "pwd_center": ("ศูนย์บริการคนพิการ", "Service centre for persons with disabilities"),
                "health": ("รพ./รพ.สต.", "Hospital or health station"),
                "school": ("สถานศึกษา", "School"),
                "employment": ("จัดหางานจังหวัด", "Provincial employment office"),
                "ministry": ("กระทรวง/กรม", "Ministry or department"),
                "parliament": ("รัฐสภา", "Parliament"),
            },
            listed=True,
        ),
        text("area", "พื้นที่", "Area", listed=True, searched=True),
        choice("disability_types", "ประเภทความพิการที่ดูแล", "Disability types", DISABILITIES, many=True),
        text("agreement", "ข้อตกลงความร่วมมือ", "Agreement"),
        flag("active", "ยังร่วมงานอยู่", "Active", default=True, listed=True),
    ),
)
