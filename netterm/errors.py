"""Failures that a person can meet, each one sentence in their language."""

from netterm.locale import Language, _, fill

__all__ = ["Failure"]


class Failure(Exception):  # noqa: N818 - a person meets a failure; an error is ours
    """Something that did not work, in one sentence: what happened, what was kept, what to do.

    `msgid` is that sentence in English with {named} places, a literal so that the catalogue finds it; `params` fill the
    places and are treated as data, whoever chose them. Each kind that a caller tells apart is a subclass.
    """

    def __init__(self, msgid: str, /, **params: object) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.params = params

    def sentence(self, language: Language | None = None) -> str:
        """The sentence in `language`, or in the current one."""
        return fill(_(self.msgid, language), self.params)

    def __str__(self) -> str:
        return self.sentence()
