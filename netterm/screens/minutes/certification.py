"""The minutes of the meeting before, certified where a resolution under heading 2 says so."""

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.certification import to_certify, unused_resolution
from netterm.flows.facts import known, ref, text_of
from netterm.locale import N_, _, message
from netterm.screens.meetings.certifying import Certifiable, certifiable
from netterm.screens.meetings.moved_on import ask_certification
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.store import Replica

__all__ = ["CertifyingThere"]

COMMANDS.add(
    Command(
        "minutes.certify", N_("Certify the minutes before"),
        N_("Those of the last meeting, by the resolution under heading 2."), (), Group.MEETING, HERE, writes=True,
    ),
)  # fmt: skip


class CertifyingThere(MinutesBase):
    """The part of the minutes screen that offers to certify what a resolution has just certified."""

    async def resolved(self, resolution: bytes) -> None:
        await super().resolved(resolution)
        if await self.store(lambda replica: _certifies_here(replica, resolution, self.meeting)):
            await self._ask(resolution)

    async def do_minutes_certify(self) -> None:
        waiting = await self.store(lambda replica: _waiting(replica, self.meeting))
        if waiting is None:
            key = COMMANDS.shown_key("minutes.resolution")
            self.say_quietly(message("Record under heading 2 that they are certified: {key}.", key=key))
        else:
            await self._ask(waiting)

    async def _ask(self, resolution: bytes) -> None:
        """One after the other, where the minutes of several meetings wait."""
        for about in await self.store(lambda replica: _certifiable(replica, self.meeting, resolution)):
            if await ask_certification(self, about, self.view.names) is None:
                self.say_quietly(_("Not certified yet: the palette has “Certify the minutes before”."))
                return
            self.say(N_("The minutes of meeting {number} are certified and final."), number=about.number)


def _certifies_here(replica: Replica, resolution: bytes, meeting: bytes) -> bool:
    record = replica.get("resolution", resolution)
    if record is None or record["verb"] != "certify" or replica.count("minutes_version", {"certified_by": resolution}):
        return False
    item = known(replica, "agenda_item", ref(record, "item") or b"")
    return ref(item, "meeting") == meeting and text_of(item, "heading") == "2"


def _certifiable(replica: Replica, meeting: bytes, resolution: bytes) -> list[Certifiable]:
    return [certifiable(replica, version.id, resolution) for version in to_certify(replica, meeting)]


def _waiting(replica: Replica, meeting: bytes) -> bytes | None:
    """The resolution of this meeting that certifies and has not done so yet."""
    return unused_resolution(replica, meeting) if to_certify(replica, meeting) else None
