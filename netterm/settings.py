"""What a person chose for this computer: language, colours, keys. A small TOML file that they may write by hand.

It is ``config.toml`` in the platform's folder for settings, or the file that ``NETTERM_CONFIG`` names; it is the
person's, not the network's, so it lies apart from the data and holds for every network. For example::

    language = "th"            # or "en"
    theme = "netterm-light"
    network = "/home/somsri/netterm"    # the network that the screens open where there is none at the usual place
    read_only = true           # nothing is changed from here

    [keys]                     # other keys for commands, by their names
    "task.new" = "Ctrl+K"      # one, or several with commas; "" for none

What is wrong in it is said in one sentence per line, and is as if it were not there. What the program writes into it
leaves everything else as it was, comments too.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from netterm.errors import Failure, Words, refusal
from netterm.locale import N_, Language

__all__ = ["ENVIRONMENT", "NotKept", "Settings", "config_path", "keep", "load"]

ENVIRONMENT: Final = "NETTERM_CONFIG"
_LARGEST: Final = 1 << 20
"""Characters; nobody writes so many."""


class NotKept(Failure):
    """A setting holds until the program ends, and is not written down."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says; None and nothing for what it does not."""

    language: Language | None = None
    theme: str | None = None
    network: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    """Other keys for commands, by the commands' ids; several have commas between them."""
    read_only: bool = False
    """Whether nothing may be written from here."""
    mistakes: tuple[Failure, ...] = ()
    """One for each line that is not understood."""


def config_path() -> Path:
    """Where the file is, or shall be."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_config_dir("netterm", appauthor=False)) / "config.toml"


def load(path: Path | None = None) -> Settings:
    """What the file at `path`, or else at `config_path`, says. Never fails: see `Settings.mistakes`."""
    path = path or config_path()
    text = ""
    try:
        text = _read(path)
        found = _parsed(text)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        return Settings(read_only=_may_mean_read_only(text), mistakes=(_unreadable(path, error),))
    mistakes: list[Failure] = []
    return Settings(
        _language(found, path, mistakes),
        _text(found, "theme", path, mistakes),
        Path(network) if (network := _text(found, "network", path, mistakes)) else None,
        dict(_keys(found, path, mistakes)),
        _flag(found, "read_only", path, mistakes),
        tuple(mistakes),
    )


def keep(name: str, value: str, path: Path | None = None) -> None:
    """Write one setting of one word into the file, atomically. Raises `NotKept`."""
    path = path or config_path()
    try:
        before = _read(path)
    except FileNotFoundError:
        before = ""
    except (OSError, ValueError) as error:
        raise _not_kept(path, error) from error
    try:
        after = _with(before, name, value)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, after)
    except (OSError, ValueError) as error:
        raise _not_kept(path, error) from error


class _Amiss(ValueError):  # noqa: N818 - as a failure is called
    """What the file says is not understood; why, in words of ours."""

    def __init__(self, why: Words) -> None:
        super().__init__()
        self.why = why


def _parsed(text: str) -> Mapping[str, object]:
    """Raises `_Amiss` where it is no TOML: the parser's own words are English, and not for everybody."""
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, column = _place_of(error, text)
        why = N_("what stands near line {line}, column {column} is not understood")
        raise _Amiss(Words(why, line=line, column=column)) from error


def _place_of(error: Exception, text: str) -> tuple[int, int]:
    """Line and column from 1: as the parser says them, else those of the text's last character."""
    if found := re.search(r"\(at line (\d+), column (\d+)\)", str(error)):
        return int(found[1]), int(found[2])
    lines = text.rstrip().splitlines() or [""]
    return len(lines), max(len(lines[-1]), 1)


def _may_mean_read_only(text: str) -> bool:
    """Whether a text that is not understood as a whole seems to ask for it: too careful is better than too free."""
    return re.search(r"(?m)^[ \t]*read_only[ \t]*=(?![ \t]*false\b)", text) is not None


