"""Reads the dependencies in Pipenv's Pipfile, which the Pipfile.lock in the same folder must satisfy.

Source: Pipenv's documentation ("Pipfile & Pipfile.lock").
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pratique.lockfiles.asked import Asked, ProjectManifest, Syntax
from pratique.lockfiles.pypi.request import read_table
from pratique.lockfiles.reading.document import invalid, read_text
from pratique.lockfiles.reading.toml_document import decode_toml

FILENAME = "Pipfile"
MOST_BYTES = 4 * 1024 * 1024
MOST_DEPENDENCIES = 20_000

_NO_CATEGORY = frozenset({"source", "requires", "scripts", "pipfile", "pipenv"})


def read_pipfile(data: bytes) -> ProjectManifest:
    """Return the dependencies that a Pipfile declares. Raises ParseError if the bytes are not TOML."""
    value = _decoded(data)
    asked = tuple(dict.fromkeys(_asked(value)))
    if len(asked) > MOST_DEPENDENCIES:
        raise invalid(
            f"{FILENAME} declares more than {MOST_DEPENDENCIES} packages",
            hint="check that the file is the manifest of a single project",
        )
    return ProjectManifest(asked=asked, syntax=Syntax.PEP440)


def _decoded(data: bytes) -> dict[str, Any]:
    text = read_text(data, what=FILENAME, most_bytes=MOST_BYTES)
    return decode_toml(text, what=FILENAME, hint="correct it")


def _asked(value: Mapping[str, Any]) -> Iterator[Asked]:
    for section, held in value.items():
        if section in _NO_CATEGORY or not isinstance(held, dict):
            continue
        for name, told in held.items():
            table = told if isinstance(told, dict) else {"version": told}
            asked = read_table(name, table, syntax=Syntax.PEP440)
            if asked is not None:
                yield asked
