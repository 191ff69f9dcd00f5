"""The command line as tests type it: each line opens the data anew, as a process of its own would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from netterm.cli.door import program
from netterm.locale import Language, use


@dataclass(frozen=True)
class Said:
    """What came of a line."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def last(self) -> str:
        return self.lines[-1]

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """Where lines are typed: one data directory."""

    data: Path

    def __call__(self, *line: str, typed: str | None = None, env: dict[str, str | None] | None = None) -> Said:
        use(Language.EN)
        result = CliRunner().invoke(program, ["--data", str(self.data), *line], input=typed, env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def good(self, *line: str, typed: str | None = None, env: dict[str, str | None] | None = None) -> Said:
        """A line that does what it says."""
        said = self(*line, typed=typed, env=env)
        assert said.code == 0, said.err
        return said

    def refused(self, *line: str, code: int = 1) -> tuple[str, str]:
        """What a line says that fails, in English and in Thai: one sentence each, and nothing else."""
        said, thai = self(*line), self("--lang", "th", *line)
        assert (said.code, thai.code) == (code, code)
        for each in (said, thai):
            assert each.err.count("\n") == 1
            assert "Traceback" not in each.err
        return said.err.strip(), thai.err.strip()

    def add(self, *line: str) -> str:
        """The id of a new record."""
        return self.good("add", *line).last
