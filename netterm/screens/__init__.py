"""The screens: one file each, upon the shell that all stand on and the widgets that several share.

How a screen is written
-----------------------
A main screen is a `netterm.screens.shell.NettermScreen`; what is over one is a `NettermModal[Result]`. Most lists are a
`netterm.screens.browse.ListScreen`, most forms `netterm.screens.forms.FormScreen`, and neither needs a subclass::

    COMMANDS.add(Command("org.new", N_("New organisation"), keys=("n",), where=("orgs",), footer=1, writes=True))

    class OrgsScreen(ListScreen):
        PLACE = "orgs"                               # the name by which commands, and `Shell.go`, know it
        heading_msgid = N_("Organisations")

        def rows(self) -> Rows:                      # columns, ids, lines: `RecordRows` takes them from the declaration
            return RecordRows("org")

        async def do_org_new(self) -> None:          # the command org.new; a coroutine is run in the background
            await self.app.push_screen_wait(FormScreen.for_new("org"))

*Commands* are added to `netterm.commands.COMMANDS` above the class that has them, and done by `do_<noun>_<verb>`. Keys,
footer, palette and help follow; nothing else declares keys, but for widgets that move a cursor. Commands with
``typing=True`` work while text is typed: give them function keys or Ctrl.

*The replica* is `self.shell.replica`. Its calls wait for the disk, so they are made as
``await self.store(lambda replica: replica.count("org"))``, in a coroutine that is begun by ``self.begin(...)``. The
coroutine of a command is begun already, and may wait for dialogs by ``await self.app.push_screen_wait(...)``. A
`Failure` in it becomes a toast. Never wait for the replica in a message handler.

*What is shown* is taken in ``async def load(self)``: at the start, when the language changes, and whenever records
changed for which ``concerns(changed)`` holds (``changed.touches("org")``). Changes in quick succession are taken
together, and a screen that is not in sight takes its own when it is again.

*Keys* are done in their turn: those that come while a command is at work, or before a screen ``stands``, wait for it. A
screen stands once it is loaded and its lists are read; one whose keys need more than that says so by ``stands``.

*Text from people* goes through `netterm.language.clean.for_display`, and into widgets with ``markup=False``. What the
program says is ``_("…")`` or ``message("… {name}", name=…)``, made when it is painted: the language may change.
`self.shell.showing()` and `netterm.model.values.show` say values as people read them.

*What is remembered* from one day to the next is ``self.keep("order", …)``, and ``self.kept("order")`` when the screen
is mounted. A screen that is gone into is opened again after a dropped line once it stands in `netterm.screens.places`.

*Long work* is ``await with_progress(self, title, work)`` of `netterm.screens.shell.long_work`; ``work(told)`` calls
``told(done, total)``, which is also where it is stopped.

*Jump mode* finds what can have the focus by itself; a widget with several places within it has ``jump_targets()``.
*Zoom* shows the pane with the focus alone, where panes stand in a `Horizontal`; a command that shows or hides another
pane calls ``self.leave_zoom()`` first.

*Saved and who is here* are in the `StatusLine`; ``self.shell.sync.here(place, record)`` tells the others where this one
is.
Text widgets are `ThaiInput` and `ThaiTextArea` of `netterm.screens.thai`, never Textual's own.
"""

import os

# Under kitty's keyboard protocol Textual loses the Thai letters of the shift layer. It reads this when it is imported,
# which is after this room was entered.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
