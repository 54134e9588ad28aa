"""Creates keys for the entries of lockfiles that have none: Python lockfiles and SBOMs."""

from collections import Counter
from collections.abc import Sequence

from pratique.core.lock import LockedPackage, SourceKind


def keys_of(packages: Sequence[LockedPackage]) -> list[str]:
    """Return a unique key for each entry.

    The key is `name==version`. If two entries share a key, the source is added, and then a number if the keys are still equal.
    """
    plain = [str(package.ref or package.package) for package in packages]
    shared = {key for key, count in Counter(plain).items() if count > 1}
    keys: list[str] = []
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    for package, key in zip(packages, plain, strict=True):
        source = _source_of(package)
        wanted = f"{key} ({source})" if key in shared and source else key
        chosen = wanted
        while chosen in taken:
            numbers[wanted] += 1
            chosen = f"{wanted} #{numbers[wanted] + 1}"
        taken.add(chosen)
        keys.append(chosen)
    return keys


def _source_of(package: LockedPackage) -> str:
    if package.source is SourceKind.REGISTRY:
        return package.registry or ""
    return package.url or package.source.value
