"""Regular expressions of Ruby that are so simple that they are applied."""

import re

_SIMPLE = re.compile(r"/((?:\.|\\[dwhsDWS]|\[[\w-]{1,20}\]|\w)(?:\{\d{1,2}\}|\+)?){1,4}/m?\Z")
"""So short, without groups, that they cannot be slow."""
_HEX_CLASS = "[0-9a-fA-F]"


def pattern(source: str) -> re.Pattern[str] | None:
    """Compile a pattern that is simple enough to be applied; return None for any other."""
    if _SIMPLE.match(source) is None or source.count("+") > 1:
        return None
    plain = source.strip("m").strip("/").replace("\\h", _HEX_CLASS)
    return re.compile(plain, re.ASCII | re.DOTALL)
