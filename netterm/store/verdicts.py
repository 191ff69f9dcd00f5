"""Why an entry that is validly signed and linked was kept and forwarded, but not applied."""

from __future__ import annotations

import enum

from netterm.locale import N_


class Verdict(enum.StrEnum):
    """The rule that an entry's content breaks."""

    MALFORMED = "malformed"
    TYPE = "type"
    STATE = "state"
    ROLE = "role"
    TEXT = "text"
    DEPENDED = "depended"
    """Applied all the same: its author had no right to it, but words that count were written on its text."""
    UNKNOWN = "unknown"
    """Partly or wholly of a newer version: its known parts are applied, the rest waits for the upgrade."""

    @property
    def is_applied(self) -> bool:
        """Whether the entry counts, wholly or in part, for all that there is to say of it."""
        return self in {Verdict.DEPENDED, Verdict.UNKNOWN}

    @property
    def msgid(self) -> str:
        """One sentence, to be translated."""
        return _SENTENCES[self]


_SENTENCES = {
    Verdict.MALFORMED: N_("It has no form that this program knows."),
    Verdict.TYPE: N_("A value has the wrong form."),
    Verdict.STATE: N_("It moves a state where it cannot go."),
    Verdict.ROLE: N_("Its author had no right to write this."),
    Verdict.TEXT: N_("Its shared text does not continue what its author wrote before."),
    Verdict.DEPENDED: N_("Its author had no right to write this, but others wrote on; so its text stays."),
    Verdict.UNKNOWN: N_("Part of it is from a newer version; it takes effect after the upgrade."),
}
