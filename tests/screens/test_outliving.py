"""Output to a terminal that is gone."""

import io
import sys

import pytest

from netterm.screens.terminal.outliving import outliving_the_terminal


class Gone(io.StringIO):
    """A terminal without anybody at it."""

    def write(self, _text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


def test_what_nobody_can_see_any_more_is_taken_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Gone()
    monkeypatch.setattr(sys, "__stderr__", gone)
    with outliving_the_terminal():
        assert sys.__stderr__ is not None
        assert sys.__stderr__.write("abc") == 3
        sys.__stderr__.flush()
        assert sys.__stderr__.closed is False
    assert vars(sys)["__stderr__"] is gone
    with pytest.raises(OSError, match="Input/output"):
        gone.write("abc")
