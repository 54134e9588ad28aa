"""Finds the last release of a package in its configured registry, and the files of the version that are already there."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pratique.archive.reading import read
from pratique.cli.run.session import Session
from pratique.core.assessment import Checked, FamilyState
from pratique.core.names import Ecosystem
from pratique.core.release import Artifact, ArtifactKind, Listing
from pratique.core.tree import Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.rubygems.attestations import ACCEPT, MOST_BYTES, attestations_url, is_attested
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError, StoreError
from pratique.intake.question import Expected, File, Party
from pratique.intake.questions import listed_file
from pratique.net.registries.upstreams import Upstream
from pratique.publishing.outgoing import LastRelease
from pratique.publishing.package_json import parsed

_FIRST = frozenset({Reference.REGISTRY_NOT_FOUND})
_ATTESTATIONS: Mapping[Ecosystem, Callable[[str, str], str]] = {Ecosystem.RUBYGEMS: attestations_url}
"""Where a registry has the attestations of a file, if its listing does not say whether there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the registry has of a package."""

    state: FamilyState
    last: LastRelease | None = None
    file: File | None = None
    """The file of the last release that the new file is compared with."""
    is_listed: bool = False
    listed_sha256: str | None = None


async def last_release(
    session: Session,
    *,
    ecosystem: Ecosystem,
    kind: ArtifactKind,
    filename: str,
    tree: Tree,
    name: str,
    version: str,
) -> Found:
    """Return what the registry has of a package. A failed request is unknown, and a package without a release is none.

    Raises only StoreError, if the local store fails.
    """
    module = ECOSYSTEMS[ecosystem]
    try:
        package = module.normalise(name)
        listing = await session.questions.registry.listing(package, registry=_registry_of(ecosystem, tree))
    except StoreError:
        raise
    except PratiqueError as error:
        if error.reference in _FIRST:
            return Found(state=FamilyState(Checked.NOT_ASKED, "the registry has no release of this package"))
        return Found(state=FamilyState(Checked.UNKNOWN, error.message))
    listed = _listed(listing, version, filename)
    release, why = module.baseline(listing, version, kind=kind)
    own = Artifact(filename=filename, url="", kind=kind)
    artifact = module.counterpart(release, own) if release is not None else None
    if release is None or artifact is None:
        state = FamilyState(Checked.NOT_ASKED, why or "the last release has no file of this kind")
        return Found(state=state, is_listed=listed[0], listed_sha256=listed[1])
    upstream = session.upstreams.of(package, registry=listing.registry)
    expected = [Expected(Party.REGISTRY, artifact.digests)]
    file = listed_file(release.ref, artifact, upstream, (artifact.url,), expected)
    try:
        data = await session.road.load(file)
        before = await asyncio.to_thread(read, data, artifact.filename, beside=tree)
    except StoreError:
        raise
    except (PratiqueError, ParseError) as error:
        state = FamilyState(Checked.UNKNOWN, f"{release.ref} was not compared: {error.message}")
        return Found(state=state, is_listed=listed[0], listed_sha256=listed[1])
    attested, problem = await _attested(session, upstream, artifact, provenance=release.provenance)
    last = LastRelease(
        name=str(release.ref),
        version=release.ref.version,
        tree=before,
        manifest=module.read_manifest(before, kind),
        attested=attested,
        attested_problem=problem,
        trusted_publisher=release.trusted_publisher,
    )
    return Found(
        state=FamilyState(Checked.KNOWN, why),
        last=last,
        file=file,
        is_listed=listed[0],
        listed_sha256=listed[1],
    )


async def _attested(
    session: Session, upstream: Upstream, artifact: Artifact, *, provenance: bool | None
) -> tuple[bool | None, str]:
    """Return whether the registry has attestations, and the reason why a request for them failed."""
    if artifact.provenance_url is not None:
        return True, ""
    address = _ATTESTATIONS.get(upstream.ecosystem)
    if address is None:
        return provenance, ""
    url = address(artifact.filename, upstream.url)
    try:
        answer = await session.questions.registry.document(url, upstream, accept=ACCEPT, max_bytes=MOST_BYTES)
    except RegistryError as error:
        if error.reference in _FIRST:
            return None, ""
        return None, error.message
    return is_attested(answer), ""


def _registry_of(ecosystem: Ecosystem, tree: Tree) -> str | None:
    """Return the registry in `publishConfig` of package.json; None if there is none."""
    manifest = tree.get("package.json") if ecosystem is Ecosystem.NPM else None
    config = parsed(manifest.data if manifest is not None else None).get("publishConfig")
    found = config.get("registry") if isinstance(config, dict) else None
    return found if isinstance(found, str) and found else None


def _listed(listing: Listing, version: str, filename: str) -> tuple[bool, str | None]:
    """Return whether the registry has the version, and the SHA-256 of its file of this name ("" for another algorithm)."""
    module = ECOSYSTEMS[listing.package.ecosystem]
    release = listing.releases.get(version)
    if release is None:
        release = next(
            (one for text, one in listing.releases.items() if module.compare(text, version) == 0), None
        )
    if release is None:
        # A version that was removed cannot be published again.
        return version in listing.removed, None
    if listing.package.ecosystem is not Ecosystem.PYPI:
        return (listing.package.ecosystem is Ecosystem.NPM or _has_file(release.artifacts, filename)), None
    for artifact in release.artifacts:
        if artifact.filename == filename:
            return True, next((d.hex for d in artifact.digests if d.algorithm == "sha256"), "")
    # PyPI lets a release gain files.
    return False, None


def _has_file(artifacts: tuple[Artifact, ...], filename: str) -> bool:
    return any(artifact.filename == filename for artifact in artifacts)
