"""Parses CycloneDX SBOMs in JSON, specVersion 1.2 to 1.7.

An entry is a component with a package URL of a supported ecosystem. Components of unsupported ecosystems are counted
and reported. `metadata.component` is the project. `dependencies` contains the edges of the dependency graph. A nested
component without a dependent counts as a dependency of the component that contains it.

The `hashes` of a component are ignored. The specification does not define which file the hash of a component covers,
and tools differ: `npm sbom` writes the hash of the tarball, others the hash of an installed file. With a wrong hash,
Pratique would block an unchanged package. Hashes of `externalReferences` of type `distribution` cover the file at the
URL of the reference. A hash of a `distribution` reference is used if the file belongs to the release (see the module
`distribution`). Sources: the specification's JSON schemas, the property taxonomy `cdx:npm`, and files of npm 11,
cyclonedx-npm 6 and cyclonedx-py 7. `npm sbom` and cyclonedx-npm list a linked folder like a registry package. Only a
link with a path outside `node_modules` is known to be a project folder.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Digest
from pratique.errors import ParseError
from pratique.lockfiles.pypi.distribution import Distribution, placed
from pratique.lockfiles.reading.document import MOST_EDGES, MOST_ENTRIES, invalid, too_many, unknown_version
from pratique.lockfiles.reading.json_entries import JsonEntries, Place, read_entries
from pratique.lockfiles.reading.problem_list import ProblemList
from pratique.lockfiles.sbom.sbom import Ask, Census, Part, assemble, at_path

FORMAT = "CycloneDX"
VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")

_COMPONENTS = "components"
_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
# Types of the specification that are no package of a registry; without a package URL they are passed over.
_NO_PACKAGES = frozenset(
    {
        "container", "cryptographic-asset", "data", "device", "device-driver", "file", "firmware",
        "machine-learning-model", "operating-system", "platform",
    }
)  # fmt: skip
_TRUE = "true"
_NO_PURL = "the package has no package URL, so it cannot be identified"
_NO_LIST = "the value is not a list, so it was not read"
_REPAIR = "regenerate the file with the tool that created it"


class _Hash(msgspec.Struct):
    alg: str
    content: str


class _Reference(msgspec.Struct):
    type: str
    url: str
    hashes: list[_Hash] = []


class _Property(msgspec.Struct):
    """One property of a component, named as in the CycloneDX taxonomy."""

    name: str
    value: str | None = None


class _Component(msgspec.Struct, rename={"bom_ref": "bom-ref", "references": "externalReferences"}):
    name: str = ""
    group: str | None = None
    type: str = "library"
    scope: str | None = None
    purl: str | None = None
    bom_ref: str | None = None
    references: list[_Reference] | None = None
    hashes: list[Any] | None = None
    properties: list[_Property] | None = None
    components: Any = None

    @property
    def label(self) -> str:
        return f"{self.group}/{self.name}" if self.group else self.name


class _Dependency(msgspec.Struct, rename={"depends_on": "dependsOn"}):
    """The dependencies of one component."""

    ref: str
    depends_on: list[str] | None = None


@dataclass(slots=True)
class _Inventory:
    census: Census
    parts: list[Part] = field(default_factory=list)
    holds: list[Ask] = field(default_factory=list)
    programs: list[tuple[str | None, str, int | None]] = field(default_factory=list)
    """Applications without a package URL: identity, label and line."""


def parse(data: bytes) -> Lock:
    """Parse a CycloneDX SBOM. Raises ParseError if the bytes are not a CycloneDX SBOM or its version is unknown."""
    document = read_entries(data, what=FORMAT, holders=frozenset({_COMPONENTS}))
    version = _version(document.value)
    project = _project(document.value)
    inventory = _Inventory(Census(document.problems))
    root = project.bom_ref or ""
    for component, parent, line in _components(document, project):
        _take(component, parent, line, inventory)
    asks = list(_asks(document.value.get("dependencies"), document.problems))
    asking = {ask.parent for ask in asks} | {hold.parent for hold in inventory.holds}
    for identity, label, line in inventory.programs:
        # A tool's name for a lockfile that it found asks for packages; a program of its own does not.
        if identity is None or identity not in asking:
            document.problems.add(label, line, _NO_PURL)
    packages = assemble(
        inventory.parts, asks, holds=inventory.holds, roots=frozenset({root} - {""}), what=FORMAT
    )
    return Lock(
        inventory=True,
        format=f"{FORMAT} {version}",
        packages=packages,
        name=project.label or None,
        problems=inventory.census.listed(),
    )


def _version(value: Mapping[str, Any]) -> str:
    if value.get("bomFormat") != FORMAT:
        raise invalid(f"`bomFormat` is not {FORMAT}", hint="check that this is the right file")
    version = value.get("specVersion")
    if version not in VERSIONS:
        raise unknown_version(FORMAT, version, known=f"{VERSIONS[0]} to {VERSIONS[-1]}")
    return str(version)


def _project(value: Mapping[str, Any]) -> _Component:
    """Return the component that the SBOM describes; an empty component if it specifies none."""
    metadata = value.get("metadata")
    told = metadata.get("component") if isinstance(metadata, dict) else None
    try:
        return _Component() if told is None else msgspec.convert(told, _Component)
    except msgspec.ValidationError as error:
        raise invalid(f"the metadata.component of {FORMAT} is not valid: {error}", hint=_REPAIR) from None


def _components(
    document: JsonEntries, project: _Component
) -> Iterator[tuple[_Component, str | None, int | None]]:
    """Yield each component with its line and the identity of the component that contains it, including nested components."""
    waiting: list[tuple[Place, object, str | None]] = [
        (("metadata", "component", _COMPONENTS), project.components, project.bom_ref),
        ((_COMPONENTS,), document.value.get(_COMPONENTS), None),
    ]
    count = 0
    while waiting:
        place, held, parent = waiting.pop()
        if held is not None and not isinstance(held, list):
            document.problems.add(_COMPONENTS, document.lines.get(place[:-1]), _NO_LIST)
            continue
        count += len(held or ())
        if count > MOST_ENTRIES:
            raise too_many(FORMAT, most=MOST_ENTRIES, of="components")
        nested: list[tuple[Place, object, str | None]] = []
        for inner, raw, line in document.entries(place, held):
            try:
                component = msgspec.convert(raw, _Component)
            except msgspec.ValidationError as error:
                document.problems.add(_label(raw), line, str(error))
                continue
            yield component, parent, line
            if component.components:
                nested.append(((*inner, _COMPONENTS), component.components, component.bom_ref or parent))
        waiting.extend(reversed(nested))


def _label(raw: object) -> str:
    name = raw.get("name") if isinstance(raw, dict) else None
    return name if isinstance(name, str) else ""


def _take(component: _Component, parent: str | None, line: int | None, inventory: _Inventory) -> None:
    census = inventory.census
    package = None
    if component.purl is not None:
        package = census.read(component.purl, component.label, line)
        if package is not None:
            package = _completed(package, component, census)
    elif component.type == "application":
        inventory.programs.append((component.bom_ref, component.label, line))
    elif component.type not in _NO_PACKAGES:
        census.problems.add(component.label, line, _NO_PURL)
    inventory.parts.append(Part(identity=component.bom_ref, package=package))
    if parent is not None and component.bom_ref is not None:
        inventory.holds.append(Ask(parent, component.bom_ref))


def _completed(package: LockedPackage, component: _Component, census: Census) -> LockedPackage:
    distributions = [
        Distribution(reference.url, tuple(_digests(reference.hashes, component, package, census)))
        for reference in component.references or ()
        if reference.type == "distribution"
    ]
    package = placed(package, distributions)
    told = {one.name.removeprefix("cdx:npm:package:"): one.value for one in component.properties or ()}
    bundled = told.get("bundled") == _TRUE
    dev = told.get("development") == _TRUE or component.scope == "excluded"
    optional = component.scope == "optional"
    told_groups = {"dev": dev, "optional": optional}
    package = replace(
        package,
        groups=frozenset(group for group, is_in in told_groups.items() if is_in),
        optional=optional,
        bundled=bundled,
    )
    package = at_path(package, told.get("path"))
    # With an address or a hash npm fetched it from a registry, whatever it says of a bundle.
    if bundled and package.source is SourceKind.REGISTRY and not distributions and not component.hashes:
        return replace(package, source=SourceKind.BUNDLED)
    return package


def _digests(
    hashes: Iterable[_Hash], component: _Component, package: LockedPackage, census: Census
) -> Iterator[Digest]:
    """Yield the hashes with a supported algorithm; a malformed hash is reported as a problem."""
    for told in hashes:
        algorithm = _ALGORITHMS.get(told.alg)
        if algorithm is None:
            continue
        try:
            yield Digest.parse(f"{algorithm}:{told.content}")
        except ParseError:
            census.problems.add(component.label, package.line, f"a hash is malformed: {told.content[:80]!r}")


def _asks(told: object, problems: ProblemList) -> Iterator[Ask]:
    if told is not None and not isinstance(told, list):
        problems.add("dependencies", None, _NO_LIST)
        return
    left = MOST_EDGES - len(told or ())
    for raw in (told or ()) if left >= 0 else ():
        try:
            dependency = msgspec.convert(raw, _Dependency)
        except msgspec.ValidationError as error:
            problems.add("dependencies", None, f"an item is not valid: {error}")
            continue
        left -= len(dependency.depends_on or ())
        if left < 0:
            break
        for child in dependency.depends_on or ():
            yield Ask(dependency.ref, child)
    if left < 0:
        raise too_many(FORMAT, most=MOST_EDGES, of="dependencies")
