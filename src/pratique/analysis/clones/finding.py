"""From the files of an artifact to the clones among them."""

from collections import Counter
from collections.abc import Mapping

from pratique.analysis.clones import squeezed
from pratique.analysis.clones.index import Index
from pratique.analysis.clones.matches import CloneMatch, Clones, CopyMatch
from pratique.analysis.clones.payload import is_proven, payload_lines
from pratique.analysis.clones.shingles import shingles
from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.kinds import is_auxiliary
from pratique.core.names import Ecosystem
from pratique.core.tree import File, Tree

LEAST_LIKENESS = 0.75
"""Share of a family's characteristic shingles that a near clone has. Measured: see `python -m bench.inspect.clones`."""
FEWEST_SHINGLES = 16
"""A family with fewer that no benign file has is known by its bytes alone."""
LEAST_SHARE = 0.7
FEWEST_FILES = 3
"""Files that a copy has in common with the package."""
MOST_COMPARED = 12
"""Files of an artifact whose shingles are made."""
_LEAST_OWN = 0.4
"""Share of the artifact's own files that a copy makes up: a package that ships another one within is no copy of it."""
_MOST_DIFFERING = 50
_MOST_COPIES = 3
_NOT_COMPARED = frozenset((Language.JSON, Language.GYP))


def find(
    tree: Tree, facts: Mapping[str, FileFacts], index: Index, *, ecosystem: Ecosystem, name: str | None
) -> Clones:
    """Find clones of known malware and copies of popular packages. `name` is the artifact's own name."""
    files = [
        (tree.by_path[path], facts[path])
        for path in sorted(facts)
        if path in tree.by_path and not is_auxiliary(path) and facts[path].language not in _NOT_COMPARED
    ]
    return Clones(
        malware=_malware(files, index),
        copies=_copies([file for file, _ in files], index, ecosystem, name),
    )


def family_of(file: File, facts: FileFacts, index: Index) -> CloneMatch | None:
    """The family of known malware that one file belongs to."""
    if not payload_lines(facts):
        return None
    exact = index.family_of_digest(file.sha256)
    if exact is not None:
        return CloneMatch(
            path=file.path,
            family=index.families[exact],
            exact=True,
            proven=is_proven(facts),
            likeness=1.0,
        )
    shares = index.families_of_shingles(shingles(file.data))
    family = max(shares, key=lambda number: (shares[number], -number), default=None)
    if family is None or shares[family] < LEAST_LIKENESS:
        return None
    likeness = round(shares[family], 2)
    return CloneMatch(
        path=file.path,
        family=index.families[family],
        exact=False,
        proven=is_proven(facts),
        likeness=likeness,
    )


def _malware(files: list[tuple[File, FileFacts]], index: Index) -> tuple[CloneMatch, ...]:
    if not index.families:
        return ()
    carrying = [(file, facts) for file, facts in files if payload_lines(facts)]
    # The nearest to the root first: there is what an install or an import runs.
    carrying.sort(key=lambda item: (item[0].path.count("/"), item[0].path))
    found = (family_of(file, facts, index) for file, facts in carrying[:MOST_COMPARED])
    return tuple(sorted(filter(None, found), key=lambda match: (-match.exact, -match.likeness, match.path)))


def _copies(files: list[File], index: Index, ecosystem: Ecosystem, name: str | None) -> tuple[CopyMatch, ...]:
    own = {
        file.path: squeezed.key(file.path, file.data)
        for file in files
        if file.size_bytes >= squeezed.FEWEST_BYTES
    }
    if len(own) < FEWEST_FILES or not index.packages:
        return ()
    having = {key: frozenset(index.packages_of_key(key)) for key in set(own.values())}
    counts: Counter[int] = Counter(package for packages in having.values() for package in packages)
    found = []
    for package, same in counts.items():
        share = same / index.package_sizes[package]
        told, _, version = index.packages[package].rpartition("@")
        limit = index.limits[package]
        within = sum(key <= limit for key in own.values())
        if (
            same < FEWEST_FILES
            or share < LEAST_SHARE
            or same < _LEAST_OWN * within
            or not told.startswith(f"{ecosystem.value}:")
            or _plain(told.partition(":")[2]) == _plain(name or "")
        ):
            continue
        differing = [path for path, key in own.items() if key <= limit and package not in having[key]]
        found.append(
            CopyMatch(
                package=told.partition(":")[2],
                version=version,
                share=round(share, 2),
                same=same,
                differing=tuple(sorted(differing)[:_MOST_DIFFERING]),
            )
        )
    found.sort(key=lambda match: (-match.share, -match.same, match.package))
    return tuple(found[:_MOST_COPIES])


def _plain(name: str) -> str:
    """A name as no registry tells it from another one."""
    return name.lower().replace("_", "-").replace(".", "-")
