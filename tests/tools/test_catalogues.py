from pathlib import Path

import pytest

from tools.catalogues import catalogue_path, extract, faults, merge, write

CODE = """
from netterm.errors import Failure
from netterm.locale import N_, _, message, ngettext

class Refused(Failure): ...
class Locked(Refused): ...

def act(n):
    if n > 9:
        raise Locked("{name} is "
                     "locked.", name=n)
    raise Failure(N_("Nothing was changed."))

LABEL = N_("Label")
TEXT = [_("Text"), message("{n} left", n=1), ngettext("{n} item", "{n} items", 1), _(LABEL), other("not for people")]
"""
SAID = {"{name} is locked.", "Nothing was changed.", "Label", "Text", "{n} left", ("{n} item", "{n} items")}
THAI = """
msgid "{name} is locked."
msgstr "{name} ถูกล็อก"
msgid "Nothing was changed."
msgstr "ไม่มีการเปลี่ยนแปลง"
msgid "Label"
msgstr "ป้าย"
msgid "Text"
msgstr "ข้อความ"
msgid "{n} left"
msgstr "เหลือ {n}"
msgid "{n} item"
msgid_plural "{n} items"
msgstr[0] "{n} รายการ"
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package whose catalogue is complete."""
    (tmp_path / "code.py").write_text(CODE)
    translate(tmp_path, THAI)
    return tmp_path


def translate(package: Path, entries: str) -> None:
    more = package / "more.po"
    more.write_text(entries)
    write(package, merge(package, [more]))


def test_every_form_of_saying_something_is_found(package: Path) -> None:
    assert {
        message.id if isinstance(message.id, str) else tuple(message.id) for message in extract(package) if message.id
    } == SAID


def test_a_complete_catalogue_has_no_faults(package: Path) -> None:
    assert list(faults(package)) == []


def test_writing_twice_gives_the_same_bytes(package: Path) -> None:
    first = [catalogue_path(package).with_suffix(suffix).read_bytes() for suffix in (".po", ".mo")]
    write(package, merge(package))
    assert [catalogue_path(package).with_suffix(suffix).read_bytes() for suffix in (".po", ".mo")] == first


def test_a_new_sentence_is_missed(package: Path) -> None:
    (package / "more.py").write_text("from netterm.locale import _\n_('New')\n")
    assert list(faults(package)) == ["no Thai for 'New'", "netterm.po does not fit the code: make catalogues"]


def test_a_sentence_no_longer_said_is_left_out(package: Path) -> None:
    (package / "code.py").write_text(CODE.replace('_("Text"), ', ""))
    assert list(faults(package)) == ["netterm.po does not fit the code: make catalogues"]
    write(package, merge(package))
    assert '"Text"' not in catalogue_path(package).read_text()


def test_a_translation_by_hand_must_be_compiled(package: Path) -> None:
    po = catalogue_path(package)
    po.write_text(po.read_text().replace("ป้าย", "ฉลาก"))
    assert list(faults(package)) == ["netterm.mo is not compiled from netterm.po: make catalogues"]


def test_further_translations_win_over_those_at_hand(package: Path) -> None:
    translate(package, 'msgid "Label"\nmsgstr "ฉลาก"\nmsgid "Never said"\nmsgstr "ไม่เคย"\n')
    text = catalogue_path(package).read_text()
    assert "ฉลาก" in text
    assert "ป้าย" not in text
    assert "Never said" not in text


@pytest.mark.parametrize("thai", ["ถูกล็อก", "{nam} ถูกล็อก", "{name} {name2}"])
def test_a_translation_must_keep_the_places(package: Path, thai: str) -> None:
    translate(package, f'msgid "{{name}} is locked."\nmsgstr "{thai}"\n')
    assert list(faults(package)) == [f"other places in the Thai of '{{name}} is locked.': {thai!r}"]


def test_braces_must_match(package: Path) -> None:
    translate(package, 'msgid "{name} is locked."\nmsgstr "{name ถูกล็อก"\n')
    assert [fault.partition(":")[0] for fault in faults(package)] == ["braces do not match in '{name} is locked.'"]
