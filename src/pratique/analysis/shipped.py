"""The list of an artifact's files, by which an installed copy is told apart from it."""

import hashlib

from pratique.analysis.reading import Opened
from pratique.analysis.running import runs
from pratique.core.installed import FileList, ShippedFile
from pratique.core.release import ArtifactKind
from pratique.core.tree import AnomalyKind, File
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.npm.load_fields import loading
from pratique.ecosystems.npm.manifest import MANIFEST_PATH

SHRINKWRAP = "npm-shrinkwrap.json"
_MOST_COMMANDS = 200
_CUT = frozenset({AnomalyKind.TRUNCATED, AnomalyKind.CORRUPT, AnomalyKind.LIMIT, AnomalyKind.ENCRYPTED})


def list_files(opened: Opened) -> FileList:
    """List the files of an opened artifact."""
    manifest = ECOSYSTEMS[opened.part.ecosystem].read_manifest(opened.tree, opened.part.kind)
    package = opened.tree.get(MANIFEST_PATH)
    shrinkwrap = opened.tree.get(SHRINKWRAP)
    cut = next((a for a in opened.tree.anomalies if a.kind in _CUT and not a.path), None)
    return FileList(
        files={file.path: _shipped(file) for file in opened.tree},
        omitted=tuple(omission.path for omission in opened.tree.omitted),
        loads=(loading(package.data) if package else None) or {},
        starts=bool(manifest.hooks)
        or bool(manifest.bundled and opened.tree.bundled_manifests)
        or (manifest.problem is not None and opened.part.kind is not ArtifactKind.WHEEL)
        or cut is not None,
        commands=tuple(sorted(manifest.commands))[:_MOST_COMMANDS],
        name=manifest.name or "",
        version=manifest.version or "",
        shrinkwrap=shrinkwrap.data if shrinkwrap else None,
        # What a wheel has for hooks runs when Python starts, and not when it is installed.
        hooked=bool(manifest.hooks) and opened.part.kind is not ArtifactKind.WHEEL,
        gap=None if cut is None else f"the artifact could not be read whole: {cut.kind.value}: {cut.detail}",
    )


def _shipped(file: File) -> ShippedFile:
    return ShippedFile(file.sha256, file.size_bytes, runs(file), _also(file.data))


def _also(data: bytes) -> tuple[str, ...]:
    """What npm and pnpm make of a program: its first line then ends without a carriage return (bin-links)."""
    first, newline, rest = data[:2048].partition(b"\n")
    if not (newline and first.startswith(b"#!") and first.endswith(b"\r")):
        return ()
    mended = hashlib.sha256(first[:-1] + newline + rest)
    mended.update(data[2048:])
    return (mended.hexdigest(),)
