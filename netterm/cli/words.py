"""Help and usage in the language of whoever reads it: click's own texts are English and come too early."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from netterm.cli.paragraphs import Context
from netterm.errors import Failure
from netterm.locale import N_, _

F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:  # older versions of click have it without a type
    Word: TypeAlias = click.ParamType[str]
    Number: TypeAlias = click.ParamType[int]
else:
    Word = Number = click.ParamType


def _spoken(msgid: str | None) -> str:
    return _(msgid) if msgid else ""


class Misused(Failure):
    """The command line says something that no command understands: exit code 2."""


class Speaking(click.Command):
    """A command whose help is a msgid."""

    context_class = Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is wrong with the words tells of which command they are."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), _("Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_spoken(self.help))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (each for each in self.get_params(ctx) if isinstance(each, click.Option))
        records = [record for each in options if (record := each.get_help_record(ctx)) is not None]
        if records:
            with formatter.section(_("Options")):
                formatter.write_dl(records)

    def get_short_help_str(self, limit: int = 45) -> str:
        return _spoken(self.help).partition(". ")[0].rstrip(".")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        def tell(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
            if wanted:
                click.echo(context.get_help())
                context.exit()

        return SpeakingOption(
            ["--help", "-h"], is_flag=True, is_eager=True, expose_value=False, callback=tell, help=N_("Show this.")
        )


class SpeakingGroup(Speaking, click.Group):
    """A group of commands whose help are msgids."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Speaking.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, each.get_short_help_str()) for name, each in found if each is not None])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise Misused("There is no command “{command}”: “netterm help” tells which there are.", command=args[0])
        return super().resolve_command(ctx, args)


class SpeakingOption(click.Option):
    """An option whose help is a msgid."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return None if record is None else (record[0], _spoken(self.help))


def option(*names: str, **rest: Any) -> Callable[[F], F]:
    """As :func:`click.option`, with a msgid for a help."""
    return click.option(*names, cls=SpeakingOption, **rest)


def usage_failure(error: click.ClickException) -> Failure:
    """What click says about the command line, as a sentence of ours."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context is not None else "netterm"
    if isinstance(error, click.NoSuchOption):
        return Misused(
            "There is no option {option} here: “{command} --help” tells which there are.",
            option=error.option_name,
            command=command,
        )
    if isinstance(error, click.BadOptionUsage):
        return Misused(
            "The option {option} is not used like that: “{command} --help” tells how.",
            option=error.option_name,
            command=command,
        )
    if isinstance(error, click.MissingParameter):
        return Misused(
            "{what} is missing: “{command} --help” tells what is needed.",
            what=error.param.make_metavar(context) if error.param and context else "?",
            command=command,
        )
    if isinstance(error, click.BadParameter):
        what = error.param.make_metavar(context) if error.param and context else "?"
        return Misused("{what} cannot be that: “{command} --help” tells what it can be.", what=what, command=command)
    return Misused("“{command}” was told more or less than it understands: “{command} --help” tells what.",
                   command=command)  # fmt: skip


class OneOf(Word):
    """One of a few words."""

    name = "word"

    def __init__(self, *words: str) -> None:
        self._words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "|".join(self._words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self._words:
            return str(value)
        raise Misused("“{typed}” is none of these: {choices}.", typed=value, choices=", ".join(self._words))


class Count(Number):
    """A whole number within bounds."""

    name = "N"

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self._least - 1
        if self._least <= number <= self._most:
            return number
        raise Misused(
            "“{typed}” is no whole number from {least:,} to {most:,}.", typed=value, least=self._least, most=self._most
        )
