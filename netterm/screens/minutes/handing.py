"""Who records the meeting: handed to somebody else in the middle of it, and a break."""

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.attendance import resumed_words
from netterm.flows.facts import known, ref
from netterm.flows.meetings import pause_meeting, resume_meeting
from netterm.flows.recording import hand_over, handed_to_me, may_record
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.screens.minutes.base import HERE, MinutesBase
from netterm.screens.shell import RecordsChanged
from netterm.screens.who import Who, WhoIs
from netterm.screens.widgets.dialogs import Confirm

__all__ = ["Handing"]

COMMANDS.add(
    Command(
        "minutes.hand", N_("Hand over recording"), N_("Somebody else who is here records from now on."), ("ctrl+o",),
        Group.MEETING, HERE, writes=True, typing=True,
    ),
    Command(
        "minutes.pause", N_("Break"), N_("The meeting pauses, or goes on; one that was closed is opened again."),
        ("ctrl+b",), Group.MEETING, HERE, writes=True, typing=True,
    ),
)  # fmt: skip


class Handing(MinutesBase):
    """The part of the minutes screen that hands the recording over, and pauses the meeting."""

    def on_mount(self) -> None:
        self._records: bytes | None = None
        self.begin(self._look_who_records())

    def on_records_changed(self, changed: RecordsChanged) -> None:
        if not changed.own and ("meeting", self.meeting) in changed.records:
            self.begin(self._look_who_records(say=True))

    async def do_minutes_hand(self) -> None:
        await self.editor.settled()
        await self.commit()
        places = await self.store(lambda replica: may_record(replica, self.meeting))
        listed = [Who(for_display(place.name), place) for place in places]
        hint = _("Enter hands it to the one that is marked; ↑ and ↓ mark another.")
        asked = WhoIs(_("Who records from now on?"), hint, listed, guests=False, first_marked=True)
        who = await self.app.push_screen_wait(asked)
        person = who and (who.person or (who.place.person if who.place is not None else None))
        if person is None or isinstance(person, Who):
            return
        item = self.item
        await self.store(lambda replica: hand_over(replica, self.meeting, person, item))
        name = await self.store(lambda replica: replica.title("person", person))
        self._records = person
        await self.load()
        self.say(N_("{name} records from now on. You may still write with them."), name=name)

    async def do_minutes_pause(self) -> None:
        await self.editor.settled()
        await self.commit()
        state = self.view.state
        if state == "open":
            await self.store(lambda replica: pause_meeting(replica, self.meeting))
            self.say(N_("A break: {key} goes on with the meeting."), key=COMMANDS.shown_key("minutes.pause"))
        elif state == "paused" or (state == "closed" and await self._is_to_be_opened_again()):
            await self.store(lambda replica: resume_meeting(replica, self.meeting))
            await self.load()
            self.shell.say(resumed_words(self.view.quorum, again=state == "closed"))
        elif state != "closed":
            self.say_quietly(_("This meeting is not open: there is nothing to pause."))
        await self.load()

    async def _is_to_be_opened_again(self) -> bool:
        question = Confirm(_("This meeting is closed. Open it again?"), _("Open it again"))
        return await self.app.push_screen_wait(question)

    async def _look_who_records(self, *, say: bool = False) -> None:
        """Whoever sits before another laptop is told in whose hands the recording is now."""
        before = self._records
        found = await self.store(lambda replica: ref(known(replica, "meeting", self.meeting), "secretary"))
        self._records = found
        if not say or found is None or found == before:
            return
        if await self.store(lambda replica: handed_to_me(replica, self.meeting)) is not None:
            self.say(N_("You record this meeting from now on."))
        else:
            name = await self.store(lambda replica: replica.title("person", found))
            self.shell.say(message("{name} records this meeting from now on.", name=name))
