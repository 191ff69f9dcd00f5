"""Who else is in the minutes of a meeting: of this one, and of no other that has an item of the same name."""

import pytest

from netterm.screens.minutes.view import AgendaLine, MinutesView, summary
from netterm.screens.sync_control import Peer

HERE, ELSEWHERE = b"h" * 16, b"e" * 16
VIEW = MinutesView(agenda=(AgendaLine(HERE, "4.1", "4", "จัดซื้อรถเข็น", "current", ""),))


@pytest.mark.parametrize(("record", "is_named"), [(HERE, True), (ELSEWHERE, False), (b"", True)])
def test_presence_names_who_is_in_the_minutes_of_this_meeting(record: bytes, is_named: bool) -> None:
    peer = Peer(b"x" * 32, "นางมาลี ดอกไม้", place="4.1 จัดซื้อรถเข็น", record=record)
    assert ("มาลี: 4.1 จัดซื้อรถเข็น" in summary(VIEW, [peer])) is is_named
