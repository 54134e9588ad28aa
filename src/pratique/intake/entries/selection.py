"""Selects the files of a release that a package manager downloads for a lockfile entry.

If a lockfile contains the URL of each file (uv, pylock.toml, PDM with static URLs), the package manager takes the best
of these files, even if the registry does not list it. If a lockfile contains no URLs, the package manager takes the
best file that both the registry lists and the lockfile accepts.
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

_RENEW = "regenerate the lock with its package manager, and review the changes"


@dataclass(frozen=True, slots=True)
class Choice:
    """A file that the registry lists, with the digests that the lockfile contains for the file."""

    artifact: Artifact
    locked: tuple[Digest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Selects the files for one platform, or all files if `everything` is True."""

    platform: Platform
    everything: bool
    same_place: Callable[[str, str], bool]
    """Whether a URL in a lockfile and a URL in a listing are equivalent."""
    any_fitting: bool = False
    """Whether to choose every file that the lockfile accepts and that suits the platform, not only the best."""

    def of(self, release: Release, entry: LockedPackage) -> tuple[Choice, ...]:
        """Return the files that the package manager takes for an entry.

        Raises RegistryError if the registry lacks one of the files.
        """
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
        # If the lock accepts none of the listed files, the comparison of digests reports it.
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
        same = [a for a in release.artifacts if a.kind is row.kind and {*a.digests} & {*row.digests}]
        named = [a for a in release.artifacts if a.filename == row.filename]
        found = next((a for a in same if a in named), None) or next(iter((*same, *named)), None)
        if found is None:
            raise RegistryError(
                Reference.NO_ARTIFACT,
                f"the lock lists {row.filename} for {release.ref}, but the registry does not",
                hint=_RENEW,
            )
        if not row.digests and not self.same_place(row.url, found.url):
            raise RegistryError(
                Reference.NO_ARTIFACT,
                f"the lock lists {row.filename} for {release.ref} without a digest, and with a URL "
                "that the registry does not list",
                hint=_RENEW,
            )
        return Choice(found, row.digests)


def no_file(release: Release, platform: Platform, why: str) -> RegistryError:
    """Return the error for a release that has no file for a platform."""
    return RegistryError(
        Reference.NO_ARTIFACT,
        f"{release.ref} has no file for {platform.label}: {why}",
        hint="--platform selects another platform, --all-artifacts includes all files",
    )


def _rows(entry: LockedPackage) -> tuple[Artifact, ...]:
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
    if file.digests:
        return bool({*artifact.digests} & {*file.digests})
    return file.filename in {None, artifact.filename}


def _promised(entry: LockedPackage, artifact: Artifact) -> tuple[Digest, ...]:
    if not entry.any_file:
        return entry.digests
    return tuple(d for file in entry.files if file.filename == artifact.filename for d in file.digests)
