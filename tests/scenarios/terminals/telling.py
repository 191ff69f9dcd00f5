"""The program, which writes down everything that a key told it: one a line, into the file that ``TOLD`` names.

Its screens stand as always, but once that file with ``.armed`` behind its name is there, commands are only written
down: so the same screen can be asked about every key.
"""

import os
from pathlib import Path
from typing import Any

from netterm.app import NettermApp
from netterm.cli import main, screens
from netterm.screens.sync_control import WithoutSync

TOLD = Path(os.environ["TOLD"])
ARMED = TOLD.with_name(TOLD.name + ".armed")

_run_action = NettermApp.run_action


def _write_down(line: str) -> None:
    with TOLD.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


async def _heard(app: NettermApp, action: Any, *where: Any, **how: Any) -> bool:
    _write_down(str(action))
    if ARMED.exists() and str(action).startswith("tell("):
        return True
    return await _run_action(app, action, *where, **how)


if __name__ == "__main__":
    screens.start_sync = lambda replica: WithoutSync()  # another test's program has the same network
    NettermApp.run_action = _heard  # type: ignore[method-assign,assignment]  # a pen at the door of every command
    main()
