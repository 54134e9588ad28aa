"""Releases that are about to be published, as plain values."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind
from pratique.core.tree import File, Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.publishing.outgoing import IgnoreLine, LastRelease, Outgoing, WorkTree

Files = Mapping[str, bytes | str]
HEAD = "a" * 40


def tree_of(files: Files) -> Tree:
    """Make a tree."""
    return Tree(
        tuple(File(path, data.encode() if isinstance(data, str) else data) for path, data in files.items())
    )


def with_manifest(files: Files, version: str, **fields: Any) -> Files:
    """Add a package.json, unless there is one."""
    return {"package.json": json.dumps({"name": "kite", "version": version, **fields}), **files}


def last_of(files: Files, kind: ArtifactKind = ArtifactKind.NPM_TARBALL, **more: Any) -> LastRelease:
    """Make the last release, version 1.0.0."""
    ecosystem = Ecosystem.NPM if kind is ArtifactKind.NPM_TARBALL else Ecosystem.PYPI
    tree = tree_of(with_manifest(files, "1.0.0") if ecosystem is Ecosystem.NPM else files)
    found = {"attested": None, **more}
    return LastRelease(
        name="kite@1.0.0",
        version="1.0.0",
        tree=tree,
        manifest=ECOSYSTEMS[ecosystem].read_manifest(tree, kind),
        **found,
    )


def outgoing(
    files: Files,
    last: Files | LastRelease | None = None,
    kind: ArtifactKind = ArtifactKind.NPM_TARBALL,
    **more: Any,
) -> Outgoing:
    """Make version 1.1.0, which is about to be published."""
    ecosystem = Ecosystem.NPM if kind is ArtifactKind.NPM_TARBALL else Ecosystem.PYPI
    tree = tree_of(with_manifest(files, "1.1.0") if ecosystem is Ecosystem.NPM else files)
    before = last if isinstance(last, LastRelease) or last is None else last_of(last, kind)
    found = {"built": False, "sha256": "0" * 64, "filename": "kite-1.1.0.tgz", **more}
    return Outgoing(
        ecosystem=ecosystem,
        kind=kind,
        tree=tree,
        manifest=ECOSYSTEMS[ecosystem].read_manifest(tree, kind),
        last=before,
        **found,
    )


def blob_id(data: bytes) -> str:
    """Return the object id that git gives a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def work_of(committed: Files, folder: Files | None = None, **more: Any) -> WorkTree:
    """Make a repository whose folder has `folder`, or just what is committed."""
    before = {path: data.encode() if isinstance(data, str) else data for path, data in committed.items()}
    here = {
        path: data.encode() if isinstance(data, str) else data
        for path, data in (committed if folder is None else folder).items()
    }
    ignored: dict[str, IgnoreLine] = {}
    return WorkTree(
        **{
            "head": HEAD,
            "committed": {path: blob_id(data) for path, data in before.items()},
            "ignored": ignored,
            "read": here.get,
            "read_committed": before.get,
            **more,
        }
    )
