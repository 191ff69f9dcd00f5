"""Going through the agenda while minutes are written."""

from textual.widgets import OptionList

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.agenda import go_to
from netterm.locale import N_
from netterm.screens.meetings.new_item import AskItem
from netterm.screens.minutes.base import HERE
from netterm.screens.minutes.recording import Recording

__all__ = ["GoingThrough"]

COMMANDS.add(
    Command(
        "minutes.next", N_("Next item"), N_("This item is done; on with the next."), ("f8",), Group.MEETING, HERE,
        writes=True, footer=1, typing=True,
    ),
    Command("minutes.previous", N_("Item before"), keys=("f6",), group=Group.MOVE, where=HERE, typing=True),
    Command(
        "minutes.add", N_("New agenda item"), N_("Under the heading of the item that is shown, or under another."),
        ("f3",), Group.MEETING, HERE, writes=True, typing=True,
    ),
)  # fmt: skip


class GoingThrough(Recording):
    """The part of the minutes screen that goes from item to item."""

    def do_minutes_next(self) -> None:
        self._going = True  # what is typed from this key on is for the item that comes
        self.begin(self._next())

    async def _next(self) -> None:
        try:
            await self.editor.settled()
            self.editor.read_only = True
            await self._finish_and_go()
        finally:
            self._going = False
            if self.is_attached:
                self.show_anew()

    async def _finish_and_go(self) -> None:
        following = self._beside(1)
        if following is None:
            self.say(N_("This is the last item of the agenda."))
            return
        finished = self.item
        await self.commit()
        if self.view.is_running:
            await self.store(lambda replica: go_to(replica, following, finished=finished))
        await self.go(following)

    async def do_minutes_previous(self) -> None:
        before = self._beside(-1)
        if before is not None:
            await self.go(before)

    async def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        if selected.option_id:
            self.remove_class("-agenda")
            self.begin(self.go(bytes.fromhex(selected.option_id)))

    async def go(self, item: bytes, sought: str = "") -> None:
        self.sought = sought
        await self._show_item(item)
        self.shell.note_where()
        self.editor.focus()
        await self.load()

    def _beside(self, by: int) -> bytes | None:
        found = self.view.beside(self.item, by)
        return found.id if found else None

    def do_minutes_add(self) -> None:
        self.ask(self._add)

    async def _add(self) -> None:
        line = self.view.line(self.item)
        heading = line.heading if line else "4"
        item = await self.answer(AskItem(self.meeting, heading, self.view.headings))
        if item is not None:
            await self.go(item)
