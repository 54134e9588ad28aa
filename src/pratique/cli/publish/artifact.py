"""Defines an artifact on this machine that would be published, and reads built archives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pratique.core.names import Ecosystem
from pratique.errors import Reference, UsageError

MOST_BYTES = 1024**3
_SUFFIXES = {
    ".tgz": Ecosystem.NPM,
    ".gem": Ecosystem.RUBYGEMS,
    ".whl": Ecosystem.PYPI,
    ".zip": Ecosystem.PYPI,
}
_MANIFESTS: Mapping[Ecosystem, tuple[str, ...]] = {
    Ecosystem.NPM: ("package.json",),
    Ecosystem.PYPI: ("pyproject.toml", "setup.py", "setup.cfg"),
    Ecosystem.RUBYGEMS: ("*.gemspec",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalArtifact:
    """An archive that would be uploaded."""

    name: str
    """The folder or file as the user wrote it."""
    ecosystem: Ecosystem
    filename: str
    data: bytes = field(repr=False)
    folder: Path | None
    """The folder of the project; None if it is unknown."""
    built: bool
    """False if the client packed the folder for this check."""
    unpacked: tuple[str, ...] = ()
    """Reasons why the upload may have other files, such as a script that the client would run before packing."""


def read_archive(path: Path, ecosystem: Ecosystem | None, *, folder: Path | None = None) -> LocalArtifact:
    """Read a built archive. Raise UsageError if it is unreadable, too large or of no known kind."""
    found = ecosystem or ecosystem_of(path.name)
    if found is None:
        raise UsageError(
            Reference.TARGET_INVALID,
            f"{path} is no archive that npm, twine or gem publishes",
            hint="specify a folder, or files such as .tgz, .whl, .tar.gz or .gem",
        )
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE, f"{path} cannot be read: {error.strerror}", hint="check the path"
        ) from error
    if len(data) > MOST_BYTES:
        raise UsageError(
            Reference.BODY_TOO_LARGE, f"{path} is larger than 1 GiB", hint="check that the file is a package"
        )
    return LocalArtifact(
        name=str(path),
        ecosystem=found,
        filename=path.name,
        data=data,
        folder=folder or project_of(path, found),
        built=True,
    )


def ecosystem_of(filename: str) -> Ecosystem | None:
    """Return the ecosystem of an archive by its file name; None if the name has no known suffix."""
    lower = filename.lower()
    if lower.endswith(".tar.gz"):
        return Ecosystem.PYPI
    return next((found for suffix, found in _SUFFIXES.items() if lower.endswith(suffix)), None)


def project_of(path: Path, ecosystem: Ecosystem) -> Path | None:
    """Return the project's folder of a built archive: the archive's folder, the folder above it, or the working folder."""
    above = path.absolute().parent
    for folder in (above, above.parent, Path.cwd()):
        if has_manifest(folder, ecosystem):
            return folder
    return None


def has_manifest(folder: Path, ecosystem: Ecosystem) -> bool:
    """Return True if a folder has a manifest of the ecosystem."""
    return any(next(folder.glob(pattern), None) is not None for pattern in _MANIFESTS[ecosystem])
