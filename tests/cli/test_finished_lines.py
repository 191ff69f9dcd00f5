"""Lines are told when they are finished: as somebody types, by a clock that the test turns."""

from dataclasses import dataclass, field

import pytest

from netterm.cli.finished_lines import QUIET, Change, Lines


@dataclass
class Listener:
    """Somebody who listens while a text is typed, a change every tenth of a second."""

    lines: Lines = field(default_factory=Lines)
    now: float = 0.0
    heard: list[str] = field(default_factory=list)

    def becomes(self, *texts: str) -> list[str]:
        """The text becomes these, one after the other; what is heard of it."""
        before = len(self.heard)
        for text in texts:
            self.now += 0.1
            self._hear(self.lines.take(text, self.now))
        return self.heard[before:]

    def is_quiet(self, seconds: float = QUIET) -> list[str]:
        before = len(self.heard)
        self.now += seconds
        self._hear(self.lines.settled(self.now))
        return self.heard[before:]

    def _hear(self, finished: object) -> None:
        marks = {Change.NEW: "", Change.CHANGED: "~", Change.DELETED: "-"}
        for each in finished:  # type: ignore[attr-defined]  # a list of what is finished
            self.heard.append(marks[each.change] + each.text)


def typed(text: str, before: str = "", after: str = "") -> list[str]:
    """The states of a text while this is typed into it letter by letter."""
    return [before + text[:at] + after for at in range(1, len(text) + 1)]


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_what_stands_is_told_once(listener: Listener) -> None:
    assert listener.lines.begin("หนึ่ง\n\n  สอง\n") == ["หนึ่ง", "สอง"]
    assert listener.lines.settles_at is None
    assert listener.is_quiet() == []


def test_a_line_is_heard_when_enter_was_pressed_and_not_a_letter_earlier(listener: Listener) -> None:
    listener.lines.begin("")
    assert listener.becomes(*typed("ประธานแจ้ง")) == []
    assert listener.becomes("ประธานแจ้ง\n") == ["ประธานแจ้ง"]
    assert listener.is_quiet() == []


def test_a_line_that_nobody_goes_on_with_is_heard_after_a_while(listener: Listener) -> None:
    listener.lines.begin("เดิม")
    assert listener.becomes(*typed("ใหม่", before="เดิม\n")) == []
    assert listener.is_quiet(QUIET - 0.5) == []
    assert listener.lines.settles_at == pytest.approx(listener.now + 0.5)
    assert listener.is_quiet(0.5) == ["ใหม่"]


def test_two_who_type_in_two_lines_do_not_finish_each_others(listener: Listener) -> None:
    listener.lines.begin("ก\nข")
    heard = listener.becomes("กก\nข", "กก\nขข", "กกก\nขข", "กกก\nขขข")
    assert heard == []
    assert listener.is_quiet() == ["~กกก", "~ขขข"]


def test_a_line_between_others_is_finished_by_the_line_below_it(listener: Listener) -> None:
    listener.lines.begin("บน\nล่าง")
    assert listener.becomes("บน\n\nล่าง", *typed("กลาง", "บน\n", "\nล่าง")) == []
    assert listener.becomes("บน\nกลาง\n\nล่าง") == ["กลาง"]


def test_several_lines_at_once_are_heard_but_for_the_last_which_may_go_on(listener: Listener) -> None:
    listener.lines.begin("")
    assert listener.becomes("หนึ่ง\nสอง\nสา") == ["หนึ่ง", "สอง"]
    assert listener.becomes("หนึ่ง\nสอง\nสาม") == []
    assert listener.is_quiet() == ["สาม"]


def test_what_was_told_and_is_changed_is_told_as_changed(listener: Listener) -> None:
    listener.lines.begin("ซื้อรถเข็น 2 คัน\nปิด")
    assert listener.becomes("ซื้อรถเข็น  คัน\nปิด", "ซื้อรถเข็น 3 คัน\nปิด") == []
    assert listener.is_quiet() == ["~ซื้อรถเข็น 3 คัน"]


def test_what_is_put_back_as_it_was_is_not_told(listener: Listener) -> None:
    listener.lines.begin("หนึ่ง")
    assert listener.becomes("หนึ่", "หนึ่ง") == []
    assert listener.is_quiet() == []


def test_what_was_told_and_is_taken_out_is_told(listener: Listener) -> None:
    listener.lines.begin("หนึ่ง\nสอง\nสาม")
    assert listener.becomes("หนึ่ง\nสาม") == []
    assert listener.is_quiet() == ["-สอง"]
    assert listener.becomes("\nสาม") == []
    assert listener.is_quiet() == ["-หนึ่ง"]


def test_a_half_line_that_goes_away_was_never_there(listener: Listener) -> None:
    listener.lines.begin("")
    listener.becomes(*typed("! ทำหนังสือ"), "")
    assert listener.is_quiet() == []


def test_a_line_that_is_split_is_heard_as_what_it_became(listener: Listener) -> None:
    listener.lines.begin("หนึ่งสอง")
    assert listener.becomes("หนึ่ง\nสอง") == ["~หนึ่ง"]
    assert listener.is_quiet() == ["สอง"]


def test_blank_lines_are_never_heard(listener: Listener) -> None:
    listener.lines.begin("")
    assert listener.becomes("\n", "\n \n", "\n \n\n") == []
    assert listener.is_quiet() == []
