"""Determines from the options in a lockfile which indexes an installer queries for an entry, and which files it accepts."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from pratique.core.assessment import ChangeKind
from pratique.core.install_options import FileKinds, InstallOptions, Option
from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import PackageRef
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems.interface import EcosystemModule, Selection
from pratique.errors import Reference, RegistryError
from pratique.net.registries.upstreams import Upstreams

TakenFrom = Callable[[PackageRef, str | None], str]
"""A function that returns the registry that this machine uses for a package, given the registry URL in the lockfile, if any."""

_KINDS = {FileKinds.WHEELS: ArtifactKind.WHEEL, FileKinds.SOURCES: ArtifactKind.SDIST}


@dataclass(frozen=True, slots=True)
class Indexes:
    """The registries to query for a lockfile entry.

    In `addresses`, None means the registry in this machine's configuration. An installer takes the best file of all
    registries, so the best file of each registry is judged.
    """

    addresses: tuple[str | None, ...]
    any_fitting: bool = False
    """Whether it is unknown which files the registries offer.

    If it is unknown, the installer may take any file that the lockfile accepts.
    """


def asked_by(entry: LockedPackage) -> InstallOptions:
    """Return the options that affect the queries for an entry, to avoid repeating equal queries."""
    options = entry.options
    if entry.tells_bytes:
        return InstallOptions(index=options.index, no_index=options.no_index, kinds=options.kinds)
    return replace(options, prereleases=False, hashes_required=False, build=())


def indexes_of(entry: LockedPackage, upstreams: Upstreams) -> Indexes:
    """Return the registries to query for an entry.

    If the entry has a strong digest, the source of its bytes does not matter. Without a strong digest, raise
    RegistryError (registry-not-configured) if the entry may come from a source that is not a configured registry.
    """
    try:
        _check_verified(entry.options, upstreams)
        return Indexes(tuple(_addresses(entry, upstreams)))
    except RegistryError:
        if entry.tells_bytes:
            return Indexes((None,), any_fitting=not entry.options.usual)
        raise


def _addresses(entry: LockedPackage, upstreams: Upstreams) -> Iterator[str | None]:
    options = entry.options
    for link in options.links:
        raise _not_asked(link, "files from this location are in no registry")
    if options.usual:
        yield None
    for option in options.indexes:
        try:
            upstreams.of(entry.package, registry=option.value)
        except RegistryError as error:
            raise _not_asked(option, error.message, error.hint) from None
        yield option.value
    if not options.usual and not options.indexes:
        raise _not_asked(options.no_index, "the options allow no index to download from")


def _check_verified(options: InstallOptions, upstreams: Upstreams) -> None:
    for option in options.unverified:
        if not any(option.value.lower() in upstream.route.trust.unverified_hosts for upstream in upstreams):
            raise _not_asked(
                option, "the host's certificate is not verified, so another server can impersonate the host"
            )


def _not_asked(option: Option | None, why: str, hint: str = "") -> RegistryError:
    return RegistryError(
        Reference.REGISTRY_NOT_CONFIGURED,
        f"{option}: {why}",
        hint=hint or "pin its digest with --hash, or remove the option",
    )


def accepted_kinds(artifacts: tuple[Artifact, ...], options: InstallOptions) -> tuple[Artifact, ...]:
    """Return the files of the kinds that the options allow.

    Raises RegistryError if the options allow none of the files.
    """
    if options.kinds is FileKinds.BEST:
        return artifacts
    found = tuple(artifact for artifact in artifacts if artifact.kind is _KINDS[options.kinds])
    if artifacts and not found:
        kind = "wheel" if options.kinds is FileKinds.WHEELS else "source archive"
        raise RegistryError(
            Reference.NO_ARTIFACT,
            f"the options allow only a {kind}, but no such file is accepted ({options.kinds_by})",
            hint="change the option, or choose another release",
        )
    return found


def releases_of(listing: Listing, entry: LockedPackage, module: EcosystemModule) -> list[Release]:
    """Return the listed releases that match the version of an entry: the version itself, and its newest local version."""
    assert entry.version is not None
    exact = module.resolve(listing, entry.version)
    found = [exact] if exact is not None else []
    if entry.options.local_versions and "+" not in entry.version:
        wanted = f"=={entry.version}"
        local = [
            one for one in listing.releases if "+" in one and module.satisfies(one, wanted, prereleases=True)
        ]
        found += [listing.releases[one] for one in sorted(local, key=module.sort_key)[-1:]]
    if not entry.tells_bytes or len(found) < 2:
        return found
    accepted = {*entry.digests}
    return [one for one in found if any(accepted & {*a.digests} for a in one.artifacts)] or found[:1]


def all_fitting(
    artifacts: tuple[Artifact, ...], select: Callable[[tuple[Artifact, ...]], Selection]
) -> tuple[Artifact, ...]:
    """Return every file that an installer could choose if better files were not offered, best file first."""
    found: list[Artifact] = []
    while chosen := select(artifacts).chosen:
        found += chosen
        artifacts = tuple(artifact for artifact in artifacts if artifact not in chosen)
    return tuple(found)


def option_changes(
    before: Collection[InstallOptions], entry: LockedPackage, taken_from: TakenFrom
) -> tuple[ChangeKind, ...]:
    """Return how an entry's options changed, if they allow files that the options of earlier lockfiles did not allow."""
    if entry.source is not SourceKind.REGISTRY or not before or entry.options in before:
        return ()
    return min((tuple(_changes(earlier, entry, taken_from)) for earlier in before), key=len)


def _changes(before: InstallOptions, entry: LockedPackage, taken_from: TakenFrom) -> Iterator[ChangeKind]:
    options = entry.options
    old, new = (frozenset(_places(entry.package, of, taken_from)) for of in (before, options))
    # One digest settles the bytes; with several, the indexes decide which of the files is installed.
    strong = sum(digest.strong for digest in entry.digests) if entry.tells_bytes else 0
    if (old != new) if not strong else (strong > 1 and not old <= new):
        yield ChangeKind.MOVED
    narrowed = (before.kinds, options.kinds) == (FileKinds.BEST, FileKinds.WHEELS)
    if (
        (before.kinds is not options.kinds and not narrowed)
        or not {*options.build} <= {*before.build}
        or (not strong and not {*options.unverified} <= {*before.unverified})
        or (not strong and before.hashes_required and not options.hashes_required)
        or (entry.version is None and options.prereleases and not before.prereleases)
    ):
        yield ChangeKind.OPTIONS


def _places(package: PackageRef, options: InstallOptions, taken_from: TakenFrom) -> Iterator[str]:
    if options.usual:
        yield taken_from(package, None).rstrip("/")
    for option in options.indexes:
        yield taken_from(package, option.value).rstrip("/")
    for option in options.links:
        yield option.value
