"""Scripts of PowerShell that stand on the command lines of other scripts."""

from pratique.analysis.facts import Language
from pratique.analysis.languages.shell import powershell_script
from pratique.analysis.languages.shell.following import Following

_MOST = 20


def read_carried(reading: Following) -> None:
    """Read the scripts that the command lines of a reading carry, and tell what they do at their lines."""
    for script, line, encoded in reading.scripts[:_MOST]:
        inner = Following(Language.POWERSHELL, reading.depth + encoded, at=line, budget=reading.budget)
        powershell_script.follow(inner, script, line)
        reading.absorb(inner)
