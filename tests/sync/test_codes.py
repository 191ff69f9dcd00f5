"""Invitation codes: what one slip of a finger can do to them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from netterm.sync.codes import ALPHABET, GROUP, LENGTH, Code, CodeMistyped, new_code, read_code

CODES = [new_code(random.Random(seed).randbytes) for seed in (16, 27, 28, 33, 36)]


@pytest.mark.parametrize("code", CODES, ids=str)
def test_every_single_wrong_character_is_noticed_and_its_group_named(code: Code) -> None:
    for place, right in enumerate(code.characters):
        for wrong in ALPHABET.replace(right, ""):
            typed = code.characters[:place] + wrong + code.characters[place + 1 :]
            with pytest.raises(CodeMistyped) as failure:
                read_code(typed)
            assert failure.value.group in {place // GROUP + 1, None}


def test_nearly_every_single_wrong_character_has_its_group_named() -> None:
    named = tried = 0
    for code in CODES:
        for place, right in enumerate(code.characters):
            for wrong in ALPHABET.replace(right, ""):
                tried += 1
                with pytest.raises(CodeMistyped) as failure:
                    read_code(code.characters[:place] + wrong + code.characters[place + 1 :])
                named += failure.value.group is not None
    assert named / tried > 0.9


@pytest.mark.parametrize("code", CODES, ids=str)
def test_every_swap_of_two_characters_is_noticed(code: Code) -> None:
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            typed = list(code.characters)
            typed[first], typed[second] = typed[second], typed[first]
            if typed[first] == typed[second]:
                continue
            with pytest.raises(CodeMistyped):
                read_code("".join(typed))


def test_pairs_of_wrong_neighbours_are_noticed() -> None:
    characters = CODES[0].characters
    for place in range(LENGTH - 1):
        for first in ALPHABET[::3]:
            for second in ALPHABET:
                typed = characters[:place] + first + second + characters[place + 2 :]
                if typed != characters:
                    with pytest.raises(CodeMistyped):
                        read_code(typed)


def _only(bit: int) -> Callable[[int], bytes]:
    return lambda size: (1 << bit).to_bytes(size, "big")


def test_a_code_holds_eighty_random_bits_and_more() -> None:
    drawn: list[int] = []

    def source(size: int) -> bytes:
        drawn.append(size)
        return bytes(size)

    new_code(source)
    assert drawn == [12]
    data = [new_code(_only(bit)).characters for bit in range(90)]
    assert len(set(data)) == 90


def test_it_is_shown_in_five_groups_and_read_back() -> None:
    for code in CODES:
        assert [len(group) for group in str(code).split("-")] == [4] * 5
        assert read_code(str(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "{lower}",
        "  {code}\n",
        "{spaced}",
        "{thai}",
        "{letters}",
        "{dashes}",
        "{wide}",
    ],
)
def test_it_is_read_as_people_type_it(typed: str) -> None:
    code = CODES[2]
    text = str(code)
    forms = {
        "code": text,
        "lower": text.lower(),
        "spaced": " ".join(code.characters),
        "thai": text.translate({ord("0") + digit: 0x0E50 + digit for digit in range(10)}),
        "letters": text.replace("0", "o").replace("1", "l"),
        "dashes": text.replace("-", "\u2013"),
        "wide": text.translate({point: point + 0xFEE0 for point in range(0x30, 0x5B)}),
    }
    assert read_code(typed.format(**forms)) == code


def test_both_one_and_zero_occur_in_the_tolerant_reading() -> None:
    characters = "".join(code.characters for code in CODES)
    for code in CODES:
        assert read_code(code.characters.replace("1", "I").replace("0", "O")) == code
    assert "0" in characters
    assert "1" in characters


def test_a_character_that_no_code_has_is_shown_with_its_group() -> None:
    code = CODES[1].characters
    with pytest.raises(CodeMistyped) as failure:
        read_code(code[:9] + "U" + code[10:])
    assert failure.value.group == 3
    assert failure.value.sentence() == "“U” never stands in a code: look at group 3 again."


@pytest.mark.parametrize("cut", [0, 1, 19])
def test_a_short_code_says_how_many_characters_are_there(cut: int) -> None:
    with pytest.raises(CodeMistyped) as failure:
        read_code(CODES[0].characters[:cut])
    assert failure.value.sentence() == f"A code has 20 letters and digits, this one has {cut}."


def test_swapped_neighbours_name_their_group() -> None:
    code = CODES[0].characters
    place = next(at for at in range(0, LENGTH, GROUP) if code[at] != code[at + 1])
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    with pytest.raises(CodeMistyped) as failure:
        read_code(typed)
    assert failure.value.group in {place // GROUP + 1, None}


def test_a_code_does_not_show_itself_in_a_log() -> None:
    assert CODES[0].characters not in repr(CODES[0])
