from pathlib import Path

import pytest

from tests.scenarios.bad_input.desk import Desk, desk


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A laptop with a network."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return desk(tmp_path)
