"""Settings: language and colours, at once."""

from textual.app import ComposeResult
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
}

COMMANDS.add(Command("settings.back", N_("Back"), keys=("escape",), group=Group.MOVE, where=("settings",), footer=1))


class SettingsScreen(NettermScreen):
    """Each line is one setting; Enter changes it, and moving over a theme shows it."""

    PLACE = "settings"
    heading_msgid = N_("Settings")
    DEFAULT_CSS = """
    SettingsScreen #body { padding: 1 2; }
    SettingsScreen OptionList { height: auto; border: none; margin-bottom: 1; width: 60; }
    """

    def body(self) -> ComposeResult:
        yield Static(_("Language"), markup=False)
        yield OptionList(Option("ภาษาไทย", id="th"), Option("English", id="en"), markup=False, id="language")
        yield Static(_("Colours"), markup=False)
        yield OptionList(*(Option(_(label), id=name) for name, label in THEMES.items()), markup=False, id="theme")

    async def load(self) -> None:
        self.query_one("#language", OptionList).highlighted = list(Language).index(current())
        names = list(THEMES)
        self.query_one("#theme", OptionList).highlighted = names.index(self.app.theme) if self.app.theme in names else 0

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        chosen = selected.option_id or ""
        if selected.option_list.id == "theme":
            self.app.theme = chosen
        elif Language(chosen) is not current():
            self.action_tell("program.language")

    def on_option_list_option_highlighted(self, highlighted: OptionList.OptionHighlighted) -> None:
        if highlighted.option_list.id == "theme" and highlighted.option_list.has_focus and highlighted.option_id:
            self.app.theme = highlighted.option_id

    def do_settings_back(self) -> None:
        self.shell.go("home")
