"""Names behind @, and what is understood of the line at the cursor, while it is typed."""

from collections.abc import Sequence

from netterm.errors import Failure
from netterm.flows.line_echo import echo
from netterm.flows.naming import Name, find_speaker, fitting, in_register
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.minutes.foot import Foot
from netterm.screens.minutes.recording import Recording
from netterm.screens.offered_names import MOST, OfferedNames

__all__ = ["Naming"]


class Naming(Recording):
    """The part of the minutes screen that knows people by what is typed of their names."""

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__(meeting, item)
        self._met: dict[bytes, Name] = {}
        """People of the register who were offered or named in this meeting."""
        self._somebody: dict[str, Name] = {}
        """What was typed as a name and means one of the register, who may be called otherwise than it begins."""
        self._nobody: dict[str, str] = {}
        """What was typed as a name and means nobody, or several, and the sentence that says so."""

    @property
    def names(self) -> Sequence[Name]:
        """Who may be named: those here, those of the committee, and others once they were."""
        likely = {name.person for name in self.view.names}
        return [*self.view.names, *(name for person, name in self._met.items() if person not in likely)]

    @property
    def _list(self) -> OfferedNames:
        return self.query_one(OfferedNames)

    def know_names(self) -> None:
        """Have the editor offer whoever is known now."""
        self._somebody.clear()
        self._nobody.clear()
        self.editor.known_names = self.names

    def on_shared_editor_name_typed(self, typed: SharedEditor.NameTyped) -> None:
        if len(fitting(self.names, typed.text)) < MOST:
            self.begin(self._ask_register(typed.text), alone="names")

    async def _ask_register(self, typed: str) -> None:
        found = await self.store(lambda replica: in_register(replica, typed, MOST))
        self._met |= {name.person: name for name in found}
        self.editor.known_names = self.names
        self.editor.offer_names(typed)
        self.on_shared_editor_cursor_moved()  # what is being chosen is not said to be unknown

    def on_offered_names_chosen(self, chosen: OfferedNames.Chosen) -> None:
        self.editor.take_name(chosen.name)

    # What is understood

    def on_shared_editor_cursor_moved(self) -> None:
        if not self.view.title:
            return
        line, column = self.editor.line_at_cursor(), self.editor.cursor_location.column
        understood = echo(line, column, self.names, self.view.today, self._somebody)
        unknown = "" if self._list.is_open else understood.unknown
        if unknown in self._nobody:
            self.query_one(Foot).echo(self._nobody[unknown], amiss=True)
            return
        self.query_one(Foot).echo(understood.text, amiss=understood.amiss)
        if unknown:
            self.begin(self._look_up(unknown), alone="look up")

    async def _look_up(self, typed: str) -> None:
        names = self.names
        try:
            found = await self.store(lambda replica: find_speaker(replica, typed, names))
        except Failure as failure:
            self._nobody[typed] = failure.sentence()
        else:
            self._somebody[typed] = self._met[found.person] = found
            self.editor.known_names = self.names
        self.on_shared_editor_cursor_moved()
