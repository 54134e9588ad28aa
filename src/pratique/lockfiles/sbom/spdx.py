"""Parses SPDX SBOMs in JSON, versions 2.2 and 2.3.

An entry is a package that has a package URL of a supported ecosystem in its external references. Packages of
unsupported ecosystems are counted and reported. If the document describes one package, that package is the project. If
the document describes several packages, these packages are direct dependencies. SPDX 3 is a different format (JSON-LD)
and is rejected as an unknown version.

The `checksums` of a package cover the downloaded file, or the files that a tool analysed without a download. Checksums are used
only if `downloadLocation` is the URL of a file of the release (see the module `distribution`), because a wrong digest would block
an unchanged package. Sources: the SPDX 2.3 specification (clauses 7 and 11) and files of npm 11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pratique.core.lock import Lock, LockedPackage
from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.lockfiles.npm.entry import installed_name
from pratique.lockfiles.pypi.distribution import Distribution, placed
from pratique.lockfiles.reading.document import MOST_EDGES, MOST_ENTRIES, invalid, too_many, unknown_version
from pratique.lockfiles.reading.json_entries import JsonEntries, read_entries
from pratique.lockfiles.reading.problem_list import ProblemList
from pratique.lockfiles.sbom.sbom import Ask, Census, Part, assemble, at_path

FORMAT = "SPDX"
VERSIONS = ("SPDX-2.2", "SPDX-2.3")

_DOCUMENT = "SPDXRef-DOCUMENT"
_NO_LIST = "the value is not a list, so it was not read"
_NOTHING = frozenset({"", "NONE", "NOASSERTION"})
_ALGORITHMS = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512"}
_ARCHIVES = (".tgz", ".tar.gz", ".tar", ".zip")
_NO_PACKAGES = frozenset({"CONTAINER", "DEVICE", "FILE", "FIRMWARE", "OPERATING-SYSTEM"})
_PROGRAMS = frozenset({"APPLICATION", "SOURCE"})
_CONTEXT_VERSION = re.compile(r"/rdf/(3[0-9.]{0,10})/")

# Kinds of relationship: whether the first element is the one that asks, and for what purpose.
_ASKS: Mapping[str, tuple[bool, str | None]] = {
    "BUILD_DEPENDENCY_OF": (False, "build"),
    "BUILD_TOOL_OF": (False, "build"),
    "DEPENDENCY_OF": (False, None),
    "DEPENDS_ON": (True, None),
    "DEV_DEPENDENCY_OF": (False, "dev"),
    "DEV_TOOL_OF": (False, "dev"),
    "HAS_PREREQUISITE": (True, "peer"),
    "OPTIONAL_DEPENDENCY_OF": (False, "optional"),
    "PREREQUISITE_FOR": (False, "peer"),
    "PROVIDED_DEPENDENCY_OF": (False, "provided"),
    "RUNTIME_DEPENDENCY_OF": (False, None),
    "TEST_DEPENDENCY_OF": (False, "test"),
    "TEST_TOOL_OF": (False, "test"),
}
_HOLDS = {"CONTAINS": True, "CONTAINED_BY": False}


class _Checksum(msgspec.Struct, rename={"value": "checksumValue"}):
    algorithm: str
    value: str


class _Reference(msgspec.Struct, rename={"type": "referenceType", "locator": "referenceLocator"}):
    type: str
    locator: str


class _Package(
    msgspec.Struct,
    rename={
        "identity": "SPDXID",
        "location": "downloadLocation",
        "filename": "packageFileName",
        "references": "externalRefs",
        "purpose": "primaryPackagePurpose",
    },
):
    name: str
    identity: str
    location: str | None = None
    filename: str | None = None
    checksums: list[_Checksum] | None = None
    references: list[_Reference] | None = None
    purpose: str | None = None


class _Relationship(
    msgspec.Struct,
    rename={"first": "spdxElementId", "second": "relatedSpdxElement", "kind": "relationshipType"},
):
    """One relationship between two SPDX elements."""

    first: str
    second: str
    kind: str


def parse(data: bytes) -> Lock:
    """Parse an SPDX SBOM. Raises ParseError if the bytes are not an SPDX SBOM or its version is unknown."""
    document = read_entries(data, what=FORMAT, holders=frozenset({"packages"}))
    version = _version(document.value)
    census = Census(document.problems)
    relationships = list(_relationships(document.value.get("relationships"), document.problems))
    described = _described(document.value.get("documentDescribes"), relationships)
    roots = frozenset((_DOCUMENT, *described) if len(described) == 1 else (_DOCUMENT,))
    asks = [ask for told in relationships for ask in _ask(told)]
    holds = [Ask(_DOCUMENT, identity) for identity in described if identity not in roots]
    holds.extend(_held(told) for told in relationships if told.kind in _HOLDS)
    asking = {ask.parent for ask in (*asks, *holds)}
    parts: list[Part] = []
    names: dict[str, str] = {}
    for told, line in _packages(document):
        names.setdefault(told.identity, told.name)
        package = None if told.identity in roots else _entry(told, line, asking, census)
        parts.append(Part(identity=told.identity, package=package))
    packages = assemble(parts, asks, holds=holds, roots=roots, what=FORMAT)
    root = next(iter(described), "") if len(described) == 1 else ""
    return Lock(
        inventory=True,
        format=f"{FORMAT} {version.removeprefix('SPDX-')}",
        packages=packages,
        name=names.get(root) or None,
        problems=census.listed(),
    )


def _version(value: Mapping[str, Any]) -> str:
    version = value.get("spdxVersion")
    if version is None and (context := _CONTEXT_VERSION.search(str(value.get("@context"))[:1_000])):
        version = f"SPDX-{context[1]}"
    if version is None and "sbom" in value:
        raise invalid("the SBOM is the value of `sbom`", hint="extract the SBOM to a separate file")
    if version is None:
        raise invalid("the file has no `spdxVersion`", hint="check that this is the right file")
    if version not in VERSIONS:
        raise unknown_version(FORMAT, version, known=" and ".join(VERSIONS))
    return str(version)


def _packages(document: JsonEntries) -> Iterator[tuple[_Package, int | None]]:
    held = document.value.get("packages")
    if held is not None and not isinstance(held, list):
        document.problems.add("packages", None, _NO_LIST)
        return
    if len(held or ()) > MOST_ENTRIES:
        raise too_many(FORMAT, most=MOST_ENTRIES, of="packages")
    for _, raw, line in document.entries(("packages",), held):
        try:
            yield msgspec.convert(raw, _Package), line
        except msgspec.ValidationError as error:
            name = raw.get("name") if isinstance(raw, dict) else None
            document.problems.add(name if isinstance(name, str) else "", line, str(error))


def _relationships(held: object, problems: ProblemList) -> Iterator[_Relationship]:
    if held is not None and not isinstance(held, list):
        problems.add("relationships", None, _NO_LIST)
        return
    if len(held or ()) > MOST_EDGES:
        raise too_many(FORMAT, most=MOST_EDGES, of="relationships")
    for raw in held or ():
        try:
            yield msgspec.convert(raw, _Relationship)
        except msgspec.ValidationError as error:
            problems.add("relationships", None, f"an item is not valid: {error}")


def _described(told: object, relationships: list[_Relationship]) -> dict[str, None]:
    """Return the ids of the elements that the document describes."""
    found = dict.fromkeys(one for one in told if isinstance(one, str)) if isinstance(told, list) else {}
    for one in relationships:
        if one.kind == "DESCRIBES" and one.first == _DOCUMENT:
            found[one.second] = None
        elif one.kind == "DESCRIBED_BY" and one.second == _DOCUMENT:
            found[one.first] = None
    return found


def _ask(told: _Relationship) -> Iterator[Ask]:
    if told.kind in _ASKS:
        first_asks, group = _ASKS[told.kind]
        parent, child = (told.first, told.second) if first_asks else (told.second, told.first)
        yield Ask(parent, child, group)


def _held(told: _Relationship) -> Ask:
    return Ask(told.first, told.second) if _HOLDS[told.kind] else Ask(told.second, told.first)


def _entry(told: _Package, line: int | None, asking: set[str], census: Census) -> LockedPackage | None:
    purls = dict.fromkeys(one.locator for one in told.references or () if one.type == "purl")
    if not purls:
        # A tool's name for a lockfile or image that it found asks for packages; a program of its own does not.
        passed = told.purpose in _NO_PACKAGES or (told.purpose in _PROGRAMS and told.identity in asking)
        if not passed:
            census.problems.add(told.name, line, "the package has no package URL, so it cannot be identified")
        return None
    first, *others = purls
    if others:
        census.problems.add(
            told.name, line, f"the package has several package URLs: only {first[:120]!r} is read"
        )
    package = census.read(first, told.name, line)
    if package is None:
        return None
    digests = tuple(_digests(told, line, census))
    location = told.location or ""
    if location not in _NOTHING:
        package = placed(package, [Distribution(location, digests)])
    path = told.filename or ""
    if path in _NOTHING or path.lower().endswith(_ARCHIVES):
        return package
    # What has an address or a checksum was fetched, wherever it lies.
    fetched = location not in _NOTHING or bool(told.checksums)
    return package if fetched and installed_name(path) is None else at_path(package, path)


def _digests(told: _Package, line: int | None, census: Census) -> Iterator[Digest]:
    """Yield the checksums with a supported algorithm; a malformed checksum is reported as a problem."""
    for one in told.checksums or ():
        algorithm = _ALGORITHMS.get(one.algorithm)
        if algorithm is None:
            continue
        try:
            yield Digest.parse(f"{algorithm}:{one.value}")
        except ParseError:
            census.problems.add(told.name, line, f"a checksum is malformed: {one.value[:80]!r}")
