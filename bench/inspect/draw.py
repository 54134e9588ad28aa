"""The samples that `make bench-landing` judges, drawn by seed, and the training rows that know none of them.

Malware: one archive of each clone family first seen from `CUT` on. Benign: releases that no model was trained on (`held-out-*`), judged
alone, and releases with their predecessors (`*-follow`). Half of the names of the latter are judged, the other half trains the
model for upgrades.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.inspect.corpus import LISTS, Sample, read_list
from bench.inspect.later import days_of, refuse_late, split
from bench.inspect.sets import BEFORE
from bench.inspect.tables import TABLES, Row, read_table

ALONE = ("held-out-npm", "held-out-pypi")
PAIRS = ("benign-npm-follow", "benign-pypi-follow")
SEED = "landing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What is judged. A set of pairs has its predecessors under its name with `-before`."""

    malware: tuple[Sample, ...]
    families: Mapping[str, str]
    """The family of each malicious digest."""
    benign: Mapping[str, tuple[Sample, ...]]

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All files that are needed."""
        return (*self.malware, *(sample for samples in self.benign.values() for sample in samples))


def draw(size: int = 0, *, lists: Path = LISTS, tables: Path = TABLES) -> Draw:
    """Draw `size` families and half as many of each benign set; 0 takes all. Raises LateSampleError, OSError, ValueError."""
    known = {sample.sha256: sample for sample in _malware(lists)}
    after = split(_rows(tables), days_of(_malware(lists)))[1]
    one = {row.family: row for row in sorted(after, key=lambda row: _lot(row.sha256), reverse=True)}
    chosen = sorted(one.values(), key=lambda row: _lot(row.sha256))[: size or None]
    benign: dict[str, tuple[Sample, ...]] = {}
    for name in (*ALONE, *PAIRS):
        listed = [sample for sample in read_list(lists / f"{name}.tsv") if name in ALONE or is_judged(sample)]
        benign[name] = tuple(sorted(listed, key=lambda each: _lot(each.sha256))[: size // 2 or None])
        if name in PAIRS:
            earlier = {_pair(each): each for each in read_list(lists / f"{name}{BEFORE}.tsv")}
            wanted = [(each.name, each.drawn.removeprefix("follows "), each.version) for each in benign[name]]
            benign[name + BEFORE] = tuple(earlier[key] for key in wanted if key in earlier)
    return Draw(
        malware=tuple(known[row.sha256] for row in chosen),
        families={row.sha256: row.family for row in chosen},
        benign=benign,
    )


def is_judged(sample: Sample) -> bool:
    """Whether a release with a predecessor is in the half that is judged."""
    return _lot(sample.name)[-1] in "02468ace"


def training_rows(tables: Path, *, lists: Path = LISTS) -> list[Row]:
    """The rows of tables before `CUT` and without any name that is judged, at whatever size. Raises OSError, ValueError."""
    names = {
        (sample.ecosystem.value, sample.name)
        for set_ in (*ALONE, *PAIRS)
        for sample in read_list(lists / f"{set_}.tsv")
        if set_ in ALONE or is_judged(sample)
    }
    benign = [*read_table(tables, "benign-"), *read_table(tables, "delta-")]
    before = split(_rows(tables), days_of(_malware(lists)))[0]
    return [*before, *(row for row in benign if (row.ecosystem, row.name) not in names)]


def _malware(lists: Path) -> Sequence[Sample]:
    samples = [sample for path in sorted(lists.glob("mal-*.tsv")) for sample in read_list(path)]
    refuse_late(samples)
    return samples


def _rows(tables: Path) -> list[Row]:
    return [row for row in read_table(tables, "mal-") if not row.stub]


def _pair(before: Sample) -> tuple[str, str, str]:
    return before.name, before.version, before.drawn.removeprefix("before ")


def _lot(text: str) -> str:
    return hashlib.sha256(f"{SEED} {text}".encode()).hexdigest()
