"""Defines a registry protocol as pure functions over values.

A protocol adapter parses a request (`read`) and writes the listing to serve (`serve`). It sends no requests, makes
no decisions and reads no clock: `Listings` and `Artifacts` do this for every protocol. To add a protocol, write a
module with an implementation of `Face` and add it to `FACES`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Protocol

from pratique.advisories.coverage import Freshness
from pratique.advisories.interface import Advisories
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind
from pratique.store.folder.large_file import Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request below the path prefix of a protocol."""

    method: str
    path: str
    """As it came, still percent-encoded, without the prefix of the face and without the query."""
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    base: str
    """Where the client reaches the face; ends with a slash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """A byte range of a stored file, from `first` to `last`, that is sent in pieces."""

    pieces: Pieces
    sha256: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP response. `reason` is the reason phrase: one line of printable ASCII."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    large: Large | None = None
    """What is sent in place of `body`."""

    @property
    def size_bytes(self) -> int:
        """Return the number of bytes in the body."""
        return len(self.body) if self.large is None else self.large.last - self.large.first + 1


@dataclass(frozen=True, slots=True)
class ListingWanted:
    """A request for the listing of a package. `variant` is the protocol's name for the format."""

    package: PackageRef
    variant: str


@dataclass(frozen=True, slots=True)
class ReleaseWanted:
    """A request for the document of one release, which is part of the listing."""

    listing: ListingWanted
    pick: Callable[[bytes], bytes]
    """Takes it out of the listing as it is served. Raises RegistryError (version-not-found)."""


@dataclass(frozen=True, slots=True)
class ArtifactWanted:
    """A request for a file of a release, by its listed name (`Artifact.filename`)."""

    package: PackageRef
    version: str
    filename: str


@dataclass(frozen=True, slots=True)
class NamedFileWanted:
    """A request for a file only by name, or for content derived from it, which is judged and refused like the file."""

    readings: tuple[ArtifactWanted, ...]
    """What the name may mean, the likeliest first: the first that a listing has is meant."""
    make: Callable[[bytes], bytes] | None = None
    """What is given instead of the file, made of its judged bytes. Raises ParseError."""


@dataclass(frozen=True, slots=True)
class IndexListingWanted:
    """A request for a list of all packages, by the protocol's name for it. A separate component builds the list."""

    name: str


@dataclass(frozen=True, slots=True)
class BesideWanted:
    """A GET request for other data, which the gate forwards to the registry without a judgement."""

    path: str
    """Below the registry's address, with the query, percent-encoded."""
    package: PackageRef | None
    """The package that it is about, whose registry alone is asked; None: the one for all other names."""


@dataclass(frozen=True, slots=True)
class IndexWanted:
    """A request with a body that is answered from the local advisory index."""

    answer: Callable[[bytes, Advisories, Freshness], bytes]
    """Raises PratiqueError."""
    names: Callable[[bytes], Mapping[PackageRef, Collection[str]]]
    """The packages that the body asks about, with their versions in use. Raises PratiqueError."""
    notice_header: str
    """The header that shows a line to the person at the console."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The URL and listed digests of a metadata file."""

    url: str
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class BesideFileWanted:
    """A request for the metadata of a file (PEP 658), which is not judged itself and is refused together with the file."""

    artifact: ArtifactWanted
    place: Callable[[bytes, str], Beside]
    """Find it in the listing's bytes, which came from an address. Raises ParseError."""
    make: Callable[[IO[bytes]], bytes]
    """Takes it out of the judged file itself, where the listing tells no digest of it. Raises ParseError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteWanted:
    """A request that changes a registry or concerns the client's account.

    The gate never forwards it with its own credentials.
    """

    what: str
    """In words, such as `publish calm`."""
    path: str
    """Below the registry's address, percent-encoded, with the query."""
    package: PackageRef | None = None
    """The package that it is about, whose own registry alone gets it."""
    scope: str | None = None
    """Where it is about no package: the scope (`@acme`) whose registry gets it; None: the one for all other names."""
    signs_in: bool = False
    """Whether the client gets a credential by it."""


Wanted = (
    ListingWanted
    | ReleaseWanted
    | ArtifactWanted
    | NamedFileWanted
    | BesideFileWanted
    | IndexListingWanted
    | BesideWanted
    | IndexWanted
    | WriteWanted
    | Answer
)
"""What a request means; an `Answer` where the face itself can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The mark of a file in its listing."""

    version: str
    words: str
    """One line of printable ASCII, at most 300 characters."""
    action: Action
    """ALLOW: it stays installable and something is said of it all the same."""
    kind: HoldKind | None = None
    until: datetime | None = None
    rule: str = ""
    """The name of what is said; "" where it has none."""
    behind: "Behind | None" = None
    """The refused file of a dependency, where it is refused for that alone."""

    @property
    def stops(self) -> bool:
        """Return True if the file is refused."""
        return self.action is not Action.ALLOW


@dataclass(frozen=True, slots=True)
class Behind:
    """A refused file that prevents another package from being installed."""

    purl: str
    filename: str
    mark: Mark
    name: str
    """Of its package."""


Marks = Mapping[str, Mark]
"""By the filename that the listing (`Artifact.filename`) gives; files without one are let in, or not judged yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """A listing to serve."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """More that is told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The parameters for a listing to serve."""

    package: PackageRef
    marks: Marks
    variant: str
    """What `read` said in `ListingWanted`."""
    base: str
    """Where the client reaches the face; ends with a slash."""
    own: bool = False
    """Whether the package has a registry of its own: then no address may lead to the public one."""


class Face(Protocol):
    """A protocol adapter. All methods are pure."""

    @property
    def prefix(self) -> str:
        """Return the path prefix, such as `/npm/`."""

    @property
    def ecosystem(self) -> Ecosystem:
        """Return the ecosystem. `ECOSYSTEMS` contains the parser of its listings."""

    def read(self, ask: Ask) -> Wanted:
        """Parse a request. Raises ParseError for a path that no client of the protocol requests."""

    def serve(self, body: bytes, order: Order) -> Page:
        """Return the listing to serve, built from the registry's listing in `body`.

        The URL of every file is below `order.base`, or is one that the client maps to the gate. Refused files are marked so
        that the client avoids them in its resolution and can display the reason. Raises ParseError (listing-invalid) for an
        invalid listing.
        """

    def keep(
        self,
        body: bytes,
        earlier: bytes,
        package: PackageRef,
        versions: Collection[str],
        files: Collection[str] = (),
    ) -> bytes:
        """Restore these versions of an earlier listing in the current one. Raises ParseError.

        Only the given files of each version are restored, or all if `files` is empty.
        """
