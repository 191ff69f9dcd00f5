"""What a person chooses for this computer while the program runs: language and colours, kept a moment later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from netterm.errors import Failure
from netterm.locale import Language, _, current, use
from netterm.screens.shell import LanguageChanged, Shell, Tone
from netterm.screens.terminal.app import Letters

if TYPE_CHECKING:
    from textual.app import App

    _AnyApp = App[Any]
else:
    _AnyApp = object

__all__ = ["Choices", "Settled"]

Settled = Callable[[str, str], None]
"""Keeps a setting (``language``, ``theme``); called in a thread."""

_SETTLED = 0.3
"""Seconds after which a setting that was not changed again is kept."""


class Choices(_AnyApp):
    """To be mixed into an app that is a `Shell`."""

    settled: Settled
    letters: Letters
    """What the terminal can draw."""
    _unkept: dict[str, str]

    def begin_choices(self, settled: Settled) -> None:
        """Keep by `settled` what is chosen from now on."""
        self.settled, self._unkept = settled, {}

    def do_program_language(self) -> None:
        language = Language.EN if current() is Language.TH else Language.TH
        if language is Language.TH and self.letters is not Letters.ALL:
            cast(Shell, self).say(_("This terminal cannot show Thai: choose it in one that can."), Tone.WARNED)
            return
        use(language)
        self._keep_choice("language", language.value)
        cast(Shell, self).news.publish(LanguageChanged())

    def choose_theme(self, theme: str) -> None:
        """Wear these colours from now on, also the next time."""
        self.theme = theme
        self._keep_choice("theme", theme)

    def keep_choices(self) -> None:
        """Now; not for the loop. Raises a `Failure` where a setting cannot be kept."""
        while self._unkept:
            self.settled(*self._unkept.popitem())

    def _keep_choice(self, name: str, value: str) -> None:
        self._unkept[name] = value
        work: Callable[[], Awaitable[None]] = self._keep_soon
        self.run_worker(work, group="keep", exclusive=True)

    async def _keep_soon(self) -> None:
        await asyncio.sleep(_SETTLED)
        try:
            await asyncio.to_thread(self.keep_choices)
        except Failure as failure:
            cast(Shell, self).say(failure.sentence(), Tone.WARNED)
