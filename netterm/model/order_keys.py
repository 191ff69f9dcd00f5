"""Places between two others: keys that sort as plain characters, with always room for one more.

A key is read as the digits behind the point of a fraction in base 62. Keys made here never end in 0, so between two
of them there is always another. No chance is in them: two people who put something at the same place at the same time
give both the same key, and the records' ids decide, on every laptop alike.
"""

from collections.abc import Mapping, Sequence

__all__ = ["NoRoomError", "between", "moved", "spread"]

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}
_MIDDLE = _DIGITS[_BASE // 2]
_LONGEST = 200
"""Beyond this the neighbours are given new keys; 255 characters are accepted."""


class NoRoomError(ValueError):
    """Nothing sorts between the two: they are equal, out of order, too long, or one ends in 0."""


def between(before: str | None, after: str | None) -> str:
    """A key that sorts after ``before`` and before ``after``; None is the beginning and the end.

    Raises `NoRoomError`. At the ends keys grow by a character in about 30, in the worst of places by one in 5.
    """
    if before is not None and after is not None:
        key = _middle(before, after)
    elif before is not None:
        key = _above(before)
    elif after is not None:
        key = _below(after)
    else:
        key = _MIDDLE
    if len(key) > _LONGEST:
        raise NoRoomError(f"a key of {len(key)} characters is too long")
    return key


def spread(count: int) -> tuple[str, ...]:
    """``count`` keys in order, as short as they come."""
    width = 1
    while _BASE**width <= count:
        width += 1
    step = _BASE**width // (count + 1)
    return tuple(_written(step * place, width) for place in range(1, count + 1))


def moved(placed: Sequence[tuple[bytes, str | None]], record: bytes, index: int) -> Mapping[bytes, str]:
    """The new keys by which ``record`` comes to stand at ``index`` among the others.

    ``placed`` are ids and keys in the order shown; ``record`` may be among them, or new. Nearly always that is one new
    key; where there is no room all are placed anew.
    """
    others = [each for each in placed if each[0] != record]
    index = min(max(index, 0), len(others))
    neighbours = others[max(index - 1, 0) : index + 1]
    if all(key is not None for _, key in neighbours):
        try:
            return {record: between(_key(others, index - 1), _key(others, index))}
        except NoRoomError:
            pass
    ids = [each[0] for each in others]
    ids.insert(index, record)
    return dict(zip(ids, spread(len(ids)), strict=True))


def _key(placed: Sequence[tuple[bytes, str | None]], index: int) -> str | None:
    return placed[index][1] if 0 <= index < len(placed) else None


def _middle(before: str, after: str) -> str:
    if before >= after:
        raise NoRoomError(f"{before!r} does not sort before {after!r}")
    shared = 0
    while shared < len(after) and _digit(before, shared) == _VALUE[after[shared]]:
        shared += 1
    if shared == len(after):
        raise NoRoomError(f"nothing sorts between {before!r} and {after!r}")
    low, high = _digit(before, shared), _VALUE[after[shared]]
    if high - low > 1:
        return after[:shared] + _DIGITS[(low + high) // 2]
    if shared + 1 < len(after):
        return after[: shared + 1]
    return after[:shared] + _DIGITS[low] + _above(before[shared + 1 :])


def _above(key: str) -> str:
    for place, digit in enumerate(key):
        if digit != _DIGITS[-1]:
            return key[:place] + _DIGITS[_VALUE[digit] + 1]
    return key + _MIDDLE


def _below(key: str) -> str:
    for place, digit in enumerate(key):
        if _VALUE[digit] > 1:
            return key[:place] + _DIGITS[_VALUE[digit] - 1]
        if digit == "1":
            return key[:place] + "0" + _MIDDLE
    raise NoRoomError(f"nothing sorts before {key!r}")


def _digit(key: str, place: int) -> int:
    return _VALUE[key[place]] if place < len(key) else 0


def _written(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits)).rstrip("0")
