from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from netterm.flows.chairing import Standing, chair_says, is_over, item_time, meeting_time
from netterm.locale import Language, use
from netterm.model.quorum import Quorum

NOW = datetime(2026, 7, 15, 10, 30)  # noqa: DTZ001 - what the clock on the wall shows
ITEM = Standing("open", Quorum(6, 3), "4.1 รถเข็น", "4", decides=True, following="5.1 นัดหมาย", time="10:30")
ASKED = "Does anyone have a question? If not, it is acknowledged."
TALKED = replace(ITEM, discussed=True)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (replace(ITEM, quorum=Quorum(2, 3)), "2 members are here and 3 are needed: there is no quorum, so we wait."),
        (
            replace(ITEM, is_first=True),
            "6 members are here and there is a quorum. I open the meeting. 4.1 รถเข็น.",
        ),
        (replace(ITEM, presenter="นางมาลี"), "4.1 รถเข็น. I ask นางมาลี to present it."),
        (ITEM, "4.1 รถเข็น. I ask whoever brings it up to present it."),
        (
            replace(ITEM, heading="2", item="2.1 รับรอง"),
            "2.1 รับรอง. Does anyone wish to correct the minutes? If not, please certify them.",
        ),
        (TALKED, "Does anyone see it differently? If not, I ask for the resolution of the meeting."),
        (
            replace(TALKED, question="งบจากไหน (นายวิชัย)"),
            "A question waits for its answer: งบจากไหน (นายวิชัย). Who can answer it?",
        ),
        (replace(TALKED, over=True), "The time for this item is over. I sum up and ask the meeting to vote."),
        (
            replace(TALKED, resolution="เห็นชอบให้ซื้อ", votes="unanimously"),
            "The meeting resolves unanimously: เห็นชอบให้ซื้อ. We go on to 5.1 นัดหมาย.",
        ),
        (
            replace(TALKED, decides=False, heading="1"),
            f"{ASKED} We go on to 5.1 นัดหมาย.",
        ),
        (
            replace(TALKED, decides=False, heading="5", following=""),
            f"{ASKED} If nobody has anything else, I close the meeting at 10:30.",
        ),
        (replace(ITEM, item=""), "Does anyone have a matter to bring up?"),
        (replace(ITEM, state="paused"), "The meeting goes on: 4.1 รถเข็น."),
        (replace(TALKED, state="paused", resolution="เห็นชอบให้ซื้อ"), "The meeting goes on: 5.1 นัดหมาย."),
        (
            replace(TALKED, state="paused", resolution="เห็นชอบให้ซื้อ", heading="5", following=""),
            "If nobody has anything else, I close the meeting at 10:30.",
        ),
        (replace(ITEM, state="paused", item=""), "Does anyone have a matter to bring up?"),
        (
            replace(TALKED, state="paused", quorum=Quorum(2, 3)),
            "2 members are here and 3 are needed: there is no quorum, so we wait.",
        ),
        (replace(ITEM, state="planned"), ""),
        (replace(ITEM, state="closed"), ""),
    ],
)
def test_the_chair_says_what_comes_next(now: Standing, wanted: str) -> None:
    use(Language.EN)
    assert chair_says(now) == wanted


def test_a_meeting_that_has_lost_its_quorum_talks_on_and_resolves_nothing() -> None:
    without = replace(TALKED, quorum=Quorum(2, 3))
    assert chair_says(without).startswith("2 of the 3 members needed are here: we talk on")
    assert chair_says(replace(without, decides=False)).startswith(ASKED)


@pytest.mark.parametrize(
    ("minutes", "limit", "wanted"),
    [
        (0, None, "0 minutes"),
        (1, None, "1 minute"),
        (10, 10, "10 of 10 minutes"),
        (12, 10, "12 of 10 minutes, 2 over"),
        (-5, 10, "0 of 10 minutes"),
    ],
)
def test_the_time_of_an_item_is_told_in_words_and_what_is_over_too(
    minutes: int, limit: int | None, wanted: str
) -> None:
    since = NOW - timedelta(minutes=minutes)
    assert item_time(since, limit, NOW) == wanted
    assert is_over(since, limit, NOW) is ("over" in wanted)


def test_the_time_of_a_meeting_is_told_in_hours_once_there_is_one() -> None:
    assert meeting_time(NOW - timedelta(minutes=59), NOW) == "Meeting 59 min"
    assert meeting_time(NOW - timedelta(minutes=65), NOW) == "Meeting 1:05 h"
    assert meeting_time(None, NOW) == item_time(None, 5, NOW) == ""
