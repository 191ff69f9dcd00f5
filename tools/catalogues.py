"""Keeps the Thai catalogue true to the code: extract, merge, compile, check.

`python -m tools.catalogues` rewrites netterm.po and netterm.mo from the code and the translations at hand;
`python -m tools.catalogues MORE.po ...` takes translations from further files in as well, which win over those at hand;
`python -m tools.catalogues --check` changes nothing and fails when the catalogue does not fit the code.
"""

import argparse
import ast
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import SEEK_END, BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "netterm"
FUNCTIONS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "message": None, "ngettext": (1, 2)}

HEADER = """\
# Thai for netterm. The msgids come from the code (make catalogues); the msgstr are written by hand.
msgid ""
msgstr ""
"Project-Id-Version: netterm\\n"
"Language: th\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
# Babel dates what it writes; a file that is compared with itself has no date.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def catalogue_path(package: Path) -> Path:
    """Where the Thai catalogue of `package` is; its compiled form stands beside it as `.mo`."""
    return package / "locale" / "th" / "LC_MESSAGES" / "netterm.po"


def failures(package: Path) -> set[str]:
    """Names of `Failure` and its subclasses in `package`: the first argument of each is a msgid."""
    bases = {
        node.name: {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ClassDef)
    }
    found = {"Failure"}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


def extract(package: Path) -> Catalog:
    """Every msgid in the code of `package`, with the files that say it."""
    keywords = FUNCTIONS | dict.fromkeys(failures(package))
    template = Catalog(locale="th", project="netterm", charset="utf-8")
    found = extract_from_dir(
        package, method_map=[("**.py", "python")], keywords=keywords, comment_tags=("Translators:",)
    )
    for filename, _line, msgid, comments, context in found:
        template.add(
            msgid, locations=[(f"netterm/{Path(filename).as_posix()}", 0)], auto_comments=comments, context=context
        )
    return template


def merge(package: Path, more: Sequence[Path] = ()) -> Catalog:
    """The catalogue as the code wants it, with the translations at hand and those in `more`."""
    template = extract(package)
    catalogue = _read(catalogue_path(package))
    for path in more:
        for message in _read(path):
            if message.id and message.string:
                catalogue.delete(message.id)
                catalogue[message.id] = message
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def write(package: Path, catalogue: Catalog) -> None:
    """Write `catalogue` and its compiled form into `package`; what the code no longer says is left out."""
    path = catalogue_path(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_as_po(catalogue))
    path.with_suffix(".mo").write_bytes(_as_mo(_read(path)))


def faults(package: Path) -> Iterator[str]:
    """What is wrong with the catalogue of `package`, one line each; none if it fits the code and is compiled."""
    path = catalogue_path(package)
    at_hand = _read(path)
    wanted = merge(package)
    for message in wanted:
        if message.id:
            yield from _message_faults(message)
    if _as_po(at_hand) != _as_po(wanted):
        yield f"{path.name} does not fit the code: make catalogues"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _as_mo(at_hand):
        yield f"{compiled.name} is not compiled from {path.name}: make catalogues"


def _message_faults(message: Message) -> Iterator[str]:
    originals, translations = _forms(message.id), _forms(message.string)
    if not any(translations):
        yield f"no Thai for {originals[0]!r}"
        return
    if message.fuzzy:
        yield f"doubtful Thai for {originals[0]!r}"
    try:
        allowed = set().union(*map(_places, originals))
        for translation in translations:
            if _places(translation) - allowed or (len(originals) == 1 and _places(translation) != allowed):
                yield f"other places in the Thai of {originals[0]!r}: {translation!r}"
    except ValueError as error:
        yield f"braces do not match in {originals[0]!r}: {error}"


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _places(text: str) -> set[str]:
    """The named places of a template: 'id' and 'n' of '{id} has {n:,}'."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _read(path: Path) -> Catalog:
    catalogue = read_po(BytesIO(path.read_bytes() if path.exists() else HEADER.encode()), locale="th")
    catalogue.creation_date = catalogue.revision_date = UNDATED
    return catalogue


def _as_po(catalogue: Catalog) -> bytes:
    out = BytesIO(HEADER.encode())
    out.seek(0, SEEK_END)
    write_po(
        out,
        catalogue,
        width=120,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
        omit_header=True,
    )
    return out.getvalue()


def _as_mo(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the module's docstring says; the exit code says whether the catalogue is complete."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, only tell what is wrong")
    parser.add_argument("more", nargs="*", type=Path, metavar="MORE.po", help="files with further translations")
    options = parser.parse_args(arguments)
    if not options.check:
        write(PACKAGE, merge(PACKAGE, options.more))
    found = list(faults(PACKAGE))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
