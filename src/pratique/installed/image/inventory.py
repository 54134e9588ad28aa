"""Lists the installed packages of container images as lockfiles, so that they are audited like others."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pratique.core.lock import Lock, LockedPackage, Problem
from pratique.errors import ParseError, Reference
from pratique.installed.image.blobs import Blobs, open_image
from pratique.installed.image.content import read_content
from pratique.installed.image.manifest import Broken, Image, images
from pratique.installed.image.packages import installed

FORMAT = "container image"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageInventory:
    """The packages in the file system of one image."""

    reference: str
    lock: Lock
    """The packages, by path. What could not be read is in its problems."""
    deleted: int
    """The number of packages in lower layers that a higher layer deletes or replaces. They are not in `lock`."""


def image_inventories(path: Path) -> Iterator[ImageInventory]:
    """Yield the images in a folder or a tar. Raise ParseError if the file lists no image."""
    found = False
    with open_image(path) as blobs:
        for image in images(blobs):
            found = True
            yield _broken(image) if isinstance(image, Broken) else _read(blobs, image)
    if not found:
        raise ParseError(
            Reference.FILE_UNREADABLE, f"{path.name} lists no image", hint="save the image again"
        )


def _broken(image: Broken) -> ImageInventory:
    problem = Problem(image.reference or "an image", None, image.why)
    lock = Lock(format=FORMAT, packages=(), problems=(problem,), inventory=True)
    return ImageInventory(reference=image.reference, lock=lock, deleted=0)


def _read(blobs: Blobs, image: Image) -> ImageInventory:
    content = read_content(blobs, image, installed)
    live = {item.path: item.value for item in content.items if item.gone is None}
    lost = [Problem(f"layer {layer.digest}", None, why) for layer, why in content.lost]
    lost += [Problem(where, None, why) for where, why in content.unread]
    packages = tuple(
        LockedPackage(key=path, package=found.ref.package, version=found.ref.version)
        for path, found in sorted(live.items())
    )
    return ImageInventory(
        reference=image.reference,
        lock=Lock(format=FORMAT, packages=packages, problems=tuple(lost), inventory=True),
        deleted=sum(item.gone is not None for item in content.items),
    )
