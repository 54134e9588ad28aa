"""Make the index of clones, and measure it: `python -m bench.inspect.clones --corpora FOLDER`.

Read are the malware sets and the benign sets whose lists are committed, from a folder with one folder a set. Files are read in
memory as data. Written is `src/pratique/analysis/clones/index.bin`: hashes, and names of public packages.

- Exact: files that may carry a payload, of malware and of no benign set.
- Near: of each family of such files the smallest shingles that no benign file has.
- Copies: the files of popular packages: those of the benign sets, one release of each.

Measured, before the whole index is written: false alarms on the half of the benign packages that an index did not know, and
hits on malware first seen after all that an index knew.
"""

import argparse
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from zlib import crc32

from bench.inspect.corpus import LISTS, Sample, read_list
from pratique.analysis.clones import finding, squeezed
from pratique.analysis.clones.index import EVERY_KEY, Index, pack
from pratique.analysis.clones.loading import FILE
from pratique.analysis.clones.payload import is_proven, payload_lines
from pratique.analysis.clones.shingles import shingles, whole_and_near
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.kinds import Code, classify, is_auxiliary
from pratique.analysis.languages import readers
from pratique.archive import read as read_archive
from pratique.core.tree import File
from pratique.errors import ParseError

MALWARE = ("mal-pypi", "mal-pypi-old", "mal-npm")
BENIGN = (
    *("benign-npm", "benign-npm-scripts", "benign-npm-follow", "benign-npm-follow-before"),
    *("benign-pypi", "benign-pypi-follow", "benign-pypi-follow-before"),
)
SKETCH = 32
MOST_LINES = 200
MOST_NEAR = 512
"""Shingles of a payload from which its sketch is chosen."""
FEWEST_SHARED = 5
LARGE = 8
"""Source files of an artifact of malware from which on it may be a copy of an honest package with a payload added."""
FEWEST_BYTES = 150
"""A smaller file may be an empty setup script that anyone could have written."""
LONGEST_READ = 1024 * 1024
MOST_PACKED = 20 * 1024 * 1024
MOST_PACKAGES = 1_500
MOST_FILES = 150
"""Files told of one package: those with the smallest keys."""
SPLIT = "2024-01-01"
_WORTH = re.compile(
    rb"\bexec\b|\beval\b|os\.system|popen|spawn|startfile|subprocess|urlopen|urlretrieve|requests\.|socket\.|b64decode"
    rb"|fromhex|Fernet|marshal|__import__|__builtins__|powershell|child_process|\bcurl\b|\bwget\b|webhook",
    re.IGNORECASE,
)
"""What a payload needs: a file without any of these is none."""
_GRAVE = re.compile(
    rb"\b(?:exec|eval)\s*\(\s*(?:\w+[.(]|lambda)|b64decode|Fernet|fromhex|webhook|powershell|child_process|\bcurl\b"
    rb"|__builtins__|marshal\.loads|startfile|os\.system|subprocess\.",
    re.IGNORECASE,
)
"""What tells a payload in an artifact that may be a copy of an honest one."""
_COMPARED = frozenset(Language) - {Language.JSON, Language.GYP}


@dataclass(frozen=True, slots=True)
class Carrier:
    """A file of malware that may carry a payload, in order of the day when it was seen."""

    label: str
    seen: str
    sha256: str
    whole: array[int]
    """Its shingles."""
    near: array[int]
    """The smallest of those near its payload."""


@dataclass(frozen=True, slots=True)
class Near:
    """A benign file with shingles of malware."""

    sample: Sample
    path: str
    sha256: str
    shared: array[int]


@dataclass
class Benign:
    """What the benign sets hold, by the half in which the package is."""

    digests: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    common: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    """Shingles of malware that a benign file has, too."""
    packages: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict)
    """Keys of files by path, and the version, of each package."""
    near: list[Near] = field(default_factory=list)
    artifacts: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=FILE)
    parser.add_argument(
        "--malware-one-in", type=int, default=1, help="read one sample in so many of the malware"
    )
    parser.add_argument("--one-in", type=int, default=1, help="read one sample in so many of the benign sets")
    told = parser.parse_args()
    carriers = list(_carriers(told.corpora, told.malware_one_in))
    universe = {value for carrier in carriers for value in carrier.near}
    print(f"{len(carriers)} files of malware may carry a payload; {len(universe)} shingles")
    benign = _benign(told.corpora, universe, told.one_in)
    measure_false_alarms(carriers, benign, told.corpora)
    measure_later(carriers, benign)
    index = build(carriers, benign.digests[0] | benign.digests[1], benign.common[0] | benign.common[1])
    index = with_packages(index, benign.packages)
    data = pack(index)
    told.output.write_bytes(data)
    print(
        f"{told.output}: {len(data)} bytes; {len(index.families)} families, {len(index.digests)} files, "
        f"{len(index.sketch_sizes)} sketches, {len(index.packages)} packages with {len(index.keys)} files"
    )


