"""Computes the major line of a version, with the same rule for all ecosystems."""

import re

OTHER_LINE = "other"
"""The name of the release line for all versions that do not begin with a number."""
_LINE = re.compile(r"[\s=vV]{0,9}(?:(\d{1,9})!)?(\d{1,9})(?!\d)")


def line_of(version: str) -> str:
    """Return the name of a version's major line, such as `3.x`, or `1!3.x` for a PEP 440 epoch."""
    found = _LINE.match(version)
    if found is None:
        return OTHER_LINE
    epoch = f"{int(found[1])}!" if found[1] else ""
    return f"{epoch}{int(found[2])}.x"