def _read(path: Path) -> str:
    """Raises `_Amiss` for what is no text."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(_LARGEST)
    except UnicodeDecodeError as error:
        raise _Amiss(Words(N_("it is no text in UTF-8"))) from error


def _with(before: str, name: str, value: str) -> str:
    """The file with another value for a setting above its first table. Raises `_Amiss` where that cannot be done."""
    _parsed(before)
    line = f"{name} = {_quoted(value)}"
    top, table, rest = _apart(before)
    above, changed = re.subn(rf"(?m)^[ \t]*{name}[ \t]*=.*$", lambda _found: line, top, count=1)
    after = (above if changed else _ended(top) + line + "\n") + table + rest
    if _parsed(after).get(name) != value:
        raise _Amiss(Words(N_("“{name}” stands there over several lines"), name=name))
    return after


def _apart(text: str) -> tuple[str, str, str]:
    """What stands before the first table, its line, and all behind it."""
    found = re.search(r"(?m)^[ \t]*\[.*$", text)
    return (text, "", "") if found is None else (text[: found.start()], found[0], text[found.end() :])


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _quoted(value: str) -> str:
    """A basic string of TOML."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in escaped) + '"'


def _write(path: Path, text: str) -> None:
    """The old file or the new one, whatever happens."""
    target = path.resolve()  # a link to where somebody keeps such files stays a link
    number, name = tempfile.mkstemp(prefix=target.name, dir=target.parent)
    try:
        with open(number, "w", encoding="utf-8") as file:  # noqa: PTH123 - of a number
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _language(found: Mapping[str, object], path: Path, mistakes: list[Failure]) -> Language | None:
    named = _text(found, "language", path, mistakes)
    if named is None or named in {each.value for each in Language}:
        return None if named is None else Language(named)
    mistakes.append(_mistake(path, "language", N_("it is “th” or “en”")))
    return None


def _text(found: Mapping[str, object], name: str, path: Path, mistakes: list[Failure]) -> str | None:
    value = found.get(name)
    if value is None or isinstance(value, str):
        return value or None
    mistakes.append(_mistake(path, name, N_("it is a text in quotation marks")))
    return None


def _flag(found: Mapping[str, object], name: str, path: Path, mistakes: list[Failure]) -> bool:
    """Who wrote something that is no answer meant yes: too careful is better than too free."""
    value = found.get(name, False)
    if not isinstance(value, bool):
        sentence = N_("“{name}” in {file} is taken for true: it is true or false, without quotation marks.")
        mistakes.append(Failure(sentence, name=name, file=path))
    return value is not False


def _keys(found: Mapping[str, object], path: Path, mistakes: list[Failure]) -> Iterator[tuple[str, str]]:
    keys = found.get("keys", {})
    if not isinstance(keys, dict):
        mistakes.append(_mistake(path, "keys", N_("it is a table of commands and their keys")))
        return
    for command, wanted in keys.items():
        if isinstance(wanted, str):
            yield command, wanted
        elif isinstance(wanted, list) and all(isinstance(each, str) for each in wanted):
            yield command, ",".join(wanted)
        else:
            mistakes.append(_mistake(path, command, N_("it is the name of a key, in quotation marks")))


def _mistake(path: Path, name: str, expected: str) -> Failure:
    return Failure(N_("“{name}” in {file} is left out: {expected}."), name=name, file=path, expected=Words(expected))


def _unreadable(path: Path, error: Exception) -> Failure:
    return Failure(N_("The settings in {file} are left out: {reason}."), file=path, reason=_reason(error))


def _not_kept(path: Path, error: Exception) -> NotKept:
    return NotKept(N_("This setting is not kept, for {file} cannot be changed: {reason}."), file=path,
                   reason=_reason(error))  # fmt: skip


def _reason(error: Exception) -> object:
    if isinstance(error, _Amiss):
        return error.why
    return refusal(error) if isinstance(error, OSError) else str(error)
