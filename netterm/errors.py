"""Failures that a person can meet, each one sentence in their language."""

import errno
from collections.abc import Mapping
from typing import Final

from netterm.locale import N_, Language, _, fill

__all__ = ["Failure", "Words", "refusal"]


class Words:
    """Words of ours within a sentence, in the language in which the sentence is said; `msgid` and `params` as there."""

    def __init__(self, msgid: str, /, **params: object) -> None:
        self._msgid, self._params = msgid, params

    def said(self, language: Language | None = None) -> str:
        """The words in `language`, or in the current one."""
        return fill(_(self._msgid, language), self._params)

    def __str__(self) -> str:
        return self.said()


class Failure(Exception):  # noqa: N818 - a person meets a failure; an error is ours
    """Something that did not work, in one sentence: what happened, what was kept, what to do.

    `msgid` is that sentence in English with {named} places, a literal so that the catalogue finds it; `params` fill the
    places and are treated as data, whoever chose them, but for `Words`. Each kind that a caller tells apart is a
    subclass.
    """

    def __init__(self, msgid: str, /, **params: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.params = params

    def sentence(self, language: Language | None = None) -> str:
        """The sentence in `language`, or in the current one."""
        params = {name: each.said(language) if isinstance(each, Words) else each for name, each in self.params.items()}
        return fill(_(self.msgid, language), params)

    def __str__(self) -> str:
        return self.sentence()


_REFUSALS: Final[Mapping[int, str]] = {
    errno.EPERM: N_("this computer does not allow it"),
    errno.EACCES: N_("this computer does not allow it"),
    errno.EROFS: N_("it can only be read there"),
    errno.ENOENT: N_("it is not there, or one of its folders is not"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("one of its folders is a file"),
    errno.EEXIST: N_("it is there already"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EBUSY: N_("another program uses it"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EFBIG: N_("it would be too large"),
    errno.EIO: N_("the disk does not answer as it should"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.EADDRINUSE: N_("another program is there already"),
    errno.EADDRNOTAVAIL: N_("this computer has no such address"),
    errno.ECONNREFUSED: N_("nobody answers there"),
    errno.ECONNRESET: N_("the other side broke off"),
    errno.ETIMEDOUT: N_("nobody answered in time"),
    errno.ENETUNREACH: N_("there is no way there from here"),
    errno.EHOSTUNREACH: N_("there is no way there from here"),
}


def refusal(error: OSError) -> "Words | str":
    """Why the operating system said no, for the place of a reason in a sentence; its own words where we have none."""
    why = _REFUSALS.get(error.errno or 0)
    return Words(why) if why else error.strerror or str(error) or type(error).__name__
