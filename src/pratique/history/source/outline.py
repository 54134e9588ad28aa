"""Summarizes an artifact, so that its source can be chosen while the bytes of the artifact stay in the worker process."""

from dataclasses import dataclass, replace

from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.release import ArtifactKind
from pratique.core.tree import Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError
from pratique.history.source.told import Told, told_repository

_MOST_TEXT = 2_000
"""The maximum length of a name or URL. Longer texts are not valid names or URLs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The summary of an artifact without the bytes of its files."""

    names: frozenset[str] = frozenset()
    """The names of the artifact's files, without their folders."""
    sizes: frozenset[int] = frozenset()
    """The sizes of the artifact's files in bytes."""
    told: Told | None = None
    """The repository in the artifact's metadata."""
    ref: ReleaseRef | None = None
    """The release in the artifact's manifest."""


def outline_of(tree: Tree, ecosystem: Ecosystem, kind: ArtifactKind | None) -> Outline:
    """Return the summary of an artifact, which is needed to fetch its source."""
    told = told_repository(tree, ecosystem)
    if told is not None and len(told.address) + len(told.folder) > _MOST_TEXT:
        told = None
    return Outline(
        names=frozenset(file.path.rpartition("/")[2] for file in tree),
        sizes=frozenset(file.size_bytes for file in tree),
        told=None if told is None else replace(told, by=told.by[:_MOST_TEXT]),
        ref=_ref_inside(tree, ecosystem, kind),
    )


def _ref_inside(tree: Tree, ecosystem: Ecosystem, kind: ArtifactKind | None) -> ReleaseRef | None:
    """Return the release in the artifact's manifest; None if the manifest states no valid release."""
    module = ECOSYSTEMS[ecosystem]
    manifest = module.read_manifest(tree, kind)
    if manifest.name is None or manifest.version is None:
        return None
    try:
        return module.normalise(manifest.name).at(manifest.version)
    except PratiqueError:
        return None
