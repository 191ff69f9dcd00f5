"""The command line: the same verbs as the screens, for scripts, screen readers and people who prefer it.

What a command prints as saved is saved. It ends with 0 only if all went well; otherwise one sentence on stderr says
what happened, in the language of whoever typed it.
"""

import os
from collections.abc import Sequence

from netterm import settings
from netterm.cli import door
from netterm.locale import use

__all__ = ["main"]


def main(args: Sequence[str] | None = None) -> None:
    """Do what the command line says, and end the process with its exit code."""
    door.speak_utf8()
    chosen = None if os.environ.get("NETTERM_LANG") else settings.load().language
    if chosen is not None:
        use(chosen)
    door.program.main(args, prog_name="netterm")
