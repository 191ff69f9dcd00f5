"""Language and model take clocks, files and chance from nobody: what import contracts cannot see of that."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import netterm

ROOMS = ("language", "model")
FILES = sorted(path for room in ROOMS for path in (Path(netterm.__path__[0]) / room).rglob("*.py"))
CLOCKS = {"now", "today", "utcnow", "fromtimestamp", "localtime"}
DOORS = {"open", "input", "print", "exec", "eval", "__import__", "breakpoint"}
READS = {"read_text", "read_bytes", "write_text", "write_bytes", "open"}
READS_ITS_DATA = {"words.py"}
"""The word list is a file of the package."""


def impurities(source: str) -> Iterator[str]:
    """The calls in ``source`` that ask a clock, a file or a person."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in DOORS:
                yield f"{node.lineno}: {name}()"
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id="date" | "datetime"))) if name in CLOCKS:
                yield f"{node.lineno}: {name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in READS:
                yield f"{node.lineno}: .{name}()"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_pure_file_asks_no_clock_and_opens_nothing(path: Path) -> None:
    found = list(impurities(path.read_text(encoding="utf-8")))
    assert [each for each in found if path.name not in READS_ITS_DATA or "read" not in each] == []


def test_what_asks_a_clock_or_a_file_is_seen() -> None:
    source = "date.today()\ndatetime.now()\nopen('x')\nPath('x').read_text()\nreading.today\n"
    assert list(impurities(source)) == ["1: today()", "2: now()", "3: open()", "4: .read_text()"]
