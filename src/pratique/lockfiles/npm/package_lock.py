"""Parses package-lock.json and npm-shrinkwrap.json of npm, lockfileVersion 1, 2 and 3.

A lockfile may have both `packages` (npm 7 and later) and `dependencies` (npm 6), and each npm version reads only one of the two
sections. Pratique uses `packages` and reports a problem if `dependencies` would install other files.
"""

from collections.abc import Iterable

from pratique.core.lock import Lock, LockedPackage, Problem, SourceKind
from pratique.lockfiles.npm.package_lock_v1 import read_dependencies
from pratique.lockfiles.npm.package_lock_v2 import read_packages
from pratique.lockfiles.npm.section import Section
from pratique.lockfiles.reading.document import first_problems, unknown_version
from pratique.lockfiles.reading.json_document import JsonDocument, read_json

FORMAT = "package-lock"


def parse(data: bytes) -> Lock:
    """Parse an npm lockfile. Raises ParseError if the bytes are not an npm lockfile or its version is unknown."""
    document = read_json(data, what="package-lock.json")
    version = document.value.get("lockfileVersion")
    if type(version) is not int or version not in {1, 2, 3}:
        raise unknown_version("package-lock.json", version, known="1, 2 and 3")
    problems = [
        Problem(key[:300], line, "duplicate key in a JSON object: parsers differ on which value they use")
        for key, line in document.repeated
    ]
    if version == 1 and "packages" not in document.value:
        name, section = None, read_dependencies(document)
    else:
        name, section = read_packages(document)
        problems.extend(_differences(document, section, version))
    told = document.value.get("name")
    return Lock(
        format=f"{FORMAT} v{version}",
        packages=section.packages,
        name=name or (told if isinstance(told, str) else None),
        problems=first_problems((*problems, *section.problems)),
        requests=section.requests,
    )


def _differences(document: JsonDocument, section: Section, version: int) -> Iterable[Problem]:
    """Yield the files that npm 6 would install from `dependencies` and npm 7 would not install from `packages`."""
    if version == 1:
        yield Problem(
            "packages",
            None,
            "a lockfile of version 1 must not have `packages`: npm versions read different sections",
        )
    old = read_dependencies(document)
    yield from old.problems
    releases = {_release(package) for package in section.packages}
    digests = {digest for package in section.packages for digest in package.digests}
    for package in old.packages:
        same = package.source is not SourceKind.REGISTRY or _release(package) in releases
        if not same or not digests.issuperset(package.digests):
            why = "`dependencies`, which npm 6 reads, has a release or digest that `packages` does not have"
            yield Problem(package.key, package.line, why)


def _release(package: LockedPackage) -> tuple[str, str | None, str]:
    return (package.package.name, package.version, package.alias or package.package.name)
