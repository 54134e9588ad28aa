"""Container images in the forms of OCI layouts and `docker save`, with installed packages in their layers."""

import gzip
import hashlib
import io
import json
import random
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gauntlet.estate.campaigns import CAMPAIGNS, Campaign, decoys
from gauntlet.estate.pins import universe
from gauntlet.estate.truth import Decoy, Planted, Truth, Unreadable

_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip"
_HOWS = {
    "plain": "in an installed tree of the top layer",
    "deleted": "only in a lower layer: a layer above deletes it",
    "opaque": "only in a lower layer: a layer above hides its folder",
    "replaced": "only in a lower layer: a layer above has a good version in its place",
}
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Layer:
    data: bytes
    media: str = _GZIP


def _layer(files: Files, *, packed: bool = True) -> _Layer:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), 0o644, 1_770_000_000
            tar.addfile(member, io.BytesIO(data))
    raw = buffer.getvalue()
    return _Layer(gzip.compress(raw, 1, mtime=0)) if packed else _Layer(raw, _GZIP.removesuffix("+gzip"))


def _installed(ecosystem: str, name: str, version: str, under: str = "") -> dict[str, bytes]:
    """Return the files of an installed package."""
    if ecosystem == "npm":
        place = f"app/{under}node_modules/{name}"
        manifest = {"name": name, "version": version, "main": "index.js"}
        return {
            f"{place}/package.json": json.dumps(manifest, indent=2).encode(),
            f"{place}/index.js": b"module.exports = 1\n",
        }
    if ecosystem == "pypi":
        module = name.replace("-", "_")
        place = "usr/local/lib/python3.12/site-packages"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
        return {
            f"{place}/{module}-{version}.dist-info/METADATA": metadata,
            f"{place}/{module}-{version}.dist-info/RECORD": b"",
            f"{place}/{module}/__init__.py": b"VALUE = 1\n",
        }
    place = "usr/local/bundle"
    spec = f'Gem::Specification.new do |s|\n  s.name = "{name}".freeze\n  s.version = "{version}"\nend\n'.encode()
    return {
        f"{place}/specifications/{name}-{version}.gemspec": spec,
        f"{place}/gems/{name}-{version}/lib/{name}.rb": b"VALUE = 1\n",
    }


def _whiteouts(files: Files, how: str) -> dict[str, bytes]:
    """Return what a layer above contains so that the files are gone."""
    folders = sorted({path.rpartition("/")[0] for path in files})
    if how == "opaque":
        return {f"{folder}/.wh..wh..opq": b"" for folder in folders}
    return {f"{parent}/.wh.{name}": b"" for parent, _, name in (path.rpartition("/") for path in folders)}


def _config(layers: Sequence[_Layer]) -> bytes:
    # The digests of the unpacked layers do not matter to readers of packages.
    ids = [f"sha256:{hashlib.sha256(layer.data).hexdigest()}" for layer in layers]
    return json.dumps(
        {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ids}}
    ).encode()


