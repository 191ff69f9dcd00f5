"""Recurrence rules as RFC 5545 section 3.3.10 writes them, such as ``FREQ=MONTHLY;BYDAY=2SA``: whether one is right."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from netterm.errors import Failure

__all__ = ["InvalidRule", "parse_rule"]

_FREQUENCIES = frozenset({"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(?:SU|MO|TU|WE|TH|FR|SA)")
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})Z?)?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_SIGNED = re.compile(r"[+-]?[0-9]{1,3}")


class InvalidRule(Failure):
    """What was typed is no recurrence rule."""


def parse_rule(text: str) -> Mapping[str, str]:
    """The parts of a rule by their names. Raises `InvalidRule`, which names the part that is wrong."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        name, sign, value = part.partition("=")
        check = _PARTS.get(name)
        if not sign or check is None or name in parts or not check(value):
            raise InvalidRule(
                "“{part}” is no part of a recurrence rule: type it like FREQ=MONTHLY;BYDAY=2SA.", part=part[:40]
            )
        parts[name] = value
    if "FREQ" not in parts:
        raise InvalidRule("A recurrence rule needs FREQ, how often: type it like FREQ=MONTHLY;BYDAY=2SA.")
    for first, other in _impossible(parts):
        raise InvalidRule(
            "A recurrence rule with {first} and {other} makes no sense (RFC 5545): leave one out.",
            first=first,
            other=other,
        )
    return parts


def _number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None and int(value) > 0


def _each(one: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda value: all(map(one, value.split(",")))


def _within(least: int, most: int) -> Callable[[str], bool]:
    return _each(lambda value: _NUMBER.fullmatch(value) is not None and least <= int(value) <= most)


def _up_to(most: int) -> Callable[[str], bool]:
    """From the beginning, or with a minus from the end."""
    return _each(lambda value: _SIGNED.fullmatch(value) is not None and 1 <= abs(int(value)) <= most)


def _weekday(value: str) -> bool:
    found = _DAY.fullmatch(value)
    return found is not None and (found[1] is None or 1 <= abs(int(found[1])) <= 53)


def _until(value: str) -> bool:
    found = _UNTIL.fullmatch(value)
    if found is None:
        return False
    try:
        date.fromisoformat(found[1])
        time.fromisoformat(found[2] or "000000")
    except ValueError:
        return False
    return True


def _impossible(parts: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs of parts that the RFC does not allow beside each other."""
    often = parts.get("FREQ", "")
    counted_days = any(letter.isdigit() for letter in parts.get("BYDAY", ""))
    found = [
        ("COUNT" in parts and "UNTIL" in parts, ("COUNT", "UNTIL")),
        (counted_days and often not in {"MONTHLY", "YEARLY"}, (f"FREQ={often}", f"BYDAY={parts.get('BYDAY')}")),
        (counted_days and "BYWEEKNO" in parts, ("BYWEEKNO", f"BYDAY={parts.get('BYDAY')}")),
        ("BYWEEKNO" in parts and often != "YEARLY", (f"FREQ={often}", "BYWEEKNO")),
        ("BYYEARDAY" in parts and often in {"DAILY", "WEEKLY", "MONTHLY"}, (f"FREQ={often}", "BYYEARDAY")),
        ("BYMONTHDAY" in parts and often == "WEEKLY", (f"FREQ={often}", "BYMONTHDAY")),
    ]
    return [pair for is_so, pair in found if is_so]


_PARTS: Mapping[str, Callable[[str], bool]] = {
    "FREQ": _FREQUENCIES.__contains__,
    "UNTIL": _until,
    "COUNT": _number,
    "INTERVAL": _number,
    "BYSECOND": _within(0, 60),
    "BYMINUTE": _within(0, 59),
    "BYHOUR": _within(0, 23),
    "BYDAY": _each(_weekday),
    "BYMONTHDAY": _up_to(31),
    "BYYEARDAY": _up_to(366),
    "BYWEEKNO": _up_to(53),
    "BYMONTH": _within(1, 12),
    "BYSETPOS": _up_to(366),
    "WKST": frozenset({"SU", "MO", "TU", "WE", "TH", "FR", "SA"}).__contains__,
}
