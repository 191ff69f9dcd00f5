"""A replica of a network: the signed log, the keys, the trust rules, and the tables that follow from the log.

This is the store's public face; other rooms import from here and nowhere deeper. Each name is loaded with its module
when it is first used, so that who opens a replica does not wait for what founds one.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netterm.store.actions import Action, NoRight, NotThere, WrongForm
    from netterm.store.certificates import Stranger, identity_of, stranger_context, tls_context
    from netterm.store.database import DatabaseBusy, DatabaseUnreadable, DiskFull
    from netterm.store.deeds import Deed, Standing
    from netterm.store.entries import NAME, Gap, Head, Log, Merged, Outgoing, Refused, Total
    from netterm.store.erasure import StubWithoutErasure
    from netterm.store.founding import Admission, Founding, WrongKit, found, joined, recover
    from netterm.store.holdings import Changed
    from netterm.store.inbox import Alternative, Conflict
    from netterm.store.keys import (
        IdentityExists,
        KeyFileDamaged,
        NoIdentity,
        PassphraseEmpty,
        PassphraseNeeded,
        SeveralIdentities,
        StoredIdentity,
        WrongPassphrase,
        fingerprint,
        identities,
        write_privately,
    )
    from netterm.store.kit import RecoveryKit, generate_passphrase
    from netterm.store.passport import NetworkExists, NoNetwork, exists
    from netterm.store.past import Change
    from netterm.store.powers import (
        all_series,
        hand_over_numbers,
        readmit_identity,
        remove_identity,
        series_given_by,
        set_roles,
    )
    from netterm.store.reading import SearchResult
    from netterm.store.records import Record
    from netterm.store.replica import Replica
    from netterm.store.segments import MAX_BATCH
    from netterm.store.shared import Edit, SharedText
    from netterm.store.trust import IdentityState, Trust, UpgradeNeeded
    from netterm.store.verification import Verification

_MODULES = {
    "actions": "Action NoRight NotThere WrongForm",
    "certificates": "Stranger identity_of stranger_context tls_context",
    "database": "DatabaseBusy DatabaseUnreadable DiskFull",
    "deeds": "Deed Standing",
    "entries": "NAME Gap Head Log Merged Outgoing Refused Total",
    "erasure": "StubWithoutErasure",
    "founding": "Admission Founding WrongKit found joined recover",
    "holdings": "Changed",
    "inbox": "Alternative Conflict",
    "keys": "IdentityExists KeyFileDamaged NoIdentity PassphraseEmpty PassphraseNeeded"
    " SeveralIdentities StoredIdentity WrongPassphrase fingerprint identities write_privately",
    "kit": "RecoveryKit generate_passphrase",
    "passport": "NetworkExists NoNetwork exists",
    "past": "Change",
    "powers": "all_series hand_over_numbers readmit_identity remove_identity series_given_by set_roles",
    "reading": "SearchResult",
    "records": "Record",
    "replica": "Replica",
    "segments": "MAX_BATCH",
    "shared": "Edit SharedText",
    "trust": "IdentityState Trust UpgradeNeeded",
    "verification": "Verification",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = [
    "MAX_BATCH",
    "NAME",
    "Action",
    "Admission",
    "Alternative",
    "Change",
    "Changed",
    "Conflict",
    "DatabaseBusy",
    "DatabaseUnreadable",
    "Deed",
    "DiskFull",
    "Edit",
    "Founding",
    "Gap",
    "Head",
    "IdentityExists",
    "IdentityState",
    "KeyFileDamaged",
    "Log",
    "Merged",
    "NetworkExists",
    "NoIdentity",
    "NoNetwork",
    "NoRight",
    "NotThere",
    "Outgoing",
    "PassphraseEmpty",
    "PassphraseNeeded",
    "Record",
    "RecoveryKit",
    "Refused",
    "Replica",
    "SearchResult",
    "SeveralIdentities",
    "SharedText",
    "Standing",
    "StoredIdentity",
    "Stranger",
    "StubWithoutErasure",
    "Total",
    "Trust",
    "UpgradeNeeded",
    "Verification",
    "WrongForm",
    "WrongKit",
    "WrongPassphrase",
    "all_series",
    "exists",
    "fingerprint",
    "found",
    "generate_passphrase",
    "hand_over_numbers",
    "identities",
    "identity_of",
    "joined",
    "readmit_identity",
    "recover",
    "remove_identity",
    "series_given_by",
    "set_roles",
    "stranger_context",
    "tls_context",
    "write_privately",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
