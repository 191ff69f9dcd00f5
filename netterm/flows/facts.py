"""Records of a replica as the rules of ``netterm.model`` take them, and the two questions every flow asks."""

from typing import Final

from netterm.errors import Failure
from netterm.locale import N_, Language
from netterm.model import Value
from netterm.store import Record, Replica

__all__ = ["WRITTEN_IN", "Gone", "facts", "known", "later", "ref", "stamp", "text_of"]


WRITTEN_IN: Final = Language.TH
"""The language of sentences that go into shared data. They stand in official papers and are read on every laptop of the
network, so they follow no screen's language."""


class Gone(Failure):
    """A record that a flow was asked about was deleted meanwhile, or never came here."""


def facts(record: Record) -> dict[str, Value]:
    """A record's single values by field name, and its ``id``."""
    held = ((each.name, record[each.name]) for each in record.entity.fields)
    return {name: value for name, value in held if not isinstance(value, tuple)} | {"id": record.id}


def known(replica: Replica, entity: str, id_: bytes) -> Record:
    """The record of that id; `Gone` where there is none."""
    found = replica.get(entity, id_)
    if found is None or found.deleted:
        raise Gone(N_("This is not there any more: {what}."), what=replica.schema[entity].label)
    return found


def ref(record: Record, name: str) -> bytes | None:
    """The id that a reference holds."""
    value = record[name]
    return value if isinstance(value, bytes) else None


def text_of(record: Record, name: str) -> str:
    """A text, date or code as it is stored; '' where there is none."""
    value = record[name]
    return value if isinstance(value, str) else ""


def stamp(replica: Replica) -> str:
    """Now, as a stored moment."""
    return replica.now().replace(tzinfo=None).isoformat(timespec="minutes")


def later(moment: str, other: str) -> str:
    """The later of two stored moments: what follows must not be before, though another laptop's clock is ahead."""
    return max(moment, other)
