"""Whatever terminal it is, and whatever layout is on: the bytes that it sends for a key do what that key does."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from netterm.commands import COMMANDS
from netterm.language.keyboard import thai_key
from netterm.screens import places
from tests.scenarios.terminals.pty_of import Minutes, discussion

FUNCTION_KEYS = {
    # As their documentation has it, and as measured on those that stand in docs/terminals.md.
    "xterm, VTE, Konsole, tmux": {
        "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
        "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f12": "\x1b[24~", "escape": "\x1b",
    },
    "PuTTY": {"f1": "\x1b[11~", "f2": "\x1b[12~", "f3": "\x1b[13~", "f4": "\x1b[14~"},
    "PuTTY as VT100+": {
        "f5": "\x1bOT", "f6": "\x1bOU", "f7": "\x1bOV", "f8": "\x1bOW", "f9": "\x1bOX", "f12": "\x1bO[",
    },
    "Linux console": {"f1": "\x1b[[A", "f2": "\x1b[[B", "f3": "\x1b[[C", "f4": "\x1b[[D", "f5": "\x1b[[E"},
    "kitty": {"f1": "\x1b[P", "f2": "\x1b[Q", "f3": "\x1b[13~", "f4": "\x1b[S", "escape": "\x1b[27u"},
    "kitty with Num Lock": {
        "f1": "\x1b[1;129P", "f2": "\x1b[1;129Q", "f3": "\x1b[13;129~", "f5": "\x1b[15;129~", "f12": "\x1b[24;129~",
        "escape": "\x1b[27;129u",
    },
}  # fmt: skip

A_FAST_TYPIST = 0.03
"""Seconds between two keys."""

CTRL_S = {
    "as ever": "\x13",
    "kitty": "\x1b[115;5u",
    "kitty, Thai layout": "\x1b[3627::115;5u",
    "kitty, Thai layout and no other": "\x1b[3627;5u",
    "kitty, Caps Lock": "\x1b[115;69u",
    "kitty, pressed and let go": "\x1b[115;5:1u\x1b[115;5:3u",
    "xterm's other keys": "\x1b[27;5;115~",
    "xterm's other keys, Thai layout": "\x1b[27;5;3627~",
}

EDITING = {
    "row_start": ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~", "\x1b[1;129H", "\x1b[57423u", "\x01"],
    "row_end": ["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~", "\x1b[57424u", "\x05"],
    "delete_right": ["\x1b[3~", "\x1b[57426u"],
    "delete_left": ["\x7f", "\x08", "\x1b[127u", "\x1b[127;2u"],
    "delete_word_left": ["\x1b[127;5u", "\x1b\x7f", "\x1b[27;5;127~"],
    "delete_word_right": ["\x1b[3;5~", "\x1b[3^", "\x1b[3;3~"],
    "left": ["\x1b[D", "\x1bOD", "\x1b[57417u"],
    "left(True)": ["\x1b[1;2D", "\x1b[d"],
    "word_left": ["\x1b[1;5D", "\x1bOd"],
    "word_right": ["\x1b[1;5C", "\x1bOc"],
    "rows(-1)": ["\x1b[A", "\x1bOA"],
    "rows(1)": ["\x1b[B", "\x1bOB"],
    "text_start": ["\x1b[1;5H", "\x1b[7^"],
    "page(1)": ["\x1b[6~", "\x1b[57422u"],
    "undo": ["\x1a", "\x1b[122;5u", "\x1b[3612::122;5u"],
}


def command_of(key: str, place: str) -> str:
    """What the key tells at a place: the registry knows."""
    places.load_all()
    [found] = [each for each in COMMANDS.at(place) if key in each.keys]
    return f"tell('{found.id}')"


@pytest.fixture(scope="module")
def minutes(committee: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minutes]:
    home = tmp_path_factory.mktemp("keys")
    shutil.copytree(committee, home / "data")
    with ExitStack() as stack:
        found = Minutes(stack, home)
        found.open_minutes()
        found.only_listen()
        yield found


@pytest.mark.parametrize("terminal", FUNCTION_KEYS)
def test_function_keys_and_escape_tell_their_commands(minutes: Minutes, terminal: str) -> None:
    for key, sequence in FUNCTION_KEYS[terminal].items():
        minutes.tells(sequence.encode(), command_of(key, "minutes"))


@pytest.mark.parametrize("way", CTRL_S)
def test_a_shortcut_with_ctrl_is_one_under_either_layout(minutes: Minutes, way: str) -> None:
    minutes.tells(CTRL_S[way].encode(), command_of("ctrl+s", "minutes"))


@pytest.mark.parametrize("action", EDITING)
def test_keys_that_edit_do_so_however_they_are_sent(minutes: Minutes, action: str) -> None:
    for sequence in EDITING[action]:
        minutes.tells(sequence.encode(), action)


def test_a_single_letter_is_a_command_in_both_layouts(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    program.only_listen()
    places.load_all()
    letters = [key for each in COMMANDS.at("home") for key in each.keys if len(key) == 1 and key.isalpha()]
    assert len(letters) > 5
    for letter in letters:
        for typed in (letter, thai_key(letter)):
            assert typed is not None
            program.tells(typed.encode(), command_of(letter, "home"))


def test_what_is_typed_in_thai_is_the_text_and_what_no_key_sends_is_not(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    program.open_minutes()
    program.send("ฆ่าเชื้อ".encode())  # its first letter is on the shift layer
    program.send(b"\x1b[3590:3590:115;2u\x1b[3591;2:1u\x1b[3591;2:3u")  # so it is, and ง, where all keys are reported
    program.send(b"\x1b[57399u\x1bOq\x1bOp")  # digits of the keypad
    program.send(b"\x1b[?62;22c\x1b[>0;136;0c\x1b[5;7R\x1b[?2026;2$y\x1b[8;24;80t\x1b[25;9~\x1b[99;1;2z\x1bOz")
    program.send(b"\x1b[57358u\x1b[57441;2u")  # Caps Lock and Shift alone
    program.send(b"\x1b[M \xf1\xf1")  # the mouse, far to the right, as terminals said it before there was UTF-8
    program.send("\x1b[200~น\u0e4d้าท่วม\x1b[201~".encode())  # pasted
    program.send(b"\xa1\xd2")  # what a terminal of the old Thai character set sends
    program.send(b"!")
    program.sees("!")
    program.send(b"\x11")
    assert program.ended() == 0
    assert discussion(home) == "ฆ่าเชื้อฆง010น้ำท่วม\ufffd\ufffd!"


def test_what_is_typed_while_the_minutes_open_is_all_there_and_in_order(stack: ExitStack, home: Path) -> None:
    program = Minutes(stack, home)
    program.send("ท".encode())
    program.sees("Meetings · 1 line", "1/2569")
    program.tells("ไ".encode(), "tell('meeting.minutes')")
    for character in "ที่ประชุมรับทราบ":
        program.send(character.encode())
        time.sleep(A_FAST_TYPIST)
    program.settles()
    program.send(b"\x11")
    assert program.ended() == 0
    assert discussion(home) == "ที่ประชุมรับทราบ"
