"""Who comes in and who goes out during a meeting; the quorum follows."""

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.attendance import arrive, leave, quorum_words
from netterm.language.clean import for_display
from netterm.locale import N_, _
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.screens.minutes.view import person_words
from netterm.screens.who import Who, WhoIs, take_part

__all__ = ["ComingAndGoing"]

COMMANDS.add(
    Command(
        "minutes.people", N_("In and out"), N_("Somebody comes late or leaves; the quorum follows."),
        ("f5",), Group.MEETING, HERE, writes=True, footer=4, typing=True,
    ),
)  # fmt: skip


class ComingAndGoing(MinutesBase):
    """The part of the minutes screen that notes arrivals and leavings."""

    def do_minutes_people(self) -> None:
        if not self.view.is_running:
            self.say_quietly(_("This meeting does not run: who was there stands in its roll call."))
            return
        self.ask(self._come_or_go)

    async def _come_or_go(self) -> None:
        who = await self.answer(self._who_comes_or_goes())
        if who is None:
            return
        before = self.view.quorum.met
        place = who.place
        if place is not None:
            await self.store(lambda replica: (leave if place.here else arrive)(replica, place.attendance))
            said = N_("{name} has left. {quorum}") if place.here else N_("{name} is here. {quorum}")
            name = place.name
        else:
            name = await self.store(lambda replica: take_part(replica, self.meeting, who))
            said = N_("{name} is here. {quorum}")
        await self.load()
        self.say(said, name=name, quorum=quorum_words(self.view.quorum))
        if before and not self.view.quorum.met:
            self.app.bell()

    def _who_comes_or_goes(self) -> WhoIs:
        listed = [Who(for_display(person_words(place)), place) for place in self.view.places]
        hint = _("Enter: who is here leaves, who is not comes in. A guest: the name, and behind a comma what they are.")
        return WhoIs(_("Who comes in or goes out?"), hint, listed)
