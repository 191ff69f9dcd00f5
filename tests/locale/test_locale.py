from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

import netterm.locale
from netterm.locale import N_, Language, _, current, from_environment, message, ngettext, use
from tools.catalogues import write


@pytest.fixture
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Thai catalogue of two messages in place of the program's own."""
    catalogue = Catalog(locale="th", charset="utf-8")
    catalogue.add("Good day, {name}", "สวัสดี {name}")
    catalogue.add(("{n} member", "{n} members"), ("สมาชิก {n} คน",))
    write(tmp_path, catalogue)
    monkeypatch.setattr(netterm.locale, "__file__", str(tmp_path / "locale" / "__init__.py"))
    netterm.locale._catalogue.cache_clear()
    yield
    netterm.locale._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, Language.EN),
        ({"LANG": "th_TH.UTF-8"}, Language.TH),
        ({"LANG": "C.UTF-8"}, Language.EN),
        ({"LANG": "th_TH.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "th_TH"}, Language.TH),
        ({"LANG": "th_TH.UTF-8", "LC_ALL": ""}, Language.TH),
        ({"LANG": "th_TH.UTF-8", "NETTERM_LANG": "en"}, Language.EN),
        ({"LC_ALL": "C", "NETTERM_LANG": "TH"}, Language.TH),
        ({"LC_ALL": "C", "NETTERM_LANG": "th-TH"}, Language.TH),
        ({"LANG": "the_end"}, Language.EN),
    ],
)
def test_the_environment_chooses_the_first_language(environ: dict[str, str], language: Language) -> None:
    assert from_environment(environ) is language


@pytest.mark.usefixtures("small_catalogue")
def test_a_switch_of_language_holds_for_whatever_is_said_next() -> None:
    use(Language.TH)
    assert (current(), message("Good day, {name}", name="Anna")) == (Language.TH, "สวัสดี Anna")
    use(Language.EN)
    assert (current(), message("Good day, {name}", name="Anna")) == (Language.EN, "Good day, Anna")


@pytest.mark.usefixtures("small_catalogue")
def test_one_sentence_can_be_had_in_the_other_language() -> None:
    assert _("Good day, {name}", Language.TH) == "สวัสดี {name}"


@pytest.mark.usefixtures("small_catalogue")
def test_english_counts_in_two_forms_and_thai_in_one() -> None:
    assert [ngettext("{n} member", "{n} members", n) for n in (1, 2)] == ["{n} member", "{n} members"]
    use(Language.TH)
    assert [ngettext("{n} member", "{n} members", n) for n in (1, 2)] == ["สมาชิก {n} คน"] * 2


def test_what_has_no_translation_is_english() -> None:
    use(Language.TH)
    assert _("No catalogue says this") == "No catalogue says this"


def test_the_empty_text_is_not_the_header_of_the_catalogue() -> None:
    use(Language.TH)
    assert _("") == ""


def test_a_marked_literal_is_itself() -> None:
    assert N_("later") == "later"
