import pytest

from netterm.locale import Language
from netterm.model.recurrence import InvalidRule, parse_rule


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=2SA",
        "freq=weekly;byday=mo,we,fr;interval=2;wkst=su",
        "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1;COUNT=4",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20271231",
        "FREQ=YEARLY;BYDAY=-1SU;UNTIL=20271231T235959Z",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    ],
)
def test_rules_of_the_rfc_are_read(rule: str) -> None:
    assert parse_rule(rule)["FREQ"] in {"MONTHLY", "WEEKLY", "YEARLY"}


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("ทุกเดือน", "ทุกเดือน"),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"),
        ("FREQ=MONTHLY;BYDAY=2XX", "BYDAY=2XX"),
        ("FREQ=MONTHLY;BYDAY=0SA", "BYDAY=0SA"),
        ("FREQ=MONTHLY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=MONTHLY;BYMONTH=", "BYMONTH="),
        ("FREQ=DAILY;UNTIL=20270231", "UNTIL=20270231"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=DAILY;", ""),
        ("RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY"),
    ],
)
def test_the_part_that_is_wrong_is_named(rule: str, wrong: str) -> None:
    with pytest.raises(InvalidRule) as caught:
        parse_rule(rule)
    assert f"“{wrong}” is no part of a recurrence rule" in caught.value.sentence(Language.EN)


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "COUNT", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=2SA", "FREQ=WEEKLY", "BYDAY=2SA"),
        ("FREQ=MONTHLY;BYWEEKNO=2", "FREQ=MONTHLY", "BYWEEKNO"),
        ("FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO", "BYWEEKNO", "BYDAY=1MO"),
        ("FREQ=WEEKLY;BYMONTHDAY=2", "FREQ=WEEKLY", "BYMONTHDAY"),
        ("FREQ=DAILY;BYYEARDAY=2", "FREQ=DAILY", "BYYEARDAY"),
    ],
)
def test_parts_that_contradict_each_other_are_named(rule: str, one: str, other: str) -> None:
    with pytest.raises(InvalidRule) as caught:
        parse_rule(rule)
    assert f"with {one} and {other} makes no sense" in caught.value.sentence(Language.EN)


def test_how_often_is_needed() -> None:
    with pytest.raises(InvalidRule, match="needs FREQ"):
        parse_rule("BYDAY=2SA")
