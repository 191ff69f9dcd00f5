"""The face of the room is complete, and costs nothing until it is used."""

import subprocess
import sys

import pytest

import netterm.language


def test_every_name_of_the_face_is_there_and_no_other() -> None:
    for name in netterm.language.__all__:
        assert getattr(netterm.language, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = netterm.language.no_such_name


def test_the_face_names_what_it_loads() -> None:
    assert sorted(netterm.language._HOME) == sorted(netterm.language.__all__)


def test_coming_in_loads_no_part_of_the_room() -> None:
    code = (
        "import sys, netterm.language; print([m for m in sys.modules if m.startswith(('netterm.language.', 'rich'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
