"""What the keys of all kinds of terminals send, read by one grammar instead of a list of sequences.

Terminals agree on little: F2 is ``ESC O Q``, ``ESC [ 12 ~``, ``ESC [ [ B`` or ``ESC [ 1 ; 129 Q``. Sources: xterm's
control sequences (also with ``modifyOtherKeys``), kitty's keyboard protocol, rxvt's and PuTTY's key settings, and
``console_codes(4)`` of Linux. Pure; `netterm.screens.textual_private` puts it before Textual's own list.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from netterm.language.keyboard import latin_key

__all__ = ["ASK_FOR_KEYS", "ASK_NO_MORE", "NOTHING", "Pressed", "pressed"]

ASK_FOR_KEYS: Final = "\x1b[>5u\x1b[>4;1m\x1b[m"
"""Asks for shortcuts that cannot be taken for anything else, in kitty's protocol and in xterm's.

Of kitty's that is 1, Esc and shortcuts by their code points, and 4, the letter that the key has on the base layout.
Letters go on coming as text: so those of the Thai shift layer arrive, and Ctrl with a Thai letter is a shortcut. Who
takes xterm's for a way of writing hears next that there is none.
"""
ASK_NO_MORE: Final = "\x1b[>4m\x1b[m"
"""Takes xterm's back; Textual itself takes kitty's back."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key by its name, or by the one character on it; what it types; and the keys that were held, sorted."""

    key: str
    types: str = ""
    held: tuple[str, ...] = ()


NOTHING: Final = Pressed("")
"""What is no key of ours, and must not be typed into a text either: an answer that comes late, a key let go."""

_NUMBERS = re.compile(r"[\d:;]*")
_CSI = re.compile(r"\x1b\[(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])")
_SS3 = re.compile(r"\x1bO(?P<held>\d?)(?P<final>[A-Za-z\[])")
_CONSOLE = re.compile(r"\x1b\[\[([A-E])")

_HELD = (("shift", 1), ("alt", 2), ("ctrl", 4), ("super", 8), ("hyper", 16), ("meta", 32))
_LET_GO = 3
_OTHER_KEYS: Final = 27
"""Xterm's ``modifyOtherKeys``: what is held and the code point follow."""
_OTHER_PARAMETERS: Final = 3
_DIGITS: Final = 9
"""Of a number; no key has more."""

_BY_LETTER: Final[Mapping[str, str]] = dict(
    zip("ABCDEFHPQS", ("up", "down", "right", "left", "kp_begin", "end", "home", "f1", "f2", "f4"), strict=True)
)
_BY_NUMBER: Final[Mapping[int, str]] = {
    **dict(zip(range(1, 9), ["home", "insert", "delete", "end", "pageup", "pagedown", "home", "end"], strict=True)),
    **dict(zip([*range(11, 16), *range(17, 22), 23, 24], (f"f{n}" for n in range(1, 13)), strict=True)),
    **dict(zip([25, 26, 28, 29, *range(31, 35)], (f"f{n}" for n in range(13, 21)), strict=True)),
    57427: "kp_begin",
}
_AFTER_O: Final[Mapping[str, str]] = {
    **_BY_LETTER,
    "R": "f3",
    "M": "enter",
    # PuTTY's “VT100+”, where function keys go on through the alphabet.
    **dict(zip("TUVWXYZ[", (f"f{n}" for n in range(5, 13)), strict=True)),
}
_KEYPAD: Final[Mapping[str, str]] = dict(zip("jklmnopqrstuvwxy", "*+,-./0123456789", strict=True))
_RXVT_HELD: Final[Mapping[str, tuple[str, ...]]] = {"^": ("ctrl",), "@": ("ctrl", "shift")}
_ARROWS = "abcd"
_KITTY: Final[Mapping[int, str]] = {
    9: "tab",
    13: "enter",
    27: "escape",
    127: "backspace",
    57414: "enter",
    **dict(
        zip(
            range(57417, 57427),
            ["left", "right", "up", "down", "pageup", "pagedown", "home", "end", "insert", "delete"],
            strict=True,
        )
    ),
    **dict(zip(range(57376, 57388), (f"f{n}" for n in range(13, 25)), strict=True)),
}
_KITTY_KEYPAD: Final[Mapping[int, str]] = dict(zip(range(57399, 57417), "0123456789./*-+\r=,", strict=True))
_PRIVATE_USE = range(57344, 63744)
"""Keys that kitty names and that nothing here is done by: Caps Lock, the volume, a modifier alone."""
_SAME_IN_ASCII: Final[Mapping[str, str]] = {"h": "backspace", "i": "tab", "m": "enter", "[": "escape"}
"""What Ctrl makes of these wherever there is no protocol for keys: so they are that everywhere."""
_TYPED_BY: Final[Mapping[str, str]] = {"tab": "\t", "enter": "\r", "backspace": "\x7f", "escape": "\x1b"}


