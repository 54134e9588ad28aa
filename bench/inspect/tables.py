"""Feature tables: what a set looks like to the model, committed so that anyone can train it again.

Gzipped tab-separated text, one row for each artifact: digest, name, family, stub, then `feature=value` for all that are not zero.
After it come the rows of its files by themselves, each once: a plus sign, then the same. No piece of an artifact is in it.
"""

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
_FILE = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One artifact. `stub` says why it is malicious in name only and counts neither way, "" for all others."""

    set: str
    sha256: str
    name: str
    family: str
    stub: str = ""
    features: Mapping[str, float]
    files: tuple[Mapping[str, float], ...] = ()
    """Features of each file by itself; equal ones once."""

    @property
    def malicious(self) -> bool:
        """What the set says of it."""
        return self.set.startswith("mal-")

    @property
    def ecosystem(self) -> str:
        """Where it came from; every set names it."""
        return next(name for name in ("npm", "pypi", "rubygems") if name in self.set)

    @property
    def group(self) -> str:
        """What must not be torn apart: a clone family of malware, the releases of a benign package."""
        return f"family:{self.family}" if self.malicious else f"name:{self.name}"


def read_table(folder: Path, prefix: str) -> list[Row]:
    """Read all sets whose name starts so. Raises OSError and ValueError."""
    return [
        row
        for path in sorted(folder.glob(f"{prefix}*.tsv.gz"))
        for row in _rows(path.name.removesuffix(".tsv.gz"), gzip.decompress(path.read_bytes()).decode())
    ]


def write_table(folder: Path, set_: str, rows: Iterable[Row]) -> None:
    """Write one set, by digest: the same rows give the same bytes."""
    lines = []
    for row in sorted(rows, key=lambda row: row.sha256):
        lines.append("\t".join([row.sha256, row.name, row.family, row.stub, *_cells(row.features)]))
        lines += sorted("\t".join([_FILE, *_cells(file)]) for file in row.files)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())
    (folder / f"{set_}.tsv.gz").write_bytes(packed.getvalue())


def _cells(features: Mapping[str, float]) -> list[str]:
    return [f"{name}={value:g}" for name, value in sorted(features.items()) if value]


def _rows(set_: str, text: str) -> Iterator[Row]:
    first: list[str] = []
    files: list[Mapping[str, float]] = []
    for line in [*text.splitlines(), ""]:
        cells = line.split("\t")
        if cells[0] == _FILE:
            files.append(_features(cells[1:]))
            continue
        if first:
            sha256, name, family, stub, *values = first
            yield Row(
                set=set_, sha256=sha256, name=name, family=family, stub=stub, features=_features(values),
                files=tuple(files),
            )  # fmt: skip
        first, files = cells if line else [], []


def _features(cells: Iterable[str]) -> dict[str, float]:
    return {key: float(value) for key, _, value in (cell.partition("=") for cell in cells)}
