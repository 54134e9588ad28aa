"""Defines a registry protocol as pure functions over values.

A protocol adapter parses a request (`read`) and writes the listing to serve (`serve`). An adapter sends no requests,
makes no decisions and reads no clock: `Listings` and `Artifacts` do so for every protocol. To add a protocol, write a
module with an implementation of `Face`, and add the implementation to `FACES`.
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
    """The percent-encoded path, without the adapter's prefix and without the query."""
    query: str
    headers: Mapping[str, str]
    """The request headers, with lower-case names."""
    base: str
    """The URL at which the client reaches the adapter, with a trailing slash."""


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
    """The file range to send instead of `body`."""

    @property
    def size_bytes(self) -> int:
        """Return the number of bytes in the body."""
        return len(self.body) if self.large is None else self.large.last - self.large.first + 1


@dataclass(frozen=True, slots=True)
class ListingWanted:
    """A request for the listing of a package. `variant` is the format, by the protocol's own name."""

    package: PackageRef
    variant: str


@dataclass(frozen=True, slots=True)
class ReleaseWanted:
    """A request for the document of one release, which is part of the listing."""

    listing: ListingWanted
    pick: Callable[[bytes], bytes]
    """Extracts the document from the served listing. Raises RegistryError (version-not-found)."""


@dataclass(frozen=True, slots=True)
class ArtifactWanted:
    """A request for a file of a release, by its listed name (`Artifact.filename`)."""

    package: PackageRef
    version: str
    filename: str


@dataclass(frozen=True, slots=True)
class NamedFileWanted:
    """A request for a file by name only, or for content derived from a file.

    Derived content is judged and refused together with its file.
    """

    readings: tuple[ArtifactWanted, ...]
    """The possible interpretations of the name, most likely first.

    The gate uses the first interpretation that a listing contains.
    """
    make: Callable[[bytes], bytes] | None = None
    """Derives the content to send from the judged bytes of the file. Raises ParseError for an unreadable file."""


@dataclass(frozen=True, slots=True)
class IndexListingWanted:
    """A request for a list of all packages.

    `name` is the protocol's name for the list. A separate component builds the list.
    """

    name: str


@dataclass(frozen=True, slots=True)
class BesideWanted:
    """A GET request for data other than listings and files.

    The gate forwards a request for other data to the registry without a judgement.
    """

    path: str
    """The percent-encoded path below the registry's URL, with the query."""
    package: PackageRef | None
    """The package that determines the registry. None means the default registry."""


@dataclass(frozen=True, slots=True)
class IndexWanted:
    """A request with a body that the gate answers from the local advisory index."""

    answer: Callable[[bytes, Advisories, Freshness], bytes]
    """Builds the response body. Raises PratiqueError if the request is invalid or the index is unreadable."""
    names: Callable[[bytes], Mapping[PackageRef, Collection[str]]]
    """Returns the requested packages with their versions in use. Raises PratiqueError if the request is invalid."""
    notice_header: str
    """The response header whose text the client displays."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The URL and listed digests of a metadata file."""

    url: str
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class BesideFileWanted:
    """A request for the metadata of a file (PEP 658). Metadata is not judged, and is refused together with its file."""

    artifact: ArtifactWanted
    place: Callable[[bytes, str], Beside]
    """Finds the URL and digests of the metadata in a listing, from the bytes and the URL of the listing.

    Raises ParseError if the listing is invalid.
    """
    make: Callable[[IO[bytes]], bytes]
    """Extracts the metadata from the judged file if the listing has no digest of the metadata.

    Raises ParseError for an unreadable file.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteWanted:
    """A request that changes a registry or concerns the client's account.

    The gate never forwards a write request with its own credentials.
    """

    what: str
    """A short description of the request, such as `publish calm`."""
    path: str
    """The percent-encoded path below the registry's URL, with the query."""
    package: PackageRef | None = None
    """The package whose registry receives the request."""
    scope: str | None = None
    """The scope (`@acme`) whose registry receives a request without a package. None means the default registry."""
    signs_in: bool = False
    """True if the client receives a credential in the response."""


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
"""The parsed request. The value is an `Answer` if the adapter itself can respond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The refusal of a file, or a note about the file, in its listing."""

    version: str
    words: str
    """The text that clients display: one line of printable ASCII, at most 300 characters."""
    action: Action
    """The action for the file. With ALLOW, the file stays installable, and the listing shows a note."""
    kind: HoldKind | None = None
    until: datetime | None = None
    rule: str = ""
    """The name of the rule, or an empty text."""
    behind: "Behind | None" = None
    """The refused file of a dependency, if the dependency is the only reason for the refusal."""

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
    """The name of the package that contains the file."""


Marks = Mapping[str, Mark]
"""The marks by file name (`Artifact.filename`). Files without a mark are allowed or not judged yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """A listing to serve."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Additional response headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The parameters for a listing to serve."""

    package: PackageRef
    marks: Marks
    variant: str
    """The variant in `ListingWanted`, as `read` returned it."""
    base: str
    """The URL at which the client reaches the adapter, with a trailing slash."""
    own: bool = False
    """True if the package has its own registry, so that no URL may point to the public registry."""


class Face(Protocol):
    """A protocol adapter. All methods are pure."""

    @property
    def prefix(self) -> str:
        """Return the path prefix, such as `/npm/`."""

    @property
    def ecosystem(self) -> Ecosystem:
        """Return the ecosystem. `ECOSYSTEMS` contains the parser for the listings of each ecosystem."""

    def read(self, ask: Ask) -> Wanted:
        """Parse a request. Raises ParseError for a path that no client of the protocol requests."""

    def serve(self, body: bytes, order: Order) -> Page:
        """Return the listing to serve, built from the registry's listing in `body`.

        The URL of every file is below `order.base`, or is a URL that the client maps to the gate. Refused files are
        marked so that the client's resolver avoids them and the client can display the reason. Raises ParseError
        (listing-invalid) for an invalid listing.
        """

    def keep(
        self,
        body: bytes,
        earlier: bytes,
        package: PackageRef,
        versions: Collection[str],
        files: Collection[str] = (),
    ) -> bytes:
        """Restore the given versions of an earlier listing in the current one. Raises ParseError for an invalid listing.

        Only the files in `files` are restored, or all files if `files` is empty.
        """
