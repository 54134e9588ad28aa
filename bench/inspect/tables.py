"""Feature tables: what a set looks like to the model, committed so that anyone can train it again.

Gzipped tab-separated text, one row for each artifact: digest, name, family, stub, then `feature=value` for all that are not zero.
No piece of an artifact is in it.
"""

import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One artifact. `stub` says why it is malicious in name only and counts neither way, "" for all others."""

    set: str
    sha256: str
    name: str
    family: str
    stub: str = ""
    features: Mapping[str, float]

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
        _row(path.name.removesuffix(".tsv.gz"), line)
        for path in sorted(folder.glob(f"{prefix}*.tsv.gz"))
        for line in gzip.decompress(path.read_bytes()).decode().splitlines()
    ]


def write_table(folder: Path, set_: str, rows: Iterable[Row]) -> None:
    """Write one set, by digest: the same rows give the same bytes."""
    lines = []
    for row in sorted(rows, key=lambda row: row.sha256):
        values = [f"{name}={value:g}" for name, value in sorted(row.features.items()) if value]
        lines.append("\t".join([row.sha256, row.name, row.family, row.stub, *values]))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode())
    (folder / f"{set_}.tsv.gz").write_bytes(packed.getvalue())


def _row(set_: str, line: str) -> Row:
    sha256, name, family, stub, *values = line.split("\t")
    features = {key: float(value) for key, _, value in (cell.partition("=") for cell in values)}
    return Row(set=set_, sha256=sha256, name=name, family=family, stub=stub, features=features)
