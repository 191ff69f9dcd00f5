"""The recovery kit comes back from a file, from paper and from its code, and says which line is wrong."""

import random
import re
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.locale import Language, use
from netterm.store import kit
from netterm.store.keys import Cost, PassphraseEmpty, WrongPassphrase, fingerprint
from netterm.store.kit import (
    KitDamaged,
    KitExists,
    KitNewer,
    LineDamaged,
    LineMissing,
    NoKit,
    PassphraseMistyped,
    generate_passphrase,
    make,
    read,
)

LIGHT = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1)
ROOT = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
NETWORK = b"n" * 16
NAME = "สภาเด็กและเยาวชนเทศบาลนครเชียงใหม่"
PHRASE = "7GQ4K-00000-ZZZZZ-ABC" + kit._check_symbols("7GQ4K00000ZZZZZABC")
TEXT = make(ROOT, NETWORK, NAME, PHRASE, cost=LIGHT).text
LINES = [line for line in TEXT.splitlines() if re.match(r" *\d+/\d+ ", line)]


def assert_opens(text: str, passphrase: str = PHRASE, name: str = NAME) -> None:
    root, network, found = read(text, passphrase)
    assert root.private_bytes_raw() == ROOT.private_bytes_raw()
    assert (network, found) == (NETWORK, name)


def test_the_sheet_opens_with_its_passphrase() -> None:
    assert_opens(TEXT)


def test_the_sheet_reads_the_same_whatever_language_is_spoken() -> None:
    for language in Language:
        use(language)
        text = make(ROOT, NETWORK, NAME, PHRASE, cost=LIGHT).text
        assert "Print it and lock it away" in text
        assert NAME in text
        assert fingerprint(ROOT.public_key().public_bytes_raw()) in text


def test_typed_lines_need_neither_order_nor_case_nor_spaces() -> None:
    typed = [re.sub(r"(\d) ", r"\1:", line.strip(), count=1).replace(" ", "").lower() for line in LINES]
    random.Random(1).shuffle(typed)
    assert_opens("\n\n".join(typed))
    assert_opens("\r\n".join(f"> {line.replace(' ', chr(0xA0))}\t" for line in LINES))
    assert_opens("\ufeff" + "\n".join(f"  {line.replace('  ', '-')}" for line in [*LINES, LINES[0]]))


def test_letters_that_look_like_digits_are_read_as_them() -> None:
    assert_opens("\n".join(line[:6] + line[6:].replace("0", "o").replace("1", "l") for line in LINES))


@pytest.mark.parametrize("number", [1, len(LINES)])
def test_a_wrong_line_is_named(number: int) -> None:
    lines = LINES.copy()
    wrong = "4" if lines[number - 1][10] != "4" else "5"
    lines[number - 1] = lines[number - 1][:10] + wrong + lines[number - 1][11:]
    with pytest.raises(LineDamaged) as failure:
        read("\n".join(lines), PHRASE)
    assert str(failure.value) == (
        f"Line {number} of the recovery kit is mistyped or damaged: compare it with the paper."
    )
    assert_opens("\n".join([*lines, LINES[number - 1]]))  # typed once more, below


@pytest.mark.parametrize("number", [1, len(LINES)])
def test_a_missing_line_is_named(number: int) -> None:
    with pytest.raises(LineMissing) as failure:
        read("\n".join(LINES[: number - 1] + LINES[number:]), PHRASE)
    assert failure.value.params == {"line": number}


def parts(line: str) -> tuple[int, int, str]:
    number, total, symbols = re.split(r"[/\s]", line.strip(), maxsplit=2)
    return int(number), int(total), symbols.replace(" ", "")


@pytest.mark.parametrize("line", [LINES[0], LINES[-1]], ids=["first", "last"])
def test_every_single_wrong_letter_of_a_line_is_noticed(line: str) -> None:
    number, total, symbols = parts(line)
    assert kit._line(number, total, symbols) is not None
    for at, right in enumerate(symbols):
        for wrong in set(kit._ALPHABET + "U?ก") - {right}:
            assert kit._line(number, total, symbols[:at] + wrong + symbols[at + 1 :]) is None


@pytest.mark.parametrize("line", [LINES[0], LINES[-1]], ids=["first", "last"])
def test_any_two_letters_that_changed_places_are_noticed(line: str) -> None:
    number, total, symbols = parts(line)
    for i in range(len(symbols)):
        for j in range(i):
            swapped = list(symbols)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            if swapped != list(symbols):
                assert kit._line(number, total, "".join(swapped)) is None


def test_a_wrong_number_of_a_line_is_noticed() -> None:
    number, total, symbols = parts(LINES[0])
    for other in range(1, 100):
        assert (kit._line(other, total, symbols) is None) or other == number
        assert (kit._line(number, other, symbols) is None) or other == total


def test_lines_of_two_kits_are_told_from_a_wrong_passphrase() -> None:
    other = make(ROOT, NETWORK, NAME, PHRASE, cost=LIGHT).text
    mixed = [line for line in other.splitlines() if re.match(r" *\d+/\d+ ", line)]
    with pytest.raises(KitDamaged):
        read("\n".join(LINES[:2] + mixed[2:]), PHRASE)
    with pytest.raises(KitDamaged):
        read(TEXT + other, PHRASE)


@pytest.mark.parametrize("text", ["", "Print it and lock it away", "1/", "a 1/9"])
def test_a_text_without_a_kit_is_said(text: str) -> None:
    with pytest.raises(NoKit):
        read(text, PHRASE)


@given(st.text(alphabet="0123456789/ABCXYZ \nก-:>NETRMKI", max_size=200))
def test_any_text_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises((NoKit, LineDamaged, LineMissing, KitDamaged, KitNewer)):
        read(text, PHRASE)


