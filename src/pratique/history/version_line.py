"""The major line of a version, the same for all ecosystems."""

import re

OTHER_LINE = "other"
"""The line of versions that begin with no number."""
_LINE = re.compile(r"[\s=vV]{0,9}(?:(\d{1,9})!)?(\d{1,9})(?!\d)")


def line_of(version: str) -> str:
    """The name of the major line of a version: `3.x`; with an epoch of PEP 440 `1!3.x`."""
    found = _LINE.match(version)
    if found is None:
        return OTHER_LINE
    epoch = f"{int(found[1])}!" if found[1] else ""
    return f"{epoch}{int(found[2])}.x"
