"""Which versions of Python a project is for, as its files say it: ranges of PEP 440 or of Poetry.

Facts: PEP 621 (`requires-python`), the documentation of Poetry, of pyenv and of uv (`.python-version`).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pratique.lockfiles.pypi.pyproject import FILENAME as PYPROJECT
from pratique.lockfiles.pypi.pyproject import MOST_BYTES
from pratique.lockfiles.reading.document import read_text
from pratique.lockfiles.reading.toml_document import decode_toml

VERSION_FILE = ".python-version"

_MOST_VERSION_BYTES = 64 * 1024
_MOST_CHARS = 2_000
_MOST_MARKERS = 200
_EXACT = re.compile(r"(?:cpython[@-])?(\d)\.(\d{1,2})(?:\.\d+)?(?:(?:a|b|rc)\d+|-dev)?(?=\Z|[\s#-])")


def range_of(value: object) -> str | None:
    """Return a range that is written in a file; None for what is none."""
    return value if isinstance(value, str) and len(value) <= _MOST_CHARS else None


def either_range(ranges: Iterable[object]) -> str | None:
    """Return one range, in the words of Poetry, that allows what any of these does; None when one of them says nothing."""
    told = [range_of(one) for one in ranges]
    joined = " || ".join(one for one in told if one)
    return joined if told and all(told) and len(joined) <= _MOST_CHARS else None


def markers_of(value: object) -> tuple[str, ...]:
    """Return the markers of a list; none when one of them is no text, or they are more than any project has."""
    texts = value if isinstance(value, list) else []
    told = tuple(text for text in texts if isinstance(text, str))
    return told if len(told) == len(texts) <= _MOST_MARKERS else ()


def read_pyproject(data: bytes) -> str | None:
    """Return what a pyproject.toml requires of Python. Raises ParseError when the bytes are no TOML."""
    text = read_text(data, what=PYPROJECT, most_bytes=MOST_BYTES)
    value = decode_toml(text, what=PYPROJECT, hint="correct it")
    told = range_of(_table(value, "project").get("requires-python"))
    return told or range_of(_table(value, "tool", "poetry", "dependencies").get("python"))


def read_version_file(data: bytes) -> str | None:
    """Return the versions of CPython in a .python-version as one range; None when a line says something else.

    Raises ParseError when the bytes are no text.
    """
    text = read_text(data, what=VERSION_FILE, most_bytes=_MOST_VERSION_BYTES)
    lines = [line.strip() for line in text.splitlines()]
    found = [_EXACT.match(line) for line in lines if line and not line.startswith("#")]
    return either_range(one and f"=={one[1]}.{one[2]}.*" for one in found)


def _table(value: object, *keys: str) -> Mapping[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
