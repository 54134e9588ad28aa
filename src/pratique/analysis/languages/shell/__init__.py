"""Shell, batch, PowerShell and VBScript, files and command lines: what they start and what they do with data."""

from dataclasses import replace

from pratique.analysis.facts import Command, Language
from pratique.analysis.languages.shell.batch import extract as extract_batch
from pratique.analysis.languages.shell.commands import parse_command
from pratique.analysis.languages.shell.extraction import extract, read_command, read_words
from pratique.analysis.languages.shell.powershell_script import extract as extract_powershell
from pratique.analysis.languages.shell.vbs import extract as extract_vbs

SHELLS = frozenset({Language.SHELL, Language.BATCH, Language.POWERSHELL, Language.VBS})
"""Languages of scripts that start programs: what a file in one of them does, it does when it is started."""

__all__ = [
    "SHELLS",
    "at_line",
    "extract",
    "extract_batch",
    "extract_powershell",
    "extract_vbs",
    "parse_command",
    "read_command",
    "read_words",
]


def at_line(command: Command, line: int) -> Command:
    """The same program call, told at another line: that of the literal it stands in."""
    return replace(command, line=line)
