"""Shell, batch, PowerShell and VBScript, files and command lines: what they start and what they do with data.

The readers are imported when they are first used: who only cuts a command line into words does without them.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pratique.analysis.facts import Command, Language

if TYPE_CHECKING:
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


def __getattr__(name: str) -> Any:
    """Import the readers. Raise AttributeError if there is none with this name."""
    if name not in __all__:
        raise AttributeError(name)
    from pratique.analysis.languages.shell import batch, commands, extraction, powershell_script, vbs  # noqa: PLC0415

    readers = {
        "extract": extraction.extract,
        "extract_batch": batch.extract,
        "extract_powershell": powershell_script.extract,
        "extract_vbs": vbs.extract,
        "parse_command": commands.parse_command,
        "read_command": extraction.read_command,
        "read_words": extraction.read_words,
    }
    globals().update(readers)
    return readers[name]


def at_line(command: Command, line: int) -> Command:
    """The same program call, told at another line: that of the literal it stands in."""
    return replace(command, line=line)