def build(carriers: Iterable[Carrier], digests: set[str], common: set[int]) -> Index:
    """Put files into families, greedily and the earliest first."""
    families: list[str] = []
    exact: dict[int, int] = {}
    sketches: list[tuple[int, int]] = []
    by_shingle: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for carrier in carriers:
        if carrier.sha256 in digests:
            continue
        found = Counter(family for value in carrier.whole for family in by_shingle.get(value, ()))
        shares = {family: count / sizes[family] for family, count in found.items()}
        best = max(shares, key=lambda number: (shares[number], -number), default=None)
        if best is None or shares[best] < finding.LEAST_LIKENESS:
            best = len(families)
            families.append(carrier.label)
            sketch = [value for value in carrier.near if value not in common][:SKETCH]
            sketch = sketch if len(sketch) >= finding.FEWEST_SHINGLES else []
            sizes.append(len(sketch))
            for value in sketch:
                by_shingle[value].append(best)
                sketches.append((value, best))
        exact.setdefault(int(carrier.sha256[:16], 16), best)
    sketches.sort()
    return Index(
        families=tuple(families),
        digests=sorted(exact),
        digest_families=[exact[digest] for digest in sorted(exact)],
        shingles=[value for value, _ in sketches],
        shingle_families=[family for _, family in sketches],
    )


def with_packages(index: Index, packages: Mapping[str, tuple[str, Mapping[str, int]]]) -> Index:
    """Add the files of popular packages: of those with the most files in common sets first, each name once."""
    chosen = sorted(
        (name for name, (_, keys) in packages.items() if len(set(keys.values())) >= finding.FEWEST_FILES),
        key=lambda name: (-len(packages[name][1]), name),
    )[:MOST_PACKAGES]
    names, limits, pairs = [], [], []
    for number, name in enumerate(sorted(chosen)):
        version, keys = packages[name]
        every = sorted(set(keys.values()))
        names.append(f"{name}@{version}")
        limits.append(EVERY_KEY if len(every) <= MOST_FILES else every[MOST_FILES - 1])
        pairs += [(key, number) for key in every[:MOST_FILES]]
    pairs.sort()
    return replace(
        index,
        packages=tuple(names),
        limits=limits,
        keys=[key for key, _ in pairs],
        key_packages=[number for _, number in pairs],
    )


def measure_false_alarms(carriers: list[Carrier], benign: Benign, corpora: Path) -> None:
    """Each half of the benign packages against an index that knew the other half alone."""
    indexes = [build(carriers, benign.digests[half], benign.common[half]) for half in (0, 1)]
    alarms: dict[str, str] = {}
    nearest: Counter[int] = Counter()
    for near in benign.near:
        index = indexes[1 - _half(near.sample)]
        exact = index.family_of_digest(near.sha256)
        shares = index.families_of_shingles(near.shared)
        top = 1.0 if exact is not None else max(shares.values(), default=0.0)
        if top < 0.3 or not _carries(corpora, near):
            continue
        nearest[int(top * 20)] += 1
        if top >= finding.LEAST_LIKENESS:
            label = index.families[
                exact if exact is not None else max(shares, key=lambda number: shares[number])
            ]
            alarms[near.sample.sha256] = (
                f"{near.sample.name}@{near.sample.version} {near.path} "
                f"{'the same bytes' if exact is not None else f'{top:.2f}'} {label}"
            )
    print(f"false alarms: {len(alarms)} of {benign.artifacts} benign artifacts unknown to the index")
    for line in sorted(alarms.values()):
        print("  ", line)
    print(
        "   benign files that may carry a payload, by likeness:",
        {f"{k / 20:.2f}": nearest[k] for k in sorted(nearest)},
    )


def measure_later(carriers: list[Carrier], benign: Benign) -> None:
    """Malware first seen in or after 2024 against an index of what was seen before."""
    early = [carrier for carrier in carriers if carrier.seen < SPLIT]
    index = build(early, benign.digests[0] | benign.digests[1], benign.common[0] | benign.common[1])
    found: dict[str, str] = {}
    for carrier in carriers:
        if carrier.seen >= SPLIT:
            exact = index.family_of_digest(carrier.sha256) is not None
            near = max(index.families_of_shingles(carrier.whole).values(), default=0.0)
            how = "exact" if exact else "near" if near >= finding.LEAST_LIKENESS else ""
            found[carrier.label] = max(how, found.get(carrier.label, ""), key=("", "near", "exact").index)
    counts = Counter(found.values())
    print(f"seen in or after {SPLIT}: {len(found)} artifacts, by the index of before: {dict(counts)}")


