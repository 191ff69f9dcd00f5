"""What is typed is in the shared text at once, in the log a quarter of a second later: all that a crash can take."""

import asyncio
from contextlib import suppress

from textual.timer import Timer

from netterm.commands import COMMANDS
from netterm.errors import Failure
from netterm.language.clean import clean_text
from netterm.locale import N_, _, message
from netterm.model.seals import Sealed
from netterm.screens.minutes.base import MinutesBase
from netterm.screens.minutes.editor import SharedEditor
from netterm.screens.shell import RecordsChanged, Tone
from netterm.screens.widgets.lines import StatusLine
from netterm.store import SharedText

__all__ = ["COMMIT_AFTER", "Recording"]

COMMIT_AFTER = 0.25
"""Seconds from the first keystroke that is not in the log to its commit."""
AGAIN_AFTER = 2.0
"""Seconds until a commit that failed is tried again."""


class Recording(MinutesBase):
    """The part of the minutes screen that keeps what is typed and takes in what others type."""

    def __init__(self, meeting: bytes, item: bytes | None = None) -> None:
        super().__init__(meeting, item)
        self._timer: Timer | None = None
        self._committing = asyncio.Lock()
        self._left: list[SharedText] = []
        """Texts of items that are not shown any more, with something in them that could not be written yet."""
        self._going = False
        self._told_closed = ""
        """How far the minutes were when it was said what becomes of what is typed after the meeting."""
        self._refused: Failure | None = None
        """Why what was typed could not be written the last time."""
        self._final = False
        """Whether the minutes became final while they were written, so that what was typed last is not in them."""

    def concerns(self, changed: RecordsChanged) -> bool:
        # One's own typing changes nothing beside the text.
        return not (changed.own and changed.records == {("agenda_item", self.item)})

    def on_records_changed(self, changed: RecordsChanged) -> None:
        if not changed.own and ("agenda_item", self.item) in changed.records:
            self.begin(self._take_in(), alone="take in")

    async def _take_in(self) -> None:
        """What others wrote: read in another thread, taken in between two keystrokes."""
        shared = self.shared
        if shared is not None and await asyncio.to_thread(shared.fetch) and shared is self.shared:
            self.editor.take_in(shared.take())

    async def _show_item(self, item: bytes | None) -> None:
        """Another item's text, at the words that are sought; what was typed into the one before is committed."""
        await self.commit()
        shared = None if item is None else await self._text_of(item)
        if (before := self.shared) is not None and before.uncommitted and before is not shared:
            self._left.append(before)  # what was typed in between
        self.item, self.shared = item, shared
        self.editor.read_only = self._going or shared is None or not self._may_write()
        self.editor.show(shared)
        self.editor.seek(self.sought)
        self.sought = ""
        await self.commit()
        line = self.view.line(item)
        self.shell.sync.here(line.named if line else "", item)

    async def _text_of(self, item: bytes) -> SharedText:
        return await self.store(lambda replica: replica.text("agenda_item", item, "discussion"))

    def _may_write(self) -> bool:
        return self.may(COMMANDS["minutes.task"]) and self.view.state != "certified" and not self._final

    # Letters that were typed beside the text

    @property
    def goes_on(self) -> bool:
        return self._going

    @property
    def stands(self) -> bool:
        """Not while it goes to the next item: what is typed is for that one."""
        return super().stands and not self._going

    def take_letters(self, text: str) -> bool:
        """They go to the discussion, which gets the focus; or it is said why nothing is typed."""
        if self.editor.read_only:
            self.say_quietly(self._why_not_typed())
        else:
            self._back_to_text()
            self.editor.insert(clean_text(text))
        return True

    def _back_to_text(self) -> None:
        if self.has_class("-narrow"):
            self.remove_class("-agenda", "-side")
        self.set_focus(self.editor)

    def _why_not_typed(self) -> str:
        if self.view.state == "certified" or self._final:
            return _("These minutes are certified and final: nothing is typed into them.")
        if not self.may(COMMANDS["minutes.task"]):
            return _("You may read these minutes, but not write them.")
        return message(
            "There is no agenda item to write to yet. {key} adds one.", key=COMMANDS.shown_key("minutes.add")
        )

    # Saving

    def on_shared_editor_refused(self, refused: SharedEditor.Refused) -> None:
        self.say_failure(refused.failure)

    def on_shared_editor_typed(self) -> None:
        if self.view.state == "closed":
            self._say_where_it_goes()
        self.query_one(StatusLine).say(_("Saving…"))
        self._commit_soon(COMMIT_AFTER)

    def _say_where_it_goes(self) -> None:
        """Once, what becomes of what is typed after the meeting; again where the minutes were circulated meanwhile."""
        known, self._told_closed = self._told_closed, "circulated" if self.view.circulated else "closed"
        if known == self._told_closed:
            return
        if self.view.circulated:
            sentence = _(
                "These minutes are circulated already: what you type comes into their text only if the meeting that "
                "certifies them takes it up."
            )
            self.shell.say(sentence, Tone.WARNED)
        else:
            self.say_quietly(_("This meeting is closed. What you type still goes into the draft of its minutes."))

    def on_descendant_blur(self) -> None:
        self.begin(self.commit())

    def on_unmount(self) -> None:
        self.write_at_once()
        if self.app.is_running:
            self.shell.sync.here("")

    def _commit_soon(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.set_timer(seconds, self._commit_now)

    def _commit_now(self) -> None:
        self._timer = None
        self.begin(self.commit())

    @property
    def _unwritten(self) -> list[SharedText]:
        """The texts that have something which is not in the log."""
        shown = [self.shared] if self.shared is not None else []
        return [text for text in (*self._left, *shown) if text.uncommitted]

    def write_at_once(self) -> None:
        try:
            for text in self._unwritten:
                text.commit()
        except Sealed:
            self._become_final()
        except Failure as failure:
            self._refused = failure

    async def commit(self) -> None:
        for text in self._unwritten:
            await self._commit_one(text)
        self._left = [text for text in self._left if text.uncommitted]

    async def _commit_one(self, shared: SharedText) -> None:
        """Write what was typed; “saved” is said when it is, and not before."""
        if self._final:
            return
        async with self._committing:
            try:
                await asyncio.to_thread(shared.commit)
            except Sealed:
                self._become_final()
                return
            except Failure as failure:
                self._refused = failure
                if self.is_attached:
                    self.query_one(StatusLine).say(_("Not saved yet"))
                    self._commit_soon(AGAIN_AFTER)
                raise
        self._refused = None
        if not self.is_attached:
            return
        self.shell.note_where()  # and when: that somebody types here is the last that is known of them
        if self._unwritten:
            self._commit_soon(COMMIT_AFTER)
        else:
            self.query_one(StatusLine).say("")

    def _become_final(self) -> None:
        """Somebody certified the minutes meanwhile: what was typed stays in sight, and is not tried again."""
        if self._final or not self.is_attached:
            return
        self._final = True
        self.editor.read_only = True
        self.query_one(StatusLine).say(_("Not saved: these minutes are certified"))
        self.say(
            N_(
                "These minutes were certified while you typed, so what you typed last is not in them. It stays here "
                "until you leave: select it and press Ctrl+C to copy it."
            )
        )

    async def finish_writing(self) -> None:
        with suppress(Failure):  # which `would_be_lost` tells
            await self.commit()

    @property
    def would_be_lost(self) -> str:
        if not self._unwritten:
            return ""
        if self._final:
            return _("What you typed last is not in these minutes.")
        if self._refused is not None:
            return message("What you typed last is not saved: {reason}", reason=self._refused.sentence())
        return ""
