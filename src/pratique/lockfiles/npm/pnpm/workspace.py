"""pnpm-workspace.yaml of pnpm 10 and later, as far as a lock beside it must agree with it: its `overrides`.

Only the lines of that one key are read, so that what people write elsewhere in the file (anchors in a catalog)
does not matter.
"""

import re
from collections.abc import Mapping
from typing import Any

from pratique.lockfiles.npm.overrides import Overrides, read_overrides
from pratique.lockfiles.reading.document import read_text
from pratique.lockfiles.reading.yaml_document import read_yaml

FILENAME = "pnpm-workspace.yaml"
MOST_BYTES = 4 * 1024 * 1024

_KEY = "overrides"
# Up to the next line that begins with anything but white space, a comment or an item of a list.
_SECTION = re.compile(rf"^{_KEY}[ \t]*+:[^\n]*+\n(?:(?![^\s#-])[^\n]*+\n)*+", re.MULTILINE)


def read_pnpm_workspace(data: bytes) -> Overrides:
    """Read the overrides. Raises ParseError when the file is no text, or that part of it is not as pnpm writes it."""
    return read_overrides(read_overrides_section(data))


def read_overrides_section(data: bytes) -> Mapping[str, Any]:
    """The overrides as written; empty when there are none. Raises ParseError as `read_pnpm_workspace` does."""
    text = read_text(data, what=FILENAME, most_bytes=MOST_BYTES)
    found = _SECTION.search(f"{text}\n")
    if found is None:
        return {}
    section = read_yaml(found[0].encode(), what=FILENAME).value.get(_KEY)
    return section if isinstance(section, dict) else {}
