"""Searches container images for wanted releases: installed packages, locks and cached artifacts in every layer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pratique.core.names import ReleaseRef
from pratique.errors import ParseError
from pratique.installed.image.blobs import Blobs, is_image, open_image
from pratique.installed.image.content import Item, read_content
from pratique.installed.image.manifest import Broken, Image, images
from pratique.installed.image.packages import installed
from pratique.lockfiles import format_for
from pratique.respond.places.artifacts import Artifacts
from pratique.respond.sighting import Contact, PlaceKind, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted

_INSIDE_PACKAGES = ("node_modules/", "site-packages/", "dist-packages/", "gems/")
"""Folders of packages, whose own locks install nothing."""
_ARCHIVES = (".tgz", ".whl", ".gem", ".tar.gz", ".zip")
_NPM_INDEX = "/index-v5/"


@dataclass(frozen=True, slots=True)
class Trace:
    """A wanted release that a file of an image shows."""

    wanted: str
    ref: ReleaseRef
    contact: Contact
    note: str = ""


@dataclass(frozen=True, slots=True)
class Images:
    """Implements `interface.Place`."""

    kind: PlaceKind = PlaceKind.IMAGE

    def finds(self, path: Path) -> bool:
        """Return True if a path is a folder in the OCI layout, or a saved image."""
        return is_image(path)

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search all images in a folder or a tar."""
        sightings: list[Sighting] = []
        searched: list[Searched] = []
        try:
            with open_image(path) as blobs:
                for image in images(blobs):
                    if isinstance(image, Broken):
                        lost = Unchecked(str(path), image.reference, image.why)
                        searched.append(_searched(path, image.reference, (lost,)))
                    else:
                        found, about = _search(path, blobs, image, Traces(wanted))
                        sightings.extend(found)
                        searched.append(about)
        except ParseError as error:
            searched.append(_searched(path, "", (Unchecked(str(path), "", error.message),)))
        if not searched:
            searched.append(_searched(path, "", (Unchecked(str(path), "", "it lists no image"),)))
        return Result(tuple(sightings), tuple(searched))


@dataclass(frozen=True)
class Traces:
    """Recognises files that show wanted releases."""

    wanted: Wanted
    unread: list[tuple[str, str]] = field(default_factory=list)
    """The locks that name a wanted package and cannot be parsed, by path, each with one clause."""

    @cached_property
    def _artifacts(self) -> Artifacts:
        return Artifacts(self.wanted)

    def __call__(self, path: str, data: bytes) -> Iterator[Trace]:
        """Yield what a file shows."""
        for package in installed(path, data):
            yield from self._of(package.ref, Contact.INSTALLED, "")
        name = path.rpartition("/")[2]
        if name.endswith(_ARCHIVES):
            artifact = self._artifacts.named(name) or self._artifacts.packed(name)
            if artifact is not None:
                yield Trace(
                    artifact.item.id, artifact.ref, Contact.FETCHED, "artifact in a cache or a folder"
                )
        elif _NPM_INDEX in path:
            yield from self._npm_index(data)
        elif not any(folder in path for folder in _INSIDE_PACKAGES):
            yield from self._locked(path, data)

    def _npm_index(self, data: bytes) -> Iterator[Trace]:
        if not any(needle in data.lower() for needle in self.wanted.needles):
            return
        for part in data.decode("utf-8", "replace").split('"'):
            if part.endswith(".tgz") and (artifact := self._artifacts.requested(part)):
                yield Trace(artifact.item.id, artifact.ref, Contact.FETCHED, "in npm's cache")
                return

    def _locked(self, path: str, data: bytes) -> Iterator[Trace]:
        format_ = format_for(path)
        if format_ is None or not any(needle in data.lower() for needle in self.wanted.needles):
            return
        try:
            lock = format_.parse(data)
        except ParseError as error:
            self.unread.append((path, error.message))
            return
        for entry in lock.packages:
            if entry.version is not None:
                yield from self._of(entry.package.at(entry.version), Contact.LOCKED, f"in {lock.format}")

    def _of(self, ref: ReleaseRef, contact: Contact, note: str) -> Iterator[Trace]:
        item = self.wanted.release(ref.package.ecosystem.value, ref.package.name, ref.version)
        if item is not None:
            yield Trace(item.id, ref, contact, note)


def _search(path: Path, blobs: Blobs, image: Image, traces: Traces) -> tuple[list[Sighting], Searched]:
    place = f"{path}: {image.reference}" if image.reference else str(path)
    content = read_content(blobs, image, traces)
    lost = [Unchecked(place, f"layer {layer.digest}", why) for layer, why in content.lost]
    lost += [Unchecked(place, inside, why) for inside, why in (*content.unread, *traces.unread)]
    found = [_sighting(place, image, item) for item in content.items]
    return found, _searched(path, image.reference, tuple(lost), content.files)


def _sighting(place: str, image: Image, item: Item[Trace]) -> Sighting:
    layer, trace = image.layers[item.layer - 1], item.value
    made = f"layer {item.layer} of {len(image.layers)} ({layer.digest[:19]})"
    gone = f"deleted in layer {item.gone}, still in the image" if item.gone else ""
    return Sighting(
        kind=PlaceKind.IMAGE,
        contact=trace.contact,
        ref=trace.ref,
        wanted=trace.wanted,
        place=place,
        inside=item.path,
        first=layer.created_at,
        current=item.gone is None,
        note="; ".join(filter(None, (trace.note, made, gone))),
    )


def _searched(path: Path, reference: str, lost: tuple[Unchecked, ...], files: int = 0) -> Searched:
    return Searched(
        kind=PlaceKind.IMAGE,
        place=f"{path}: {reference}" if reference else str(path),
        format="container image",
        units=files,
        unit="files",
        unchecked=lost,
    )
