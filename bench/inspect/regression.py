"""The sample that continuous integration scores: features of some releases, and how many of them the models stop.

    python -m bench.inspect.regression [--tables FOLDER] [--write]

Drawn from the feature tables, so it is no measure of anything new: what it guards is that a change to the models, or to how they
are asked, does not stop less or alarm more unseen. Beside what is drawn stand the packages that are downloaded most, of which
none may be held. `--write` draws it anew and renews the figures, which has to be done
whenever the models are trained again. It refuses figures that are worse than the goals.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from bench.inspect.most_used import of_most_used
from bench.inspect.tables import TABLES, Row, read_table, write_table
from pratique.analysis.score.loading import shipped_models
from pratique.analysis.score.model import Model, Models, ask, point
from pratique.core.score import Point

SAMPLE = Path(__file__).parent / "sample"
FIGURES = SAMPLE / "figures.json"
COUNTS = {"mal-": 200, "benign-": 300, "delta-": 60}
"""Rows of each sort: malware from so many families, benign packages, upgrades of benign packages."""
LEAST_RECALL = 0.85
"""Of the score alone: rules hold some of what it lets pass."""
MOST_ALARMS = 0.01


class Figures(msgspec.Struct, frozen=True):
    """What the models do with the sample. Upgrades are what the model `beyond` speaks about."""

    malicious: int
    held: int
    """Malware that reaches the point of review, or of block."""
    blocked: int
    benign: int
    alarms: int
    blocks: int
    upgrades: int
    upgrade_alarms: int
    upgrade_blocks: int
    used: int
    """Releases of the packages that are downloaded most, and how many of them the score holds."""
    used_alarms: int

    def good(self) -> bool:
        """Whether the goals are reached."""
        return (
            self.held >= LEAST_RECALL * self.malicious
            and self.alarms <= MOST_ALARMS * self.benign
            and self.upgrade_alarms <= MOST_ALARMS * self.upgrades
            and not self.blocks
            and not self.upgrade_blocks
            and not self.used_alarms
        )

    def as_good_as(self, other: "Figures") -> bool:
        """Whether nothing is worse, over the same rows."""
        return (
            (self.malicious, self.benign, self.upgrades) == (other.malicious, other.benign, other.upgrades)
            and self.held >= other.held
            and self.blocked >= other.blocked
            and self.alarms <= other.alarms
            and self.blocks <= other.blocks
            and self.upgrade_alarms <= other.upgrade_alarms
            and self.upgrade_blocks <= other.upgrade_blocks
            and self.used_alarms <= other.used_alarms
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=Path, default=TABLES)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if not options.write:
        print(figures(shipped_models(), read_sample(), used(options.tables)))
        return 0
    drawn = [row for prefix, most in COUNTS.items() for row in draw(read_table(options.tables, prefix), most)]
    most_used = used(options.tables)
    found = figures(shipped_models(), drawn, most_used)
    print(found)
    for row in most_used:
        if _is_held(_gravest(shipped_models(), row)):
            print(f"held: {row.name} of {row.set}", file=sys.stderr)
    if not found.good():
        print("worse than the goals: nothing is written", file=sys.stderr)
        return 1
    write_sample(drawn, found)
    return 0


def draw(rows: Iterable[Row], most: int) -> list[Row]:
    """Draw rows by their digests, one of each clone family or package: the same tables give the same rows."""
    chosen: dict[str, Row] = {}
    for row in sorted(rows, key=_lot):
        if not row.stub:
            chosen.setdefault(row.group, row)
    return sorted(chosen.values(), key=_lot)[:most]


def used(tables: Path = TABLES) -> list[Row]:
    """The rows of packages that are downloaded most. Raises OSError, ValueError."""
    return of_most_used(read_table(tables, "benign-"))


def figures(models: Models, rows: Sequence[Row], most_used: Sequence[Row] = ()) -> Figures:
    """Score rows with the models that speak about them."""
    reached: dict[str, list[Point | None]] = {prefix: [] for prefix in COUNTS}
    for row in rows:
        prefix = next(prefix for prefix in COUNTS if row.set.startswith(prefix))
        reached[prefix].append(
            _point(models.beyond, row, row.features) if prefix == "delta-" else _gravest(models, row)
        )
    bad, good, more = reached["mal-"], reached["benign-"], reached["delta-"]
    return Figures(
        malicious=len(bad),
        held=sum(map(_is_held, bad)),
        blocked=bad.count(Point.BLOCK),
        benign=len(good),
        alarms=sum(map(_is_held, good)),
        blocks=good.count(Point.BLOCK),
        upgrades=len(more),
        upgrade_alarms=sum(map(_is_held, more)),
        upgrade_blocks=more.count(Point.BLOCK),
        used=len(most_used),
        used_alarms=sum(_is_held(_gravest(models, row)) for row in most_used),
    )


def read_sample(folder: Path = SAMPLE) -> list[Row]:
    """The committed rows. Raises OSError, ValueError."""
    return [row for prefix in COUNTS for row in read_table(folder, prefix)]


def read_figures(path: Path = FIGURES) -> Figures:
    """The committed figures. Raises OSError, ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=Figures)


def write_sample(rows: Sequence[Row], found: Figures, folder: Path = SAMPLE) -> None:
    """Commit another sample: what was there goes."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.tsv.gz"):
        path.unlink()
    for name in sorted({row.set for row in rows}):
        write_table(folder, name, [row for row in rows if row.set == name])
    (folder / "figures.json").write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def _is_held(found: Point | None) -> bool:
    return found in {Point.BLOCK, Point.REVIEW}


def _gravest(models: Models, row: Row) -> Point | None:
    found = {
        _point(models.alone, row, row.features),
        *(_point(models.apart, row, file) for file in row.files),
    }
    return next((each for each in (Point.BLOCK, Point.REVIEW, Point.NOTE) if each in found), None)


def _point(model: Model, row: Row, features: Mapping[str, float]) -> Point | None:
    values = [features.get(name, 0.0) for name in model.features]
    return point(model, ask(model, values).log_odds, row.ecosystem)


def _lot(row: Row) -> str:
    return hashlib.sha256(f"sample {row.sha256}".encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