def _oci(layers: Sequence[_Layer], reference: str) -> dict[str, bytes]:
    """Return the files of an OCI layout."""
    blobs: dict[str, bytes] = {}

    def put(data: bytes, media: str) -> dict[str, object]:
        sha256 = hashlib.sha256(data).hexdigest()
        blobs[f"blobs/sha256/{sha256}"] = data
        return {"mediaType": media, "digest": f"sha256:{sha256}", "size": len(data)}

    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": put(_config(layers), "application/vnd.oci.image.config.v1+json"),
        "layers": [put(layer.data, layer.media) for layer in layers],
    }
    entry = put(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")
    entry["annotations"] = {"org.opencontainers.image.ref.name": reference}
    index = {"schemaVersion": 2, "manifests": [entry]}
    return {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": json.dumps(index).encode(),
        **blobs,
    }


def _old_save(layers: Sequence[_Layer], reference: str) -> dict[str, bytes]:
    """Return the files of an archive that `docker save` wrote before version 25."""
    config = _config(layers)
    files = {f"{hashlib.sha256(config).hexdigest()}.json": config}
    names = []
    for layer in layers:
        name = f"{hashlib.sha256(layer.data).hexdigest()}/layer.tar"
        files[name] = layer.data
        names.append(name)
    manifest = [{"Config": next(iter(files)), "RepoTags": [reference], "Layers": names}]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def _new_save(layers: Sequence[_Layer], reference: str) -> dict[str, bytes]:
    """Return the files of an archive that `docker save` writes since version 25."""
    files = _oci(layers, reference)
    names = [f"blobs/sha256/{hashlib.sha256(layer.data).hexdigest()}" for layer in layers]
    config = f"blobs/sha256/{hashlib.sha256(_config(layers)).hexdigest()}"
    manifest = [{"Config": config, "RepoTags": [reference], "Layers": names}]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def _as_folder(path: Path, files: Files) -> None:
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _as_tar(path: Path, files: Files) -> None:
    with tarfile.open(path.with_suffix(".tar"), "w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


_FORMS: tuple[
    tuple[str, Callable[[Sequence[_Layer], str], Files], Callable[[Path, Files], None], bool], ...
] = (
    ("OCI folder", _oci, _as_folder, True),
    ("docker save", _old_save, _as_tar, False),
    ("OCI archive", _oci, _as_tar, True),
    ("docker save 25", _new_save, _as_tar, True),
)
"""The name, what makes the files, what writes them, and whether layers are compressed."""


def write_images(folder: Path, count: int, packages: int, seed: int) -> Truth:
    """Write `count` images with `packages` npm packages in each."""
    truth = Truth("", seed)
    place = folder / "images"
    place.mkdir(parents=True)
    rng = random.Random(f"{seed} images")
    pools = {ecosystem: universe(ecosystem, max(packages, 40), rng) for ecosystem in ("npm", "pypi", "gem")}
    chosen: list[list[tuple[Campaign, tuple[str, str], str]]] = [[] for _ in range(count)]
    for turn in range(2 * len(CAMPAIGNS)):
        campaign = CAMPAIGNS[turn % len(CAMPAIGNS)]
        release = campaign.releases[turn // len(CAMPAIGNS) % len(campaign.releases)]
        how = tuple(_HOWS)[(turn + turn // len(CAMPAIGNS)) % len(_HOWS)]
        chosen[turn % count].append((campaign, release, how))
    for number in range(count):
        form, make, write, packed = _FORMS[number % len(_FORMS)]
        name = f"service-{number:02}"
        reference = f"images.example/team/{name}:1.{number}"
        base: dict[str, bytes] = {"etc/os-release": b"ID=debian\n", "app/README.md": _mention()}
        for ecosystem, pool in pools.items():
            for pin in rng.sample(pool, min(len(pool), packages if ecosystem == "npm" else 30)):
                base |= _installed(ecosystem, pin.name, pin.version)
        middle, top = _planted_files(chosen[number], truth, f"images/{name}", reference, form)
        for campaign in rng.sample(CAMPAIGNS, 3):
            for one, version, why in decoys(campaign):
                base |= _installed(campaign.ecosystem, one, version, "other/")
                decoy = Decoy(campaign=campaign.id, place=f"images/{name}", text=f"{one}@{version}", why=why)
                truth.decoys.append(decoy)
        layers = [_layer(files, packed=packed) for files in (base, middle, top)]
        write(place / name, make(layers, reference))
    truth.counts["images"] = count
    _unreadable(place, truth)
    return truth


def _mention() -> bytes:
    return "\n".join(f"not {name}@{version}" for one in CAMPAIGNS for name, version in one.releases).encode()


def _planted_files(
    chosen: Sequence[tuple[Campaign, tuple[str, str], str]],
    truth: Truth,
    place: str,
    reference: str,
    form: str,
) -> tuple[Files, Files]:
    """Return the files of the layer with bad releases, and of the layer above it."""
    middle: dict[str, bytes] = {"app/start.sh": b"exec node app\n"}
    top: dict[str, bytes] = {"app/version": b"1\n"}
    for campaign, (name, version), how in chosen:
        under = f"{campaign.id}/"
        files = _installed(campaign.ecosystem, name, version, under)
        middle |= files
        if how == "replaced" and campaign.ecosystem == "npm":
            top |= _installed(campaign.ecosystem, name, campaign.good.get(name, "0.0.2"), under)
        elif how != "plain":
            top |= _whiteouts(files, "deleted" if how == "replaced" else how)
        truth.planted.append(
            Planted(
                campaign=campaign.id,
                ecosystem=campaign.ecosystem,
                name=name,
                version=version,
                kinds=("image",),
                place=place,
                contacts=("installed",),
                hard=_HOWS[how],
                form=form,
                names=(reference,),
            )
        )
    return middle, top


def _unreadable(place: Path, truth: Truth) -> None:
    """Write images with layers that cannot be read."""
    good = _layer(_installed("npm", "axios", "1.14.1"))
    noise = random.Random(1).randbytes(4096)
    _as_folder(place / "encrypted", _oci([_Layer(noise, f"{_GZIP}+encrypted")], "images.example/encrypted:1"))
    truth.unreadable.append(Unreadable(place="images/encrypted", why="encrypted layer"))
    _as_tar(
        place / "truncated", _oci([_Layer(good.data[: len(good.data) // 2])], "images.example/truncated:1")
    )
    truth.unreadable.append(Unreadable(place="images/truncated", why="truncated layer"))
    media = "application/vnd.oci.image.layer.v1.tar+zstd"
    _as_tar(place / "zstd", _oci([_Layer(b"\x28\xb5\x2f\xfd" + noise, media)], "images.example/zstd:1"))
    truth.unreadable.append(Unreadable(place="images/zstd", why="broken zstd layer"))
    files = dict(_oci([good], "images.example/missing:1"))
    digest = hashlib.sha256(good.data).hexdigest()
    del files[f"blobs/sha256/{digest}"]
    _as_folder(place / "missing", files)
    truth.unreadable.append(Unreadable(place="images/missing", why="a layer that is not there"))
