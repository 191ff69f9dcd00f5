"""What a person chose for this computer, in a file that they may write by hand."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.locale import Language
from netterm.settings import NotKept, Settings, config_path, keep, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "config.toml"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def said(settings: Settings) -> list[str]:
    return [each.sentence(Language.EN) for each in settings.mistakes]


def test_without_a_file_nothing_is_chosen_and_nothing_is_wrong(file: Path) -> None:
    assert load(file) == Settings()


def test_all_that_can_be_chosen_is_read(file: Path) -> None:
    found = load(
        written(
            file,
            'language = "en"\ntheme = "netterm-light"\nnetwork = "/ที่/เก็บ"\n'
            '[keys]\n"task.new" = "ctrl+t"\n"go.home" = ["f2", "f3"]\n',
        )
    )
    assert found == Settings(Language.EN, "netterm-light", Path("/ที่/เก็บ"), {"task.new": "ctrl+t", "go.home": "f2,f3"})


def test_each_wrong_line_is_said_and_the_others_hold(file: Path) -> None:
    found = load(written(file, 'language = "fr"\ntheme = 3\n[keys]\n"task.new" = 7\n"go.home" = "f2"\n'))
    assert (found.language, found.theme, found.keys) == (None, None, {"go.home": "f2"})
    assert said(found) == [
        f"“language” in {file} is left out: it is “th” or “en”.",
        f"“theme” in {file} is left out: it is a text in quotation marks.",
        f"“task.new” in {file} is left out: it is the name of a key, in quotation marks.",
    ]


@pytest.mark.parametrize("content", [b'language = "th', b"\xff\xfe\x00", b"keys = 1\nkeys = 2"])
def test_a_file_that_is_no_toml_is_said_once_and_nothing_of_it_holds(file: Path, content: bytes) -> None:
    written(file, "").write_bytes(content)
    found = load(file)
    assert found == Settings(mistakes=found.mistakes)
    [sentence] = said(found)
    assert sentence.startswith(f"The settings in {file} are left out: ")


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        ("theme = 3\nlanguage = th\n", 2, 12),
        ('language = "th', 1, 14),
        ("keys = 1\nkeys = 2\n\n", 2, 9),
        ("a = " + "[" * 9999, 1, 10003),
    ],
)
def test_a_file_that_is_no_toml_is_said_with_the_place_and_not_in_the_parsers_words(
    file: Path, content: str, line: int, column: int
) -> None:
    assert said(load(written(file, content))) == [
        f"The settings in {file} are left out: what stands near line {line}, column {column} is not understood."
    ]


def test_a_file_that_is_no_toml_leaves_nothing_to_be_written_where_it_seems_to_ask_for_that(file: Path) -> None:
    assert load(written(file, 'read_only = true\nlanguage = "th')).read_only
    assert load(written(file, "read_only = True\n")).read_only
    assert not load(written(file, 'read_only = false\nlanguage = "th')).read_only


def test_a_folder_in_its_place_is_said(file: Path) -> None:
    file.mkdir(parents=True)
    assert said(load(file)) == [f"The settings in {file} are left out: it is a folder."]
    with pytest.raises(NotKept):
        keep("language", "th", file)


def test_keeping_makes_the_file_and_changes_what_it_says(file: Path) -> None:
    keep("language", "en", file)
    keep("theme", "netterm-dark", file)
    keep("language", "th", file)
    assert load(file) == Settings(Language.TH, "netterm-dark")
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_keeping_leaves_what_people_wrote_as_it_was(file: Path) -> None:
    before = '# ของฉัน\nlanguage = "th"  # ไทย\nother = 1\n\n[keys]  # mine\n"task.new" = "n"\nlanguage = "x"'
    keep("theme", "netterm-light", written(file, before))
    keep("language", "en", file)
    after = file.read_text(encoding="utf-8")
    assert after == before.replace('language = "th"  # ไทย', 'language = "en"').replace(
        "\n[keys]", '\ntheme = "netterm-light"\n[keys]'
    )


@pytest.mark.parametrize("broken", ['language = "th', 'text = """\nlanguage = "x"\n"""\n'])
def test_a_file_that_cannot_be_changed_safely_is_left_alone(file: Path, broken: str) -> None:
    with pytest.raises(NotKept, match="This setting is not kept"):
        keep("language", "en", written(file, broken))
    assert file.read_text(encoding="utf-8") == broken


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_path_is_read_as_it_was_kept(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("settings") / "config.toml"
    keep("network", text, file)
    assert load(file).network == Path(text)


def test_a_link_to_where_somebody_keeps_such_files_stays_one(file: Path, tmp_path: Path) -> None:
    kept = written(tmp_path / "dotfiles" / "netterm.toml", 'theme = "netterm-dark"\n')
    file.parent.mkdir()
    file.symlink_to(kept)
    keep("language", "th", file)
    assert file.is_symlink()
    assert load(kept).language is Language.TH


def test_a_file_that_others_may_read_stays_so(file: Path) -> None:
    written(file, "").chmod(0o644)
    keep("language", "th", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_the_environment_may_name_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETTERM_CONFIG", str(file))
    assert config_path() == file
