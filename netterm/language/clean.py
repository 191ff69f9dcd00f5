"""Text from outside made safe and spelled one way: typed, pasted, imported, or about to be shown.

What is taken out can move a cursor, colour a screen, turn a line around, or hide in a name: control characters and the
escape sequences they begin, format characters (Unicode's Cf: bidirectional controls, zero-width spaces and joiners,
tags), variation selectors, blank fillers, surrogates and noncharacters. Every function here is idempotent.
"""

import re
import unicodedata
from itertools import dropwhile

__all__ = ["MOST_MARKS", "clean_line", "clean_text", "for_display", "normalise_thai"]

MOST_MARKS = 4
"""How many combining marks one base keeps; more only serve to scrawl over the lines above and below."""

# Patterns are compiled when there is first something to clean, and kept by `re`; only what is asked of every line that
# is painted is compiled at once.

# ECMA-48: control sequences, control strings up to their terminator, and two-character escapes; ESC [ is also U+009B,
# and so on. A string that nothing ends loses only its introducer: what follows may be somebody's text.
_ESCAPE_SEQUENCE = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\n\r\x1b\x90\x98\x9c-\x9f]*(?:\x1b\\|\x07|\x9c)"
    r"|\x1b[ -/]+[0-~]"
    r"|\x1b[\]PX^_\[]?"
)
_LINE_BREAK = "\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]"
_OTHER_SPACE = "[\t\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_UNSEEN = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

# Thai as old Windows fonts and PDFs spell it: marks shifted to the left or lowered, in the private use area.
_PRIVATE_MARKS = str.maketrans(
    dict(
        zip(
            map(chr, range(0xF700, 0xF71B)),
            "\u0e10"  # THO THAN without its foot
            "\u0e34\u0e35\u0e36\u0e37"  # vowels, to the left
            "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"  # tones and thanthakhat, low and to the left
            "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"  # low
            "\u0e0d"  # YO YING without its foot
            "\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"  # to the left
            "\u0e38\u0e39\u0e3a",  # lower still
            strict=True,
        )
    )
)

_THAI_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_NIKHAHIT, _AA, _AM = "\u0e4d", "\u0e32", "\u0e33"
_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b")
_MARKED = f"[{_THAI_MARKS}{_AM}][{_THAI_MARKS}{_AA}{_AM}]+"
_DOUBLE_E = "\u0e40\u0e40"
# Nearly all text is ASCII and Thai with nothing odd about it, and one search says so: what is not found odd here is
# clean. What is found odd needlessly only costs time.
_USUAL = " -~\u0e01-\u0e3a\u0e3f-\u0e5b"
_ODD_SPELLING = (
    "\u0e4d|\u0e40\u0e40|\u0e33[\u0e48-\u0e4b\u0e32]"
    f"|[\u0e48-\u0e4c\u0e4e][{_THAI_MARKS}]|[\u0e31\u0e34-\u0e37\u0e47][\u0e31\u0e34-\u0e3a\u0e47]"
    f"|[\u0e38-\u0e3a][\u0e38-\u0e3a]|[{_THAI_MARKS}]{{3}}"
)
_ODD_LINE = f"[^{_USUAL}]|{_ODD_SPELLING}|^[ {_THAI_MARKS}]|  | $"
_ODD_TEXT = f"[^\n{_USUAL}]|{_ODD_SPELLING}"
_ODD_TO_PAINT = re.compile(f"[^{_USUAL}]|^[{_THAI_MARKS}]|[{_THAI_MARKS}]{{{MOST_MARKS + 1}}}")

# The order in which marks stand on a consonant: vowels below, vowels above, tones, signs of silence.
_RANK = {
    mark: rank
    for rank, marks in enumerate(
        (
            "\u0e3a",
            "\u0e38\u0e39",
            "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d",
            "\u0e48\u0e49\u0e4a\u0e4b",
            "\u0e4c\u0e4e",
        )
    )
    for mark in marks
}


