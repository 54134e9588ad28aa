"""Views made of facts that are given."""

from collections.abc import Mapping

from pratique.analysis.chains.chain import Chain
from pratique.analysis.context import Context
from pratique.analysis.facts import FileFacts
from pratique.analysis.features.feature import Feature, Measured
from pratique.analysis.features.view import View
from pratique.analysis.subject import Contents
from pratique.core.manifest import Manifest
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from pratique.core.tree import File, Tree


def view(
    facts: Mapping[str, FileFacts] | None = None,
    contexts: Mapping[str, Context] | None = None,
    *,
    chains: tuple[Chain, ...] = (),
    manifest: Manifest | None = None,
    ecosystem: Ecosystem = Ecosystem.NPM,
    kind: ArtifactKind = ArtifactKind.NPM_TARBALL,
    own: frozenset[str] = frozenset(),
    texts: Mapping[str, bytes] | None = None,
) -> View:
    """A view of files with these facts; one whose context is not given runs at import."""
    facts = facts or {}
    files = {path: (texts or {}).get(path, path.encode()) for path in facts}
    contents = Contents(
        Tree(tuple(File(path, data) for path, data in files.items())),
        manifest or Manifest(path=None),
        facts,
        {path: (contexts or {}).get(path, Context.IMPORT) for path in facts},
    )
    return View(ecosystem, kind, contents, chains, own)


def value(features: tuple[Feature, ...], id_: str, seen: View) -> Measured:
    """What the feature of this id says."""
    (feature,) = [feature for feature in features if feature.id == id_]
    return feature.measure(seen)
