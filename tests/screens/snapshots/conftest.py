"""The networks that are looked at, made once."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the networks are made, once for all walks."""
    return tmp_path_factory.mktemp("networks")
