"""Writes the cheat sheet into the guide, in both languages: ``python -m tools.cheatsheet``.

It is made from the registry, with the keys that the program comes with: run it when a key or a label has changed.
"""

from pathlib import Path
from typing import Final

from netterm.cli.cheatsheet import as_markdown, sheet
from netterm.cli.keys_told import as_remapped
from netterm.locale import Language, current, use

GUIDE: Final = Path(__file__).parent.parent / "docs" / "guide"
_NOTES: Final = {
    Language.TH: "[คู่มือ](th.md) · พิมพ์ A4 หน้าเดียว: `netterm --lang th help cheatsheet --docx cheatsheet.docx`",
    Language.EN: "[Guide](en.md) · to print on an A4 page: `netterm --lang en help cheatsheet --docx cheatsheet.docx`",
}


def page(language: Language) -> str:
    """The page of the guide in a language."""
    before = current()
    use(language)
    try:
        with as_remapped() as as_declared:
            as_declared()
            return as_markdown(sheet(), _NOTES[language])
    finally:
        use(before)


def path_of(language: Language) -> Path:
    """Where that page is kept."""
    return GUIDE / f"cheatsheet-{language.value}.md"


def main() -> None:
    """Write both."""
    for language in Language:
        path_of(language).write_text(page(language), encoding="utf-8")
        print(path_of(language).relative_to(GUIDE.parent.parent))


if __name__ == "__main__":
    main()
