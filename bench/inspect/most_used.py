"""The packages that are downloaded most: a false alarm on one of them meets nearly every project.

`lists/most-used.tsv` names, by registry and most downloaded first, those of the first 1,000 of each
(downloads of a month, 2026-11) that the feature tables hold.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name

from bench.inspect.corpus import LISTS
from bench.inspect.tables import Row

FILE = LISTS / "most-used.tsv"
HEADER = "ecosystem\tname"


@cache
def most_used(path: Path = FILE) -> frozenset[tuple[str, str]]:
    """Registries and names, as `key` gives them. Raises OSError; ValueError for a list of another form."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    if header != HEADER or any(row.count("\t") != 1 for row in rows):
        raise ValueError(f"{path}: not a list of {HEADER!r}")
    return frozenset((ecosystem, name) for ecosystem, name in (row.split("\t") for row in rows))


def key(ecosystem: str, name: str) -> tuple[str, str]:
    """How a list names a package: names of PyPI in their normal form."""
    return ecosystem, canonicalize_name(name) if ecosystem == "pypi" else name


def of_most_used(rows: Iterable[Row]) -> list[Row]:
    """The rows of such packages."""
    names = most_used()
    return [row for row in rows if is_most_used(row, names)]


def is_most_used(row: Row, names: frozenset[tuple[str, str]] | None = None) -> bool:
    """Whether a row is of such a package."""
    return key(row.ecosystem, row.name) in (most_used() if names is None else names)
