"""Which listed files of a release a client takes for an entry of a lock, and which digests the lock holds for each.

A lock that writes the address of each file (uv, pylock.toml, PDM with static addresses) is all that its client asks: it
takes the best of the lock's own rows, listed or not. For other locks the client takes the best of the listed files that
the lock accepts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pratique.core.lock import LockedFile, LockedPackage
from pratique.core.names import Digest
from pratique.core.release import Artifact, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Platform, Selection
from pratique.errors import Reference, RegistryError
from pratique.intake.entries.indexes import accepted_kinds, all_fitting

_RENEW = "let the package manager make the lock again, and see what it changes"


@dataclass(frozen=True, slots=True)
class Choice:
    """A listed file, and the digests that the lock holds for it."""

    artifact: Artifact
    locked: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Chooses for one platform, or all files (`everything`)."""

    platform: Platform
    everything: bool
    same_place: Callable[[str, str], bool]
    """Whether an address of a lock and one of a listing are one place."""
    any_fitting: bool = False
    """Whether every file that the lock accepts and the platform could take is wanted, not only the best."""

    def of(self, release: Release, entry: LockedPackage) -> tuple[Choice, ...]:
        """Return the files that a client takes for an entry. Raises RegistryError where one of them is not listed."""
        module = ECOSYSTEMS[release.ref.package.ecosystem]
        if entry.like is not None:
            installed = Artifact(filename=entry.like, url="", kind=module.kind_of(entry.like))
            alike = module.counterpart(release, installed)
            if alike is not None:
                return (Choice(alike, _promised(entry, alike)),)
        rows = _rows(entry)
        if rows:
            return tuple(self._listed(release, row) for row in self._best(replace(release, artifacts=rows)))
        files = () if entry.any_file else entry.files
        accepted = [a for a in release.artifacts if not files or any(_accepts(file, a) for file in files)]
        # A lock that accepts none of the listed files is met by its mismatch, not by silence.
        kept = accepted_kinds(tuple(accepted) or release.artifacts, entry.options)
        narrowed = replace(release, artifacts=kept)
        return tuple(Choice(artifact, _promised(entry, artifact)) for artifact in self._best(narrowed))

    def _best(self, release: Release) -> tuple[Artifact, ...]:
        module = ECOSYSTEMS[release.ref.package.ecosystem]

        def select(artifacts: tuple[Artifact, ...]) -> Selection:
            narrowed = replace(release, artifacts=artifacts)
            return module.artifacts_for(narrowed, self.platform, everything=self.everything)

        selection = select(release.artifacts)
        if not selection.chosen:
            why = selection.left_out[0].why if selection.left_out else "the release has no files"
            raise no_file(release, self.platform, why)
        return all_fitting(release.artifacts, select) if self.any_fitting else selection.chosen

    def _listed(self, release: Release, row: Artifact) -> Choice:
        """Return the listed file that a row of a lock stands for: by its digest, else by its name."""
        same = [a for a in release.artifacts if a.kind is row.kind and {*a.digests} & {*row.digests}]
        named = [a for a in release.artifacts if a.filename == row.filename]
        found = next((a for a in same if a in named), None) or next(iter((*same, *named)), None)
        if found is None:
            raise RegistryError(
                Reference.NO_ARTIFACT,
                f"the lock takes {row.filename} for {release.ref}, and the registry lists no such file",
                hint=_RENEW,
            )
        if not row.digests and not self.same_place(row.url, found.url):
            raise RegistryError(
                Reference.NO_ARTIFACT,
                f"the lock takes {row.filename} for {release.ref} without a digest, and from another address "
                "than the registry lists",
                hint=_RENEW,
            )
        return Choice(found, row.digests)


def no_file(release: Release, platform: Platform, why: str) -> RegistryError:
    """Return the error that a release has no file for a platform."""
    return RegistryError(
        Reference.NO_ARTIFACT,
        f"{release.ref} has no file for {platform.label}: {why}",
        hint="--platform names another platform, --all-artifacts takes them all",
    )


def _rows(entry: LockedPackage) -> tuple[Artifact, ...]:
    """Return the files of a lock that are all that its client chooses from; none where it asks the registry for more."""
    named: Sequence[tuple[LockedFile, str]] = [(file, file.filename) for file in entry.files if file.filename]
    if entry.any_file or not any(file.url for file, _ in named):
        return ()
    module = ECOSYSTEMS[entry.package.ecosystem]
    return tuple(
        Artifact(
            filename=filename,
            url=file.url or "",
            kind=module.kind_of(filename),
            digests=file.digests,
            size_bytes=file.size_bytes,
        )
        for file, filename in named
    )


def _accepts(file: LockedFile, artifact: Artifact) -> bool:
    """Return whether a lock's file is the artifact: by its digests, else by its name, if it has one."""
    if file.digests:
        return bool({*artifact.digests} & {*file.digests})
    return file.filename in {None, artifact.filename}


def _promised(entry: LockedPackage, artifact: Artifact) -> tuple[Digest, ...]:
    """Return the digests that a lock holds for an artifact: those of all its files, where it must be one of them."""
    if not entry.any_file:
        return entry.digests
    return tuple(d for file in entry.files if file.filename == artifact.filename for d in file.digests)
