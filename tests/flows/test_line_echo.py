from datetime import date

import pytest

from netterm.flows.line_echo import Echo, echo
from netterm.flows.naming import Name

TODAY = date(2026, 7, 15)
NAMES = (
    Name(b"1", "นางมาลี ดอกไม้", "มาลี ดอกไม้", "หน่อย", here=True),
    Name(b"2", "นายสมชาย ใจดี", "สมชาย ใจดี"),
    Name(b"3", "นางสาวสมศรี รักเรียน", "สมศรี รักเรียน"),
)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("! ทำหนังสือ @มาลี ^+7", Echo("Task: นางมาลี ดอกไม้ · Wednesday 22 July B.E. 2569 · ทำหนังสือ")),
        ("! ทำหนังสือ @หน่อย", Echo("Task: นางมาลี ดอกไม้ · until when? add ^ and a date · ทำหนังสือ")),
        ("! ทำหนังสือ", Echo("Task: who? add @ and a name · until when? add ^ and a date · ทำหนังสือ")),
        ("!", Echo("A task: what is to be done, then @ and a name, ^ and a date.")),
        ("? งบจากไหน @ใจดี", Echo("Question: นายสมชาย ใจดี · งบจากไหน")),
        ("= กองทุน", Echo("Answer: nobody named · กองทุน")),
        ("?", Echo("A question: what is asked, then @ and who asks.")),
        ("ประชุม 20/7/69 ที่เดิม", Echo("20/7/69 = Monday 20 July B.E. 2569")),
        ("ประชุมที่เดิม", Echo()),
        ("", Echo()),
    ],
)
def test_what_is_understood_is_said(line: str, wanted: Echo) -> None:
    assert echo(line, len(line), NAMES, TODAY) == wanted


@pytest.mark.parametrize("line", ["! ทำหนังสือ @มาลี ^31/2/69", "นัด 31/2/69"])
def test_a_day_that_there_is_not_is_said_to_be_none(line: str) -> None:
    said = echo(line, len(line), NAMES, TODAY)
    assert said.amiss
    assert said.text.startswith("There is no day 31 in February")


@pytest.mark.parametrize("typed", ["สม", "อารี"])
def test_whom_several_or_nobody_here_may_be_the_register_is_asked_for(typed: str) -> None:
    assert echo(f"! ทำ @{typed} ^+7", 0, NAMES, TODAY).unknown == typed
