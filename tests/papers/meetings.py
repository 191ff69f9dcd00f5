"""A meeting that was held from its opening to its close, with something of everything that minutes give."""

from dataclasses import dataclass
from datetime import date

from netterm.flows.agenda import items
from netterm.flows.attendance import add_attendee, mark_absent, mark_proxy, roll
from netterm.flows.meetings import close_meeting
from netterm.flows.proceedings import count_motion, put_motion, record_resolution
from netterm.flows.questions import answer_question, ask_question
from netterm.flows.tasks import give_task
from netterm.model.motions import Counts
from tests.flows.rooms import Room


@dataclass
class Held:
    """The room, its meeting, and the item that everything came of."""

    room: Room
    meeting: bytes
    item: bytes

    def write(self, text: str) -> None:
        """Add to the discussion of the item."""
        shared = self.room.replica.text("agenda_item", self.item, "discussion")
        shared.insert(len(shared.value), text)
        shared.commit()


def held_meeting(room: Room) -> Held:
    """Opened at 9.00, a guest from 9.40, closed at 10.40: five of six came, one of them for another."""
    replica, people = room.replica, room.people
    meeting = room.opened()
    room.set("meeting", meeting, {"checker": people["สมชาย"], "next_meeting": "2026-08-12T09:30"})
    lines = {place.person: place.attendance for place in roll(replica, meeting)}
    mark_absent(replica, lines[people["วิชัย"]], "sick")
    deputy = room.add("person", {"title": "นาย", "first": "แทนคุณ", "last": "มาช่วย"})
    mark_proxy(replica, lines[people["บุญมี"]], deputy)
    room.clock.go_on(40)
    guest = room.add("person", {"title": "นาย", "first": "แขก", "last": "รับเชิญ"})
    add_attendee(replica, meeting, guest)
    item = room.add("agenda_item", {"meeting": meeting, "heading": "4", "title": "จัดซื้อรถเข็น", "purpose": "decide"})
    held = Held(room, meeting, item)
    held.write("ประธานเสนอให้จัดซื้อรถเข็น 5 คัน\n\nเหรัญญิกแจ้งว่ามีงบประมาณพอ")
    question = ask_question(replica, meeting, "ซื้อจากที่ใด", item=item, asked_by=people["มาลี"])
    answer_question(replica, question, "จากร้านในอำเภอ", answered_by=people["สมชาย"])
    motion = put_motion(replica, item, "ขอให้ซื้อ 5 คัน", mover=people["มาลี"], seconder=people["สมศรี"])
    count_motion(replica, motion, Counts(3, 1, 1))
    room.clock.go_on(1)
    resolution = record_resolution(replica, item, "approve", "เห็นชอบให้จัดซื้อรถเข็น", counts=Counts(3, 1, 1))
    give_task(replica, "ทำหนังสือถึง อบต.", people["สมศรี"], date(2026, 7, 22), origin=resolution)
    room.clock.go_on(59)
    close_meeting(replica, meeting)
    assert items(replica, meeting)
    return held