def pressed(sequence: str) -> Pressed | None:
    """What was pressed where `sequence` came from a terminal; None for what is not whole yet, or is something else.

    The mouse, the focus, pasted text and a terminal's answers to Textual are something else.
    """
    if found := _CONSOLE.fullmatch(sequence):
        return Pressed(f"f{ord(found[1]) - ord('A') + 1}")
    if found := _SS3.fullmatch(sequence):
        return _after_o(found["final"], _held(int(found["held"] or 1)))
    if found := _CSI.fullmatch(sequence):
        return _control(found["parameters"], found["between"], found["final"])
    return None


def _after_o(final: str, held: tuple[str, ...]) -> Pressed:
    if final in _ARROWS:  # rxvt's
        return Pressed(_BY_LETTER[final.upper()], held=("ctrl",))
    if final in _KEYPAD:
        return Pressed(_KEYPAD[final], _KEYPAD[final])
    return _named(_AFTER_O[final], held) if final in _AFTER_O else NOTHING


def _control(parameters: str, between: str, final: str) -> Pressed | None:
    mouse = final in "Mm"
    answer = final == "y" or (final == "R" and ";" in parameters)
    console_goes_on = final == "[" and not parameters
    if mouse or answer or console_goes_on:
        return None
    if between or not _NUMBERS.fullmatch(parameters):
        return NOTHING
    return _key(_numbers(parameters), final)


def _numbers(parameters: str) -> list[list[int]]:
    """Each parameter with what stands behind its colons; what is left out is 0."""
    return [[int(part[:_DIGITS] or 0) for part in each.split(":")] for each in parameters.split(";")]


def _key(numbers: list[list[int]], final: str) -> Pressed:
    number = numbers[0][0]
    how = numbers[1] if len(numbers) > 1 else [1]
    if _LET_GO in how[1:2]:
        return NOTHING
    held = _held(how[0])
    if final == "u":
        return _by_code(numbers[0], held)
    if final == "~" and number == _OTHER_KEYS and len(numbers) == _OTHER_PARAMETERS:
        return _by_code(numbers[2], held)
    return _functional(number, final, held)


def _functional(number: int, final: str, held: tuple[str, ...]) -> Pressed:
    if final in _BY_LETTER:
        return _named(_BY_LETTER[final], held)
    if final in _ARROWS:  # rxvt's
        return Pressed(_BY_LETTER[final.upper()], held=("shift",))
    if final == "Z" or (final == "~" and not number):  # the second is a Windows console's
        return Pressed("tab", held=("shift",))
    if final == "~" and number in _BY_NUMBER:
        return _named(_BY_NUMBER[number], held)
    if final in _RXVT_HELD and number in _BY_NUMBER:
        return Pressed(_BY_NUMBER[number], held=_RXVT_HELD[final])
    return NOTHING


def _held(modifiers: int) -> tuple[str, ...]:
    """The keys held; Caps Lock and Num Lock are none."""
    bits = max(modifiers - 1, 0)
    return tuple(sorted(name for name, bit in _HELD if bits & bit))


def _named(key: str, held: tuple[str, ...]) -> Pressed:
    return Pressed(key, "" if held else _TYPED_BY.get(key, ""), held)


def _by_code(codes: list[int], held: tuple[str, ...]) -> Pressed:
    """A key by its code point, and by those that it has with Shift and on the base layout."""
    code, shifted, base = [*codes, 0, 0][:3]
    if code in _KITTY:
        # Shift held a moment too long is no other key, but with Tab it is.
        return _named(_KITTY[code], () if held == ("shift",) and _KITTY[code] != "tab" else held)
    if code in _KITTY_KEYPAD:
        return _on_letter(_KITTY_KEYPAD[code], _KITTY_KEYPAD[code], held)
    if code < ord(" ") or code in _PRIVATE_USE or code > sys.maxunicode:
        return NOTHING
    typed = chr(shifted) if "shift" in held and shifted <= sys.maxunicode and shifted else chr(code)
    if chr(code).isascii():
        return _on_letter(chr(code), typed, held)
    return _on_letter(chr(base) if chr(base).isascii() and base else latin_key(chr(code)) or chr(code), typed, held)


def _on_letter(on_key: str, typed: str, held: tuple[str, ...]) -> Pressed:
    """A character typed, or a shortcut by the one that stands on the key."""
    others = set(held) - {"shift"}
    if not others:
        return Pressed(typed, typed)
    if others == {"alt"}:
        return Pressed(on_key, typed, held)  # which types what the key alone does, as ESC before a letter always did
    if held == ("ctrl",) and on_key in _SAME_IN_ASCII:
        return _named(_SAME_IN_ASCII[on_key], ())
    if on_key.isascii() and on_key.isupper():
        on_key, held = on_key.lower(), tuple(sorted({*held, "shift"}))
    return Pressed(on_key, "", held)
