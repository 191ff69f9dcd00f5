"""Whether certified minutes leave out something that their records say; papers are loaded only where that is asked."""

from netterm.store import Replica

__all__ = ["says_more"]


def says_more(replica: Replica, meeting: bytes) -> bool:
    """Whether the records of a meeting say something else than its certified text."""
    from netterm.papers.passages import not_certified

    return bool(not_certified(replica, meeting))
