"""Invitation codes: 90 random bits that people read out, write down and type.

Twenty characters of Crockford's base 32 in five groups. The last two are the check of a Reed–Solomon code over GF(32):
any one or two wrong characters are always noticed, so every single typo and every swap of two neighbours is, and for a
single one its place is known (Reed, Solomon: Polynomial Codes over Certain Finite Fields, 1960).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from netterm.errors import Failure

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP: Final = 4
LENGTH: Final = 20
_DATA: Final = LENGTH - 2
_BITS: Final = 5
_MODULUS: Final = 0b100101
"""x⁵ + x² + 1, primitive over GF(2): x generates all 31 elements that are not 0."""

_READ: Final = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SEPARATORS: Final = frozenset("-_.,:/\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u200b\u200c\u200d\u2060\ufeff")


class CodeMistyped(Failure):
    """A code that nobody was given. ``group``, from 1 on, is where the fault is; None where that cannot be told."""

    def __init__(self, msgid: str, /, *, group: int | None = None, **params: object) -> None:
        super().__init__(msgid, group=group, **params)
        self.group = group


@dataclass(frozen=True, slots=True)
class Code:
    """A code that is sound in itself. Whoever knows ``characters`` may knock; they never go into a log."""

    characters: str = field(repr=False)
    """Without hyphens."""

    def __str__(self) -> str:
        """As people see it: ``XXXX-XXXX-XXXX-XXXX-XXXX``."""
        return "-".join(self.characters[at : at + GROUP] for at in range(0, LENGTH, GROUP))

    def key(self, purpose: bytes) -> bytes:
        """32 bytes for one purpose only: HKDF-SHA256 (RFC 5869)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derivation = HKDF(SHA256(), length=32, salt=None, info=b"netterm code 1 " + purpose)
        return derivation.derive(self.characters.encode("ascii"))


def new_code(random: Callable[[int], bytes]) -> Code:
    """A fresh code from ``random(n)``, a source of ``n`` secret bytes such as :func:`secrets.token_bytes`."""
    number = int.from_bytes(random((_DATA * _BITS + 7) // 8), "big")
    data = [number >> (_BITS * at) & 31 for at in range(_DATA)]
    return Code("".join(ALPHABET[value] for value in (*data, *_check(data))))


def read_code(text: str) -> Code:
    """The code that somebody typed: in any case, with any hyphens and spaces, O for 0, I or L for 1, Thai digits.

    Raises :class:`CodeMistyped`, which names the group that looks wrong where that is known.
    """
    values: list[int] = []
    for character in _characters(text):
        value = _READ.get(character)
        if value is None:
            raise CodeMistyped(
                "“{character}” never stands in a code: look at group {group} again.",
                group=min(len(values), LENGTH - 1) // GROUP + 1,
                character=character,
            )
        values.append(value)
    if len(values) != LENGTH:
        raise CodeMistyped(
            "A code has {length} letters and digits, this one has {count}.", length=LENGTH, count=len(values)
        )
    if any(_syndromes(values)):
        raise _mistyped(values)
    return Code("".join(ALPHABET[value] for value in values))


def _characters(text: str) -> Iterator[str]:
    for character in unicodedata.normalize("NFKC", text).upper():
        if character.isspace() or character in _SEPARATORS:
            continue
        yield str(unicodedata.decimal(character, character))


def _mistyped(values: Sequence[int]) -> CodeMistyped:
    group = _likely_group(values)
    if group is None:
        return CodeMistyped("The code is mistyped: compare it once more.")
    return CodeMistyped("The code is mistyped, most likely in group {group}.", group=group)


def _likely_group(values: Sequence[int]) -> int | None:
    """The one group where a single wrong character, or two neighbours swapped, would explain the fault."""
    groups = {place // GROUP for place in _places(values)}
    return groups.pop() + 1 if len(groups) == 1 else None


def _places(values: Sequence[int]) -> Iterator[int]:
    total, weighted = _syndromes(values)
    if total and weighted:
        place = (_LOGARITHM[weighted] - _LOGARITHM[total]) % 31
        if place < LENGTH:
            yield place
    for place in range(LENGTH - 1):
        swapped = [*values[:place], values[place + 1], values[place], *values[place + 2 :]]
        if not any(_syndromes(swapped)):
            yield place
            yield place + 1


# GF(32): elements are the polynomials over GF(2) modulo _MODULUS, as five bits; addition is XOR. Place i of a code has
# the weight x^i; in a sound code the plain sum and the weighted sum are both 0. One wrong character at place p, off by
# e, gives e and e·x^p, and their quotient says p. Two wrong ones give 0 in both only if they are no change at all.


def _powers() -> tuple[int, ...]:
    powers = [1]
    for _step in range(30):
        double = powers[-1] << 1
        powers.append(double ^ _MODULUS if double > 31 else double)
    return tuple(powers)


_POWER: Final = _powers()
_LOGARITHM: Final = {power: exponent for exponent, power in enumerate(_POWER)}


def _times(value: int, exponent: int) -> int:
    """``value · x^exponent``."""
    return _POWER[(_LOGARITHM[value] + exponent) % 31] if value else 0


def _syndromes(values: Sequence[int]) -> tuple[int, int]:
    total = weighted = 0
    for place, value in enumerate(values):
        total ^= value
        weighted ^= _times(value, place)
    return total, weighted


def _check(data: Sequence[int]) -> tuple[int, int]:
    """The two values a, b at the last two places that bring both sums to 0.

    a + b = total and a·x^p + b·x^(p+1) = weighted, so b = (weighted + total·x^p) / (x^p + x^(p+1)).
    """
    total, weighted = _syndromes(data)
    place = len(data)
    over = weighted ^ _times(total, place)
    under = _POWER[place] ^ _POWER[place + 1]
    last = _times(over, -_LOGARITHM[under])
    return total ^ last, last
