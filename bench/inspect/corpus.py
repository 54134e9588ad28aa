"""The committed lists of samples: names and digests, never a piece of an artifact.

A list is tab-separated text with a header. A pair of sets that differ only in `-before` at the end holds releases and
their predecessors: the rows with the same `drawn` belong together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from pratique.core.names import Ecosystem

REGISTRY = "registry"
"""The `source` of a sample that a package registry serves."""
LISTS = Path(__file__).parent / "lists"
SUFFIXES = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".whl", ".zip", ".egg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One archive of one set."""

    set: str
    ecosystem: Ecosystem
    name: str
    version: str
    filename: str
    sha256: str
    """In hex. Several samples may have the same bytes."""
    size_bytes: int
    source: str
    """`registry`, or the name of the public collection."""
    drawn: str
    """Why it is here: the tree, the pair, or the day when the collection first had it."""

    @property
    def file(self) -> str:
        """Its name in a folder of samples."""
        suffix = next((suffix for suffix in SUFFIXES if self.filename.endswith(suffix)), "")
        return f"{self.sha256}{suffix}"

    @property
    def malicious(self) -> bool:
        """What the set says of it."""
        return self.set.startswith("mal-")


HEADER = tuple(field.name for field in fields(Sample))


def read_list(path: Path) -> tuple[Sample, ...]:
    """Read a list. Raises ValueError for a row of another form, OSError for a file that cannot be read."""
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    if tuple(header.split("\t")) != HEADER:
        raise ValueError(f"{path}: the first line names other columns than {', '.join(HEADER)}")
    return tuple(_sample(path, number, row) for number, row in enumerate(rows, start=2))


def write_list(path: Path, samples: Iterable[Sample]) -> None:
    """Write a list in the order of names, so that two drawings can be compared. Raises ValueError for a tab in a cell."""
    lines = ["\t".join(HEADER)]
    for sample in sorted(samples, key=lambda each: (each.name, each.version, each.filename, each.drawn)):
        cells = [str(getattr(sample, name)) for name in HEADER]
        if any(not cell.isprintable() for cell in cells):
            raise ValueError(f"a cell has a character that no list can hold: {cells}")
        lines.append("\t".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_sets(names: Iterable[str] = (), *, lists: Path = LISTS) -> tuple[Sample, ...]:
    """Read the lists of these sets, or all of them."""
    chosen = tuple(names) or tuple(sorted(path.stem for path in lists.glob("*.tsv")))
    return tuple(sample for name in chosen for sample in read_list(lists / f"{name}.tsv"))


def _sample(path: Path, number: int, row: str) -> Sample:
    cells = dict(zip(HEADER, row.split("\t"), strict=False))
    if len(cells) != len(HEADER) or row.count("\t") != len(HEADER) - 1 or not cells["size_bytes"].isdigit():
        raise ValueError(f"{path}:{number}: a row has {len(HEADER)} cells, and a size in bytes")
    return Sample(
        set=cells["set"],
        ecosystem=Ecosystem(cells["ecosystem"]),
        name=cells["name"],
        version=cells["version"],
        filename=cells["filename"],
        sha256=cells["sha256"],
        size_bytes=int(cells["size_bytes"]),
        source=cells["source"],
        drawn=cells["drawn"],
    )
