"""Lists the images in an archive or a folder: their references, and their layers with digest and time.

Sources: OCI image format specification, "Image Index", "Image Manifest" and "Image Configuration"; Docker image specification v1.3.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pratique.errors import ParseError, Reference
from pratique.installed.image.blobs import Blobs, read_blob

_MOST_JSON = 8 * 1024 * 1024
_MOST_IMAGES = 200
_MOST_LAYERS = 500
_MOST_DEPTH = 3
_DIGEST = re.compile(r"[a-z0-9]{2,20}:[0-9a-f]{32,128}", re.ASCII)
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_ATTESTATION = "vnd.docker.reference.type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of an image."""

    blob: str
    """The name of its file."""
    digest: str
    """The digest of the layer as the manifest states it, `sha256:...`; the name of its file if it states none."""
    created_at: datetime | None = None
    """When the layer was made, in UTC, as the image states it."""
    command: str = ""
    """The build step that made the layer, as the image states it; untrusted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image, with its layers from the lowest to the highest."""

    reference: str
    """The name and tag, or else the digest."""
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """An image whose manifest or configuration cannot be read."""

    reference: str
    why: str


def images(blobs: Blobs) -> Iterator[Image | Broken]:
    """Yield the images. Raise ParseError if neither `manifest.json` nor `index.json` can be read."""
    found = (
        _saved(blobs) if blobs.has("manifest.json") else _indexed(blobs, _object(blobs, "index.json"), 0, "")
    )
    for number, image in enumerate(found):
        if number >= _MOST_IMAGES:
            yield Broken("", f"only the first {_MOST_IMAGES} images were read")
            return
        yield image


def _saved(blobs: Blobs) -> Iterator[Image | Broken]:
    for entry in _list(_json(blobs, "manifest.json")):
        if not isinstance(entry, dict):
            continue
        tags = [tag for tag in _list(entry.get("RepoTags")) if isinstance(tag, str)]
        config = str(entry.get("Config", ""))
        reference = ", ".join(tags) or config.removesuffix(".json")
        names = [name for name in _list(entry.get("Layers")) if isinstance(name, str)]
        try:
            yield _image(reference, blobs, config, [(name, _digest_in(name)) for name in names])
        except ParseError as error:
            yield Broken(reference, error.message)


def _indexed(blobs: Blobs, index: Mapping[str, Any], depth: int, name: str) -> Iterator[Image | Broken]:
    for entry in _list(index.get("manifests")):
        if not isinstance(entry, dict):
            continue
        notes = entry.get("annotations")
        notes = notes if isinstance(notes, dict) else {}
        if _ATTESTATION in notes:
            continue
        digest = str(entry.get("digest", ""))
        reference = next((str(notes[key]) for key in _NAMES if key in notes), name) or digest
        try:
            document = _object(blobs, _blob(digest))
            if "manifests" in document:
                if depth < _MOST_DEPTH:
                    yield from _indexed(blobs, document, depth + 1, reference)
                else:
                    yield Broken(reference, f"indexes are nested more than {_MOST_DEPTH} deep")
                continue
            yield _image(_with_platform(reference, entry), blobs, *_parts(document))
        except ParseError as error:
            yield Broken(reference, error.message)


def _parts(manifest: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    config = manifest.get("config")
    digests = [str(one.get("digest", "")) for one in _list(manifest.get("layers")) if isinstance(one, dict)]
    name = _blob(str(config.get("digest", ""))) if isinstance(config, dict) else ""
    return name, [(_blob(digest), digest) for digest in digests]


def _with_platform(reference: str, entry: Mapping[str, Any]) -> str:
    platform = entry.get("platform")
    if not isinstance(platform, dict) or not platform.get("architecture"):
        return reference
    return f"{reference} ({platform.get('os', '')}/{platform['architecture']})"


def _image(reference: str, blobs: Blobs, config: str, layers: Sequence[tuple[str, str]]) -> Image:
    if len(layers) > _MOST_LAYERS:
        raise _told(f"the image has more than {_MOST_LAYERS} layers")
    steps = [step for step in _history(blobs, config) if step.get("empty_layer") is not True]
    # A history that does not match says nothing about a single layer.
    steps = steps if len(steps) == len(layers) else [{} for _ in layers]
    return Image(
        reference=reference[:500],
        layers=tuple(
            Layer(
                blob=blob,
                digest=digest,
                created_at=_time(step.get("created")),
                command=str(step.get("created_by", ""))[:500],
            )
            for (blob, digest), step in zip(layers, steps, strict=True)
        ),
    )


def _history(blobs: Blobs, config: str) -> list[Mapping[str, Any]]:
    try:
        return [step for step in _list(_object(blobs, config).get("history")) if isinstance(step, dict)]
    except ParseError:
        # The layers can be read without it.
        return []


def _time(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _blob(digest: str) -> str:
    if _DIGEST.fullmatch(digest) is None:
        raise _told(f"{digest[:100]!r} is not a digest")
    return f"blobs/{digest.replace(':', '/')}"


def _digest_in(name: str) -> str:
    algorithm, _, hexes = name.removeprefix("blobs/").partition("/")
    digest = f"{algorithm}:{hexes}"
    return digest if _DIGEST.fullmatch(digest) else name


def _object(blobs: Blobs, name: str) -> dict[str, Any]:
    found = _json(blobs, name)
    if not isinstance(found, dict):
        raise _told(f"{name} is not a JSON object")
    return found


def _json(blobs: Blobs, name: str) -> object:
    try:
        return json.loads(read_blob(blobs, name, _MOST_JSON))
    except (ValueError, RecursionError) as error:
        raise _told(f"{name} is not valid JSON") from error


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _told(why: str) -> ParseError:
    return ParseError(
        Reference.FILE_UNREADABLE, f"the image cannot be read: {why}", hint="save the image again"
    )
