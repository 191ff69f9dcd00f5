"""Failures about records: labels in their sentences are in the language of the sentence."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from netterm.errors import Failure
from netterm.language.clean import clean_line
from netterm.language.clusters import cut_to_cells
from netterm.locale import N_, Language, _, fill
from netterm.model.kinds import MAX_PROSE

__all__ = ["InvalidValue", "RecordFailure", "TextTooLong", "repeated"]

_REPEATED_CELLS = 40


@runtime_checkable
class Spoken(Protocol):
    """Something with a text in each language, such as a label."""

    def text(self, language: Language | None = None) -> str: ...


class RecordFailure(Failure):
    """A failure that names labels, or gives another failure as its reason."""

    def sentence(self, language: Language | None = None) -> str:
        """The sentence in ``language`` or the current one, with every label in it in the same."""
        return fill(_(self.msgid, language), _spoken(self.params, language))


class InvalidValue(RecordFailure):
    """What was typed does not fit the field; the sentence names the field, what was typed, and what fits."""


class TextTooLong(Failure):
    """A text that several write at once would become longer than it may be; it stays as it was."""

    def __init__(self, count: int) -> None:
        super().__init__(
            N_(
                "This text would be {count:,} characters long, and at most {most:,} are kept. Nothing of it was "
                "written: shorten it."
            ),
            count=count,
            most=MAX_PROSE,
        )


def repeated(typed: str) -> str:
    """What was typed, cleaned and short enough to be repeated in a sentence."""
    return cut_to_cells(clean_line(typed), _REPEATED_CELLS, "…")


def _spoken(params: Mapping[str, object], language: Language | None) -> dict[str, object]:
    return {name: _in_language(value, language) for name, value in params.items()}


def _in_language(value: object, language: Language | None) -> object:
    if isinstance(value, Spoken):
        return value.text(language)
    if isinstance(value, Failure):
        return value.sentence(language)
    if isinstance(value, tuple):
        return ", ".join(str(_in_language(each, language)) for each in value)
    return value
