"""The name that a started program asks a name server for: `dig @1.1.1.1 install.far.invalid`."""

import re

from pratique.analysis.facts import Command

_PROGRAMS = frozenset(("dig", "nslookup", "host", "drill", "kdig"))
_HOST = re.compile(r"(?:[\w{}$-]{1,63}\.){1,20}[a-zA-Z]{2,24}\.?\Z")
_MOST_WORDS = 20


def looked_up(command: Command) -> str | None:
    """The name that a command line of `dig`, `nslookup` or their like asks for; None for other programs."""
    program = command.program.rpartition("/")[2].lower().removesuffix(".exe")
    if program not in _PROGRAMS:
        return None
    words = [word for word in command.arguments[:_MOST_WORDS] if not word.startswith(("-", "+", "@"))]
    return next((word for word in words if _HOST.match(word)), None)
