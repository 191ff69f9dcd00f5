"""Settings: language and colours, seen at once."""

from textual.app import ComposeResult
from textual.events import DescendantBlur
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from netterm.commands import COMMANDS, Command, Group
from netterm.locale import N_, Language, _, current
from netterm.screens.shell import NettermScreen

__all__ = ["THEMES", "SettingsScreen"]

THEMES = {
    "netterm-dark": N_("Dark"),
    "netterm-light": N_("Light"),
    "netterm-contrast": N_("High contrast"),
    "ansi-dark": N_("The terminal's own colours, dark"),
    "ansi-light": N_("The terminal's own colours, light"),
    "ansi-plain": N_("The terminal's own two colours"),
}

COMMANDS.add(Command("settings.back", N_("Back"), keys=("escape",), group=Group.MOVE, where=("settings",), footer=1))


class SettingsScreen(NettermScreen):
    """Each line is one setting; Enter changes it. Moving over a theme shows it, until one goes on without taking it."""

    PLACE = "settings"
    heading_msgid = N_("Settings")
    DEFAULT_CSS = """
    SettingsScreen #body { padding: 1 2; }
    SettingsScreen OptionList { height: auto; border: none; margin-bottom: 1; width: 60; }
    """

    def body(self) -> ComposeResult:
        yield Static(_("Language"), markup=False)
        yield OptionList(
            Option(_marked("ภาษาไทย", current() is Language.TH), id="th"),
            Option(_marked("English", current() is Language.EN), id="en"),
            markup=False,
            id="language",
        )
        yield Static(_("Colours: ↑ and ↓ show them, Enter takes them"), markup=False)
        yield OptionList(*(Option(_(label), id=name) for name, label in THEMES.items()), markup=False, id="theme")

    def __init__(self) -> None:
        super().__init__()
        self._worn = ""
        """The colours that hold, whichever are shown."""

    def on_mount(self) -> None:
        self._worn = self.app.theme

    async def load(self) -> None:
        self.query_one("#language", OptionList).highlighted = list(Language).index(current())
        themes = self.query_one("#theme", OptionList)
        themes.highlighted = list(THEMES).index(self._worn) if self._worn in THEMES else 0
        self._mark_worn()

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        chosen = selected.option_id or ""
        if selected.option_list.id == "theme":
            self._worn = chosen
            self.shell.choose_theme(chosen)
            self._mark_worn()
        elif Language(chosen) is not current():
            self.action_tell("program.language")

    def on_option_list_option_highlighted(self, highlighted: OptionList.OptionHighlighted) -> None:
        if highlighted.option_list.id == "theme" and highlighted.option_list.has_focus and highlighted.option_id:
            self.app.theme = highlighted.option_id

    def on_descendant_blur(self, _blurred: DescendantBlur) -> None:
        self._show_worn()

    def on_screen_suspend(self) -> None:
        self._show_worn()

    def do_settings_back(self) -> None:
        self.shell.go("home")

    def _show_worn(self) -> None:
        """What was only looked at goes again."""
        if self._worn:
            self.app.theme = self._worn

    def _mark_worn(self) -> None:
        themes = self.query_one("#theme", OptionList)
        for name, label in THEMES.items():
            themes.replace_option_prompt(name, _marked(_(label), name == self._worn))


def _marked(label: str, holds: bool) -> str:
    """What holds is told by a sign, never by colour alone."""
    return f"{'✓' if holds else ' '} {label}"