def test_a_wrong_passphrase_is_said() -> None:
    with pytest.raises(WrongPassphrase, match=r"^The passphrase is wrong"):
        read(TEXT, "another")
    with pytest.raises(WrongPassphrase, match=r"^The passphrase is wrong"):
        read(TEXT, generate_passphrase())
    with pytest.raises(WrongPassphrase):
        read(TEXT, "")


def test_a_mistyped_generated_passphrase_is_said_to_be_that() -> None:
    with pytest.raises(PassphraseMistyped):
        read(TEXT, PHRASE.replace("7GQ4K", "7GQ5K"))


@pytest.mark.parametrize(
    "typed",
    [PHRASE.lower(), PHRASE.replace("-", ""), PHRASE.replace("0", "o").replace("-", " ")],
    ids=["lower", "joined", "o for 0"],
)
def test_a_generated_passphrase_is_the_same_however_it_is_typed(typed: str) -> None:
    assert_opens(TEXT, typed)


@pytest.mark.parametrize("own", ["ร่มโพธิ์ ริมน้ำ", "correct-horse-BATTERY", "aaaaaaaaaaaaaaaaaaaa", "oooooooooooooooooooo"])
def test_a_passphrase_of_ones_own_is_taken_as_it_is(own: str) -> None:
    assert_opens(make(ROOT, NETWORK, NAME, own, cost=LIGHT).text, own)


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(PassphraseEmpty):
        make(ROOT, NETWORK, NAME, "", cost=LIGHT)


def test_generated_passphrases_have_four_groups_and_never_repeat() -> None:
    generated = {generate_passphrase() for _each in range(200)}
    assert len(generated) == 200
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", each) for each in generated)
    assert all(not kit._is_mistyped(each) for each in generated)


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_name_comes_back_as_far_as_the_kit_keeps_it(name: str) -> None:
    assert_opens(make(ROOT, NETWORK, name, PHRASE, cost=LIGHT).text, name=name[:100])


def test_a_name_cannot_write_lines_of_its_own() -> None:
    name = f"\n{LINES[0]}\nNETTERM-KIT\x1b[2J"
    text = make(ROOT, NETWORK, name, PHRASE, cost=LIGHT).text
    assert "\x1b" not in text
    assert_opens(text, name=name)


def test_no_secret_is_readable_on_the_sheet() -> None:
    sealed = kit._sealed_in(TEXT)
    assert ROOT.private_bytes_raw() not in sealed
    assert NETWORK not in sealed
    assert PHRASE not in TEXT


def test_two_sheets_of_one_network_have_nothing_in_common() -> None:
    other = make(ROOT, NETWORK, NAME, PHRASE, cost=LIGHT).text
    assert kit._sealed_in(other)[kit._HEADER :] != kit._sealed_in(TEXT)[kit._HEADER :]


def resealed(change: dict[int, int]) -> str:
    """The kit with some of its bytes changed and all checks made good."""
    sealed = bytearray(kit._sealed_in(TEXT)[: -kit._CHECK])
    for at, value in change.items():
        sealed[at] = value
    return "\n".join(kit._lines(bytes(sealed) + kit._digest(bytes(sealed))))


@pytest.mark.parametrize("change", [{1: 9}, {2: 27}, {3: 255}, {0: 0}])
def test_a_hostile_kit_cannot_ask_for_the_impossible(change: dict[int, int]) -> None:
    with pytest.raises(KitDamaged):
        read(resealed(change), PHRASE)


def test_a_newer_kit_asks_for_an_upgrade() -> None:
    with pytest.raises(KitNewer):
        read(resealed({0: 2}), PHRASE)


def test_what_the_code_says_opens_like_the_lines() -> None:
    content = "NETTERM-KIT:" + kit._symbols(kit._sealed_in(TEXT))
    assert kit._qr(content) in TEXT
    assert_opens(content)
    assert_opens(f" {content.lower()}\n")
    with pytest.raises(KitDamaged):
        read(content[:-1], PHRASE)
    for at in range(len("NETTERM-KIT:"), len(content)):
        with pytest.raises(KitDamaged):
            read(f"{content[:at]}U{content[at + 1 :]}", PHRASE)


def test_the_code_is_drawn_module_by_module_with_a_quiet_zone() -> None:
    import segno

    drawn = kit._qr("NETTERM-KIT:ABC").split("\n")
    modules = [list(row) for row in segno.make_qr("NETTERM-KIT:ABC", error="l").matrix_iter(border=4)]
    width = len(modules[0])
    rows: list[list[int]] = []
    for line in drawn:
        shades = [" ▄▀█".index(character) for character in line.ljust(width)]
        rows += [[shade >> 1 for shade in shades], [shade & 1 for shade in shades]]
    assert rows[: len(modules)] == modules


def test_the_sheet_fits_a_terminal_of_80_columns() -> None:
    long = make(ROOT, NETWORK, "ก" * 70 + "é" * 30, PHRASE, cost=LIGHT).text  # 24 lines, the largest code
    assert max(map(len, (line for line in long.splitlines() if "ก" not in line))) <= 80


def test_a_saved_kit_is_its_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "kit.txt"
    sheet = make(ROOT, NETWORK, NAME, PHRASE, cost=LIGHT)
    sheet.save(path)
    assert_opens(path.read_text(encoding="utf-8"))
    assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(KitExists, match=re.escape("kit.txt is there already")):
        make(ROOT, NETWORK, NAME, "another", cost=LIGHT).save(path)
    assert_opens(path.read_text(encoding="utf-8"))
