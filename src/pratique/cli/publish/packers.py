"""The packers: for each ecosystem, how to find or make the archives that its client would upload from a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.archive.reading import read
from pratique.cli.publish.artifact import LocalArtifact, ecosystem_of, has_manifest, read_archive
from pratique.cli.publish.npm_pack import manifest_of, pack
from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, Reference, UsageError

_MOST_ARCHIVES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Packer:
    """How a folder is published in one ecosystem."""

    ecosystem: Ecosystem
    applies: Callable[[Path], bool]
    """Whether the folder is a project of the ecosystem."""
    archives: Callable[[Path, str], Iterator[LocalArtifact]]
    """Yields what the client would upload. Raises ParseError or UsageError."""
    missing: str
    """The next step if there is nothing to upload."""


def _npm_applies(folder: Path) -> bool:
    return has_manifest(folder, Ecosystem.NPM)


def _npm(folder: Path, name: str) -> Iterator[LocalArtifact]:
    yield pack(folder, name=name)


def _python(folder: Path, _name: str) -> Iterator[LocalArtifact]:
    """Yield each file of `dist/`, which `twine upload dist/*` uploads."""
    for path in _files(folder / "dist", Ecosystem.PYPI):
        yield read_archive(path, Ecosystem.PYPI, folder=folder)


def _gem(folder: Path, _name: str) -> Iterator[LocalArtifact]:
    """Yield the newest built gem of each name and platform in the folder and in `pkg/`, where Bundler builds gems."""
    newest: dict[str, tuple[str, LocalArtifact]] = {}
    module = ECOSYSTEMS[Ecosystem.RUBYGEMS]
    for path in (*_files(folder, Ecosystem.RUBYGEMS), *_files(folder / "pkg", Ecosystem.RUBYGEMS)):
        found = read_archive(path, Ecosystem.RUBYGEMS, folder=folder)
        manifest = module.read_manifest(read(found.data, found.filename), module.kind_of(found.filename))
        version = manifest.version or ""
        key = path.name.replace(version, "", 1)
        if key not in newest or module.compare(newest[key][0], version) < 0:
            newest[key] = (version, found)
    for _, found in newest.values():
        yield found


def _files(folder: Path, ecosystem: Ecosystem) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [
        path for path in sorted(folder.iterdir()) if path.is_file() and ecosystem_of(path.name) is ecosystem
    ]
    return found[:_MOST_ARCHIVES]


PACKERS: tuple[Packer, ...] = (
    Packer(
        ecosystem=Ecosystem.NPM,
        applies=_npm_applies,
        archives=_npm,
        missing="check the folder of a package, or an archive that `npm pack` made",
    ),
    Packer(
        ecosystem=Ecosystem.PYPI,
        applies=lambda folder: has_manifest(folder, Ecosystem.PYPI),
        archives=_python,
        missing="build the package first, such as with `python -m build`",
    ),
    Packer(
        ecosystem=Ecosystem.RUBYGEMS,
        applies=lambda folder: has_manifest(folder, Ecosystem.RUBYGEMS),
        archives=_gem,
        missing="build the gem first, such as with `gem build`",
    ),
)
"""One packer for each ecosystem."""


def artifacts_of(path: Path, ecosystem: Ecosystem | None) -> list[LocalArtifact]:
    """Return what would be published from a folder, or a built archive.

    Raise UsageError for a path that does not exist, and ParseError if there is nothing to publish.
    """
    if not path.is_dir():
        if not path.exists():
            raise UsageError(Reference.FILE_UNREADABLE, f"{path} does not exist", hint="check the path")
        return [read_archive(path, ecosystem)]
    packers = [one for one in PACKERS if ecosystem in {None, one.ecosystem} and one.applies(path)]
    if ecosystem is None and len(packers) > 1:
        # A Python or Ruby project often has a private package.json for its tools.
        packers = [
            one
            for one in packers
            if not (one.ecosystem is Ecosystem.NPM and manifest_of(path).get("private"))
        ]
    found: list[LocalArtifact] = []
    for packer in packers:
        found += packer.archives(path, str(path))
    if not found:
        hints = [packer.missing for packer in packers]
        raise ParseError(
            Reference.FILE_UNREADABLE,
            f"{path} has nothing to publish",
            hint="; ".join(hints) or "specify the folder of a package, or a built archive",
        )
    return found