def clean_line(text: str) -> str:
    """`text`, typed or imported, as one line: safe, spelled one way, spaces single and none at the ends.

    Line breaks and tabs become spaces; marks that stand on nothing go.
    """
    if not re.search(_ODD_LINE, text):
        return text
    line = re.sub(_LINE_BREAK, " ", _without_escapes(text))
    words = " ".join(_spelled(line).split())
    return "".join(dropwhile(_stands_on_nothing, words))


def clean_text(text: str) -> str:
    """`text`, typed or pasted, of any number of lines: safe and spelled one way, every line break a newline.

    Spaces stay as they are, for what is cleaned may be the middle of something.
    """
    if not re.search(_ODD_TEXT, text):
        return text
    return _spelled(re.sub(_LINE_BREAK, "\n", _without_escapes(text)))


def for_display(text: str, *, multiline: bool = False) -> str:
    """`text`, from whomever, harmless to paint: nothing else about it changes.

    Line breaks become spaces unless `multiline` keeps them as newlines.
    """
    if not _ODD_TO_PAINT.search(text):
        return text
    painted = re.sub(_LINE_BREAK, "\n" if multiline else " ", _without_escapes(text))
    painted = _few_marks(_without_unseen(painted))
    return "\n".join(map(_without_leading_marks, painted.split("\n")))


def normalise_thai(text: str) -> str:
    """`text` with each Thai cluster spelled the one way it is drawn: ํ + า is ำ, เ + เ is แ, a tone after its vowel.

    Marks typed twice become one; ำ + า, which copying from some PDFs makes of ำ, becomes ำ again. Shifted marks from
    the private use area become the standard ones.
    """
    return re.sub(_DOUBLE_E, "\u0e41", re.sub(_MARKED, _respelled, text.translate(_PRIVATE_MARKS)))


def _respelled(run: re.Match[str]) -> str:
    """Marks, each group of them with the า or ำ that closes it, spelled anew."""
    done: list[tuple[list[str], str]] = []
    marks: list[str] = []
    for character in run.group():
        after_am = bool(done) and done[-1][1] == _AM and not marks
        if after_am and character in _TONES:
            done[-1][0].append(character)
        elif after_am and character == _AA:
            pass
        elif character == _AA and _NIKHAHIT in marks:
            marks.remove(_NIKHAHIT)
            done.append((marks, _AM))
            marks = []
        elif character in {_AA, _AM}:
            done.append((marks, character))
            marks = []
        else:
            marks.append(character)
    return "".join(_ordered(group) + vowel for group, vowel in (*done, (marks, "")))


def _ordered(marks: list[str]) -> str:
    return "".join(dict.fromkeys(sorted(marks, key=_RANK.__getitem__)))


def _without_escapes(text: str) -> str:
    return re.sub(_ESCAPE_SEQUENCE, "", text)


def _without_unseen(text: str) -> str:
    return re.sub(_UNSEEN, "", re.sub(_OTHER_SPACE, " ", text))


def _spelled(text: str) -> str:
    return _few_marks(normalise_thai(unicodedata.normalize("NFC", _without_unseen(text))))


def _few_marks(text: str) -> str:
    """`text` with at most `MOST_MARKS` combining marks in a row."""
    if text.isascii():
        return text
    kept: list[str] = []
    in_a_row = 0
    for character in text:
        in_a_row = in_a_row + 1 if _combines(character) else 0
        if in_a_row <= MOST_MARKS:
            kept.append(character)
    return "".join(kept) if len(kept) < len(text) else text


def _without_leading_marks(line: str) -> str:
    return "".join(dropwhile(_combines, line))


def _stands_on_nothing(character: str) -> bool:
    return character == " " or _combines(character)


def _combines(character: str) -> bool:
    return character >= "\u0300" and unicodedata.category(character)[0] == "M"
