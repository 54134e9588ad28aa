"""What a made-up lock holds, whichever format it is then written in."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes:
    """What a lock tells of a file: its address and the digests of its bytes, in hex."""

    url: str
    size_bytes: int
    sha1: str
    sha256: str
    sha512: str

    @classmethod
    def of(cls, url: str, data: bytes) -> "Bytes":
        """Take the digests."""
        return cls(
            url=url,
            size_bytes=len(data),
            sha1=hashlib.sha1(data).hexdigest(),
            sha256=hashlib.sha256(data).hexdigest(),
            sha512=hashlib.sha512(data).hexdigest(),
        )

    @property
    def filename(self) -> str:
        """The last part of the address."""
        return self.url.rpartition("/")[2]

    @property
    def integrity(self) -> str:
        """The sha512 as npm writes it."""
        return "sha512-" + b64encode(bytes.fromhex(self.sha512)).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """A repository and the commit that a lock pins."""

    url: str
    commit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One release in a lock. `needs` are names of other pins of the same lock."""

    name: str
    version: str
    source: Bytes | Git
    needs: tuple[str, ...] = ()
    dev: bool = False

    @property
    def wants(self) -> Iterator[tuple[str, str]]:
        """What it asks for, and the range."""
        return ((name, "*") for name in self.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A folder of the project's workspace, and the names of what it asks for."""

    path: str
    name: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A project and all that it brings in; each name once. `roots` are the names of what it asks for itself."""

    name: str
    pins: tuple[Pin, ...]
    roots: tuple[str, ...]
    members: tuple[Member, ...] = field(default=())
    index: str = ""
    """Address of the Python index, for the formats that tell it."""

    def asked(self, *, dev: bool) -> dict[str, str]:
        """The project's own requests: names and ranges."""
        return {pin.name: spec(pin) for pin in self.pins if pin.name in self.roots and pin.dev is dev}


def spec(pin: Pin) -> str:
    """How a manifest asks for a pin: by any version, or by its repository."""
    return f"git+{pin.source.url}" if isinstance(pin.source, Git) else "*"
