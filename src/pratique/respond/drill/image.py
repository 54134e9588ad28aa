"""Writes container images as `docker save` writes them."""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence

WHITEOUT = ".wh."
"""The prefix of the name of an empty file that deletes the file of a lower layer."""


def saved_image(reference: str, layers: Sequence[Mapping[str, bytes]], *, created: str) -> bytes:
    """Return the archive of an image. The layers are in order, the lowest first."""
    packed = [_tar(layer) for layer in layers]
    digests = [hashlib.sha256(layer).hexdigest() for layer in packed]
    config = _json(
        {
            "architecture": "amd64",
            "os": "linux",
            "created": created,
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
        }
    )
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = [
        {"Config": name, "RepoTags": [reference], "Layers": [f"{digest}/layer.tar" for digest in digests]}
    ]
    files = {name: config, "manifest.json": _json(manifest)}
    files |= {f"{digest}/layer.tar": layer for digest, layer in zip(digests, packed, strict=True)}
    return _tar(files)


def _tar(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, data in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
