"""The program with a fault in it: switching the language divides by nothing."""

from netterm.app import NettermApp
from netterm.cli import main


def _fault(_app: NettermApp) -> None:
    _ = 1 / 0


if __name__ == "__main__":
    NettermApp.do_program_language = _fault  # type: ignore[method-assign,assignment]  # a fault that nobody has made yet
    main()
