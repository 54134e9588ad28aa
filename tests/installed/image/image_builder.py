"""Builds small images for tests."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
TIMES = tuple(f"2026-03-{day:02}T00:00:00Z" for day in range(1, 10))


def tar(files: Mapping[str, bytes]) -> bytes:
    """Return a tar with some files; a name that ends with a slash is a folder."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if name.endswith("/"):
                member.type = tarfile.DIRTYPE
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def package_json(name: str, version: str) -> bytes:
    """Return a manifest."""
    return json.dumps({"name": name, "version": version}).encode()


def metadata(name: str, version: str) -> bytes:
    """Return the metadata of a Python distribution."""
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()


def digest(data: bytes) -> str:
    """Return the digest of a blob."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def config(layers: int) -> bytes:
    """Return a configuration whose history has one more, empty step."""
    steps = [{"created": TIMES[number], "created_by": f"RUN step {number}"} for number in range(layers)]
    return json.dumps({"history": [*steps, {"created": TIMES[8], "empty_layer": True}]}).encode()


def oci(folder: Path, layers: Sequence[bytes], tag: str = "shop:1.0") -> Path:
    """Write a folder in the OCI layout, with the layers as they are given."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    settings = config(len(layers))
    manifest = json.dumps(
        {
            "config": {"digest": digest(settings)},
            "layers": [{"mediaType": LAYER, "digest": digest(data)} for data in layers],
        }
    ).encode()
    for data in (*layers, settings, manifest):
        (blobs / digest(data).partition(":")[2]).write_bytes(data)
    notes = {"org.opencontainers.image.ref.name": tag}
    index = {"manifests": [{"digest": digest(manifest), "annotations": notes}]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder


def saved(path: Path, layers: Sequence[bytes], tag: str = "shop:1.0") -> Path:
    """Write a tar as `docker save` does, with the layers as they are given."""
    names = [f"{digest(data).partition(':')[2]}/layer.tar" for data in layers]
    manifest = [{"Config": "config.json", "RepoTags": [tag], "Layers": names}]
    files = dict(zip(names, layers, strict=True))
    files |= {"config.json": config(len(layers)), "manifest.json": json.dumps(manifest).encode()}
    path.write_bytes(tar(files))
    return path


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a compressed layer."""
    return gzip.compress(tar(files))