def _carriers(corpora: Path, one_in: int) -> Iterator[Carrier]:
    samples = sorted((sample for set_ in MALWARE for sample in read_list(LISTS / f"{set_}.tsv")), key=_seen)
    known: set[str] = set()
    for sample, group in groupby(_contents(corpora, samples[::one_in]), key=itemgetter(0)):
        files = [file for _, file in group]
        for file in files:
            if file.sha256 in known or file.size_bytes < FEWEST_BYTES:
                continue
            known.add(file.sha256)
            lines = _payload(file, large=len(files) >= LARGE)
            if lines:
                whole, near = whole_and_near(file.data, lines)
                # Of Python alone: the malware of npm in the sets is too little to tell families by.
                told = sorted(near)[:MOST_NEAR] if file.path.endswith(".py") else []
                yield Carrier(
                    label=f"{sample.ecosystem.value}:{sample.name}@{sample.version}",
                    seen=_seen(sample),
                    sha256=file.sha256,
                    whole=array("I", whole),
                    near=array("I", told),
                )


def _payload(file: File, *, large: bool) -> set[int]:
    """Lines that may be a payload, roughly: the facts of a file decide again whenever it is compared.

    Of a large artifact, which may be a copy of an honest one with its setup script, only what is near the root and is proven counts.
    """
    near_root = file.path.count("/") <= 1 or file.path.endswith("setup.py")
    if file.size_bytes > LONGEST_READ or (large and not near_root):
        return set()
    pattern = _GRAVE if large else _WORTH
    found = {
        file.data.count(b"\n", 0, match.start()) + 1
        for match in islice(pattern.finditer(file.data), MOST_LINES)
    }
    if found and large:
        facts = _facts(file)
        return found if facts is not None and is_proven(facts) else set()
    return found


def _benign(corpora: Path, universe: set[int], one_in: int) -> Benign:
    found = Benign()
    read: set[str] = set()
    artifacts: set[str] = set()
    for sample, file in _files(corpora, BENIGN, one_in):
        if sample.sha256 not in artifacts and not len(artifacts) % 500:
            print(f"  {len(artifacts)} benign artifacts", flush=True)
        artifacts.add(sample.sha256)
        half = _half(sample)
        found.digests[half].add(file.sha256)
        label = f"{sample.ecosystem.value}:{sample.name.lower()}"
        version, keys = found.packages.setdefault(label, (sample.version, {}))
        if version == sample.version and file.size_bytes >= squeezed.FEWEST_BYTES:
            keys[file.path] = squeezed.key(file.path, file.data)
        if file.sha256 not in read and file.path.endswith(".py") and _comparable(file):
            read.add(file.sha256)
            shared = universe & shingles(file.data)
            found.common[half].update(shared)
            if len(shared) >= FEWEST_SHARED:
                found.near.append(Near(sample, file.path, file.sha256, array("I", sorted(shared))))
    found.artifacts = len(artifacts)
    return found


def _files(corpora: Path, sets: Iterable[str], one_in: int) -> Iterator[tuple[Sample, File]]:
    for set_ in sets:
        samples = read_list(LISTS / f"{set_}.tsv")
        yield from _contents(corpora, samples[::one_in])


def _contents(corpora: Path, samples: Iterable[Sample]) -> Iterator[tuple[Sample, File]]:
    """Source files of samples that are neither tests nor documentation; samples that are absent are told."""
    done: set[str] = set()
    absent = 0
    for sample in samples:
        if sample.sha256 in done or sample.size_bytes > MOST_PACKED:
            continue
        done.add(sample.sha256)
        try:
            data = (corpora / sample.set / sample.file).read_bytes()
        except OSError:
            absent += 1
            continue
        try:
            tree = read_archive(data, sample.filename)
        except ParseError:
            continue
        for file in tree:
            kind = classify(file)
            if isinstance(kind, Code) and kind.language in _COMPARED and not is_auxiliary(file.path):
                yield sample, file
    if absent:
        print(f"{absent} samples are absent", file=sys.stderr)


def _carries(corpora: Path, near: Near) -> bool:
    for _, file in _contents(corpora, [near.sample]):
        if file.path == near.path:
            facts = _facts(file)
            return facts is not None and bool(payload_lines(facts))
    return False


def _facts(file: File) -> FileFacts | None:
    kind = classify(file)
    if not isinstance(kind, Code) or file.size_bytes > LONGEST_READ:
        return None
    return readers.read(file, kind.language)


def _seen(sample: Sample) -> str:
    """The day when a sample of malware was first seen; the old sets come first."""
    return sample.drawn.removeprefix("added ") if sample.drawn.startswith("added ") else "2021-01-01"


def _comparable(file: File) -> bool:
    return file.size_bytes <= LONGEST_READ and _WORTH.search(file.data) is not None


def _half(sample: Sample) -> int:
    return crc32(f"{sample.ecosystem.value}:{sample.name}".encode()) & 1


if __name__ == "__main__":
    main()
