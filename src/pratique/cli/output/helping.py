"""Formats help texts, and suggests a command for an unknown command."""

from collections.abc import Iterable, Sequence
from typing import Any

import click

WIDEST = 120
"""The maximum width of help in columns, because longer lines are hard to read."""
_FIRST_COLUMN = 30
_NARROW = 60
_LEAST = 20
_SYNONYMS = {
    "allow": "approve",
    "block": "deny",
    "init": "setup",
    "install": "setup",
    "list": "holds",
    "proxy": "gate serve",
    "quarantine": "holds",
    "scan": "check",
    "serve": "gate serve",
    "server": "gate serve",
    "show": "inspect",
    "sync": "advisories sync",
    "test": "check",
    "update": "advisories sync",
    "verify": "provenance",
    "version": "--version",
    "vulnerabilities": "audit",
    "waive": "approve",
    "why": "explain",
}
"""The commands of other tools, each with the corresponding command of Pratique."""
OTHER_NAMES = {"release": "approve", "refuse": "deny", "victims": "affected"}
"""The former names of commands, which still work, each with the current name."""


class Formatter(click.HelpFormatter):
    """Wraps help at the width of the terminal, without splitting a word, an option or a path."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        if width is None:
            import shutil  # noqa: PLC0415 - only help asks for it, and every start imports this module

            width = max(min(shutil.get_terminal_size().columns, max_width or WIDEST), _LEAST)
        super().__init__(indent_increment, width, max_width)

    def write_text(self, text: str) -> None:
        """Write a wrapped paragraph. Lines after click's backspace marker are not wrapped."""
        room = max(self.width - self.current_indent, 11)
        blocks = []
        for block in text.split("\n\n"):
            if block.startswith("\b"):
                lines = block.removeprefix("\b").strip("\n").split("\n")
            else:
                lines = _wrapped(block, room)
            blocks.append("\n".join(f"{'':{self.current_indent}}{line}" for line in lines))
        self.write("\n\n".join(blocks) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2
    ) -> None:
        """Write terms with explanations in two columns, or in one column on a narrow terminal."""
        indent = self.current_indent
        rows = list(rows)
        longest = max((len(term) for term, _ in rows), default=0)
        first = min(longest, col_max) + col_spacing if self.width >= _NARROW else 2 + col_spacing
        room = max(self.width - first - indent, 11)
        for term, about in rows:
            self.write(f"{'':{indent}}{term}")
            lines = _wrapped(about, room)
            if not lines:
                self.write("\n")
                continue
            if len(term) + col_spacing <= first:
                self.write(" " * (first - len(term)))
            else:
                self.write(f"\n{'':{first + indent}}")
            self.write(f"\n{'':{first + indent}}".join(lines) + "\n")


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap  # noqa: PLC0415 - only help asks for it

    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


class Verbs(click.Group):
    """A click group that shows full sentences in its help, and suggests a command for an unknown command."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with the given current or former name."""
        return super().get_command(ctx, cmd_name) or super().get_command(ctx, OTHER_NAMES.get(cmd_name, ""))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, each with the first sentence of its help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries(ctx)))

    def summaries(self, ctx: click.Context) -> Sequence[tuple[str, str]]:
        """Return each command with the first sentence of its help."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [
            (name, (command.short_help or command.help or "").strip().partition("\n\n")[0])
            for name, command in commands
            if command is not None and not command.hidden
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command for the arguments. Raise a usage error with a suggestion for an unknown command."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args[0].startswith("-"):
                raise
            names = self.list_commands(ctx)
            raise click.UsageError(f"No such command {args[0]!r}.{meant(args[0], names)}", ctx) from error


def meant(word: str, names: Sequence[str]) -> str:
    """Return ` Did you mean 'x'?` for a word that is similar to one of `names` or is a command of another tool, else ""."""
    from pratique.core.suggestion import nearest  # noqa: PLC0415 - only when something is misspelled

    synonym = _SYNONYMS.get(word.lower()) if "check" in names else None
    found = synonym or nearest(word, names, cutoff=0.5)
    return f" Did you mean {found!r}?" if found else ""


def with_meant_choice(error: click.ClickException) -> click.ClickException:
    """Return a usage error with a suggestion for a misspelled option value."""
    if not isinstance(error, click.BadParameter) or error.param is None:
        return error
    choice = error.param.type
    if not isinstance(choice, click.Choice):
        return error
    word = error.message.partition("'")[2].partition("'")[0]
    message = error.message + meant(word, [str(one) for one in choice.choices])
    return click.BadParameter(message, error.ctx, error.param, error.param_hint)


SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": WIDEST}
