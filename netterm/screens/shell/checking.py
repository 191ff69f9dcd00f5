"""Checking the data from within the program: every signature, every chain, and the tables against the log."""

from typing import TYPE_CHECKING, Any, cast

from netterm.locale import _, message, ngettext
from netterm.screens.shell import Shell

if TYPE_CHECKING:
    from textual.app import App

    from netterm.store import Verification

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["Checking"]


class Checking(_AnyApp):
    """To be mixed into an app that is a `Shell`."""

    async def do_data_verify(self) -> None:
        """Takes its time, says how far it is, and can be stopped."""
        from netterm.screens.shell.long_work import with_progress
        from netterm.screens.widgets.reading import Tell

        shell = cast(Shell, self)
        found = await with_progress(self.screen, _("Checking the data…"), shell.replica.verify)
        if found is None:
            shell.say(_("Stopped. Nothing was changed."))
        elif found.clean:
            shell.say(_checked(found))
        else:
            await self.push_screen(Tell(_checked(found), "\n".join(found.problems)))


def _checked(found: "Verification") -> str:
    entries = ngettext("{count:,} entry checked", "{count:,} entries checked", found.entries)
    problems = len(found.problems)
    if not problems:
        return message("{entries}: all is well.", entries=entries.format(count=found.entries))
    wrong = ngettext("{count:,} thing is wrong", "{count:,} things are wrong", problems).format(count=problems)
    return message("{entries}: {wrong}.", entries=entries.format(count=found.entries), wrong=wrong)
