"""The outermost door: the program's own options, its commands by name, and what is said when something fails."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

import click

import netterm
from netterm.cli.progress import INTERRUPTED
from netterm.cli.words import Misused, SpeakingGroup, option, usage_failure
from netterm.errors import Failure, refusal
from netterm.language.clean import for_display
from netterm.locale import N_, Language, use

if TYPE_CHECKING:
    from types import FrameType

UNREAD: Final = 141
"""Exit code where the reader of a pipe went away, as shells have it."""

_COMMANDS: Final = {
    "open": "screens:open_screens",
    "new": "beginning:new",
    "demo": "beginning:demo",
    "join": "peers:join",
    "invite": "peers:invite",
    "identity": "identities:identity",
    "sync": "peers:sync",
    "add": "records:add",
    "set": "records:set_",
    "delete": "records:delete",
    "write": "meetings:write",
    "list": "records:list_",
    "show": "records:show",
    "history": "records:history",
    "search": "records:search",
    "undo": "records:undo",
    "redo": "records:redo",
    "meeting": "meetings:meeting",
    "minutes": "meetings:minutes",
    "conflicts": "health:conflicts",
    "resolve": "health:resolve",
    "digest": "health:digest",
    "verify": "health:verify",
    "recover": "health:recover",
    "info": "health:info",
    "help": "helping:help_",
}
"""Each command and where it is; loaded when it is used."""


class Program(SpeakingGroup):
    """All commands. Whatever fails in one comes out here, as one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module, colon, name = _COMMANDS.get(cmd_name, "").partition(":")
        if not colon:
            return None
        return cast("click.Command", getattr(import_module(f"netterm.cli.{module}"), name))

    def invoke(self, ctx: click.Context) -> Any:
        """Ctrl+C ends without a word, and so does a reader that has seen enough."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise click.exceptions.Exit(_unread()) from None

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # it always ends the process
        """Run, and end the process."""
        extra.pop("standalone_mode", None)
        try:
            with _ended_politely():
                code = super().main(args, prog_name, standalone_mode=False, **extra)
            sys.stdout.flush()
        except Failure as failure:
            code = _say(failure.sentence(), 2 if isinstance(failure, Misused) else 1)
        except click.ClickException as error:
            code = _say(usage_failure(error).sentence(), 2)
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except OSError as error:
            code = _unwritable(error)
        except Exception as error:  # noqa: BLE001 - the outermost door
            code = _say(_unexpected(error).sentence(), 1)
        sys.exit(code or 0)


class _ended_politely:  # noqa: N801 - read as a phrase
    """A request to end is the same as Ctrl+C: what is open is closed."""

    def __enter__(self) -> None:
        self._before: Any = None
        try:
            self._before = signal.signal(signal.SIGTERM, _end)
        except ValueError:  # not in the first thread
            self._before = None

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(sentence: str, code: int) -> int:
    click.echo(for_display(sentence), err=True)
    return code


def _unread() -> int:
    """Nobody reads on, as in ``netterm list task | head -1``."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - what is still buffered goes there
    return UNREAD


def _unwritable(error: OSError) -> int:
    """The operating system said no to something that is no data of ours: a file to write to, a closed pipe."""
    if error.errno == errno.EPIPE:
        return _unread()
    named = error.filename if isinstance(error.filename, str) else ""
    if not named:
        return _say(_unexpected(error).sentence(), 1)
    failure = Failure("{file} could not be read or written: {reason}.", file=named, reason=refusal(error))
    return _say(failure.sentence(), 1)


def _unexpected(error: BaseException) -> Failure:
    """What nobody foresaw: the details go to a file, the sentence says where."""
    path = _log(error)
    if path is None:
        return Failure(
            "Something unexpected went wrong ({kind}). What was saved before is safe.", kind=type(error).__name__
        )
    return Failure(
        "Something unexpected went wrong ({kind}). What was saved before is safe; the details are in {file}.",
        kind=type(error).__name__,
        file=path,
    )


def _log(error: BaseException) -> Path | None:
    import traceback
    from datetime import datetime

    try:
        import platformdirs

        path = Path(platformdirs.user_log_dir("netterm", appauthor=False)) / "netterm.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now().astimezone().isoformat()} netterm {netterm.__version__}\n")
            file.writelines(traceback.format_exception(error))
    except (OSError, ImportError):
        return None
    return path


def speak_utf8() -> None:
    """Write Thai into pipes and files whatever the locale; a terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))


def _choose_language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    if value not in {each.value for each in Language}:
        raise Misused("“{typed}” is no language of this program: choose th or en.", typed=value)
    use(Language(value))


def _tell_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"netterm {netterm.__version__}")
        context.exit()


@click.command(
    "netterm",
    cls=Program,
    invoke_without_command=True,
    help=N_("The paperwork of committees, on several laptops and without a server. Without a command: the screens."),
)
@option("--data", metavar="DIR", envvar="NETTERM_DATA", help=N_("Where the network is kept (also NETTERM_DATA)."))
@option(
    "--passphrase-file",
    metavar="FILE",
    help=N_("A file whose first line is the passphrase (also NETTERM_PASSPHRASE; otherwise it is asked for)."),
)
@option(
    "--read-only",
    is_flag=True,
    envvar="NETTERM_READ_ONLY",
    help=N_(
        "Change nothing: to look on, or to show it to others (also NETTERM_READ_ONLY, or read_only in the settings)."
    ),
)
@option("--lang", metavar="th|en", is_eager=True, expose_value=False, callback=_choose_language,
        help=N_("The language to speak (also NETTERM_LANG)."))  # fmt: skip
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version,
        help=N_("Say which version this is."))  # fmt: skip
@click.pass_context
def program(context: click.Context, data: str | None, passphrase_file: str | None, read_only: bool) -> None:
    """All of it."""
    from netterm import settings
    from netterm.cli import mistakes
    from netterm.cli.place import Place

    chosen = settings.load()
    mistakes.tell(chosen, context.invoked_subcommand)
    read_only = read_only or chosen.read_only
    context.obj = Place(Path(data) if data else None, Path(passphrase_file) if passphrase_file else None, read_only)
    if context.invoked_subcommand is None:
        from netterm.cli.screens import open_screens

        context.invoke(open_screens)
