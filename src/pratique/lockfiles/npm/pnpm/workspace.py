"""Reads the `overrides` (pnpm 10 and later) and `packages` of pnpm-workspace.yaml, which the lockfile must match.

Only the lines of one key are parsed, so unsupported YAML in other parts of the file, such as anchors in a catalog, has no effect.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.lockfiles.npm.overrides import Overrides, read_overrides
from pratique.lockfiles.reading.document import read_text
from pratique.lockfiles.reading.yaml_document import read_yaml

FILENAME = "pnpm-workspace.yaml"
MOST_BYTES = 4 * 1024 * 1024

_OVERRIDES = "overrides"
_PACKAGES = "packages"
_SHARES_LOCK = "sharedWorkspaceLockfile"
_MOST_PATTERNS = 200
_HEADER = re.compile(r"(['\"]?)(\w+)\1[ \t]*+:")


def read_pnpm_workspace(data: bytes) -> Overrides:
    """Return the overrides in pnpm-workspace.yaml in parsed form.

    Raises ParseError if the file is not text, or the section has a syntax that pnpm does not write.
    """
    return read_overrides(read_overrides_section(data))


def read_overrides_section(data: bytes) -> Mapping[str, Any]:
    """Return the overrides in pnpm-workspace.yaml as written; empty if there are none.

    Raises ParseError under the same conditions as `read_pnpm_workspace`.
    """
    section = _section(data, _OVERRIDES)
    return section if isinstance(section, dict) else {}


def read_members(data: bytes) -> tuple[str, ...]:
    """Return the patterns for the workspace folders; empty if each folder has its own lockfile.

    Raises ParseError under the same conditions as `read_pnpm_workspace`.
    """
    if _section(data, _SHARES_LOCK) is False:
        return ()
    section = _section(data, _PACKAGES)
    listed = section if isinstance(section, list) else []
    return tuple(one for one in listed if isinstance(one, str))[:_MOST_PATTERNS]


def _section(data: bytes, key: str) -> object:
    text = read_text(data, what=FILENAME, most_bytes=MOST_BYTES)
    lines = list(_lines(text, key))
    return read_yaml("\n".join(lines).encode(), what=FILENAME).value.get(key) if lines else None


def _lines(text: str, key: str) -> Iterator[str]:
    """Yield the lines of a key, up to the next line that does not begin with white space, a comment or a list item."""
    is_in = False
    for line in text.split("\n"):
        if is_in and line.strip() and line[0] not in " \t\r#-":
            return
        header = _HEADER.match(line)
        is_in = is_in or (header is not None and header[2] == key)
        if is_in:
            yield line
