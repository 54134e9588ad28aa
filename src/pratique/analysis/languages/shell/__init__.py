"""Shell scripts and command lines: the programs they start and what they do with data."""

from dataclasses import replace

from pratique.analysis.facts import Command
from pratique.analysis.languages.shell.commands import parse_command
from pratique.analysis.languages.shell.extraction import extract, read_command, read_words

__all__ = ["at_line", "extract", "parse_command", "read_command", "read_words"]


def at_line(command: Command, line: int) -> Command:
    """The same program call, told at another line: that of the literal it stands in."""
    return replace(command, line=line)
