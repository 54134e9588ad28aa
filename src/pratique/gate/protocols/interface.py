"""A registry's protocol as functions over values.

A protocol adapter parses a request (`read`) and writes the listing to serve (`serve`). It fetches nothing,
decides nothing and reads no clock: `Listings` and `Artifacts` do that for every protocol. A new protocol is a
module with an object of `Face` and a line in `FACES`.
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
from pratique.store.pieces import Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request below the prefix of a face."""

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
    """Bytes of a file of the store that are sent in pieces, from `first` to `last`."""

    pieces: Pieces
    sha256: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer. `reason` is the reason phrase: one line of printable ASCII."""

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
    """The listing of a package; `variant` is the face's own word for the form in which this client wants it."""

    package: PackageRef
    variant: str


@dataclass(frozen=True, slots=True)
class ReleaseWanted:
    """The page of one release, as a part of the listing."""

    listing: ListingWanted
    pick: Callable[[bytes], bytes]
    """Takes it out of the listing as it is served. Raises RegistryError (version-not-found)."""


@dataclass(frozen=True, slots=True)
class ArtifactWanted:
    """A file of a release, by the name that its listing (`Artifact.filename`) gives it."""

    package: PackageRef
    version: str
    filename: str


@dataclass(frozen=True, slots=True)
class NamedFileWanted:
    """A file requested by name alone, or something made from it; judged and refused like the file."""

    readings: tuple[ArtifactWanted, ...]
    """What the name may mean, the likeliest first: the first that a listing has is meant."""
    make: Callable[[bytes], bytes] | None = None
    """What is given instead of the file, made of its judged bytes. Raises ParseError."""


@dataclass(frozen=True, slots=True)
class IndexListingWanted:
    """A list of all packages, by the face's own name for it; the part of the gate that is made for it has the bytes."""

    name: str


@dataclass(frozen=True, slots=True)
class BesideWanted:
    """Something beside listings and artifacts that the registry itself may be asked for (GET, never judged)."""

    path: str
    """Below the registry's address, with the query, percent-encoded."""
    package: PackageRef | None
    """The package that it is about, whose registry alone is asked; None: the one for all other names."""


@dataclass(frozen=True, slots=True)
class IndexWanted:
    """A question with a body that this installation's index of advisories answers."""

    answer: Callable[[bytes, Advisories, Freshness], bytes]
    """Raises PratiqueError."""
    names: Callable[[bytes], Mapping[PackageRef, Collection[str]]]
    """The packages that the body asks about, with their versions in use. Raises PratiqueError."""
    notice_header: str
    """The header that shows a line to the person at the console."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Where something beside a file lies, and what it is by its listing."""

    url: str
    digests: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class BesideFileWanted:
    """What a registry serves beside a file (PEP 658): never judged itself, and refused with the file."""

    artifact: ArtifactWanted
    place: Callable[[bytes, str], Beside]
    """Find it in the listing's bytes, which came from an address. Raises ParseError."""
    make: Callable[[IO[bytes]], bytes]
    """Takes it out of the judged file itself, where the listing tells no digest of it. Raises ParseError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteWanted:
    """A request that changes a registry or concerns the client's account.

    It is never sent with credentials of the gate.
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
    """A file that is refused, and keeps another package from being installed."""

    purl: str
    filename: str
    mark: Mark
    name: str
    """Of its package."""


Marks = Mapping[str, Mark]
"""By the filename that the listing (`Artifact.filename`) gives; files without one are let in, or not judged yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """A listing as it is served."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """More that is told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a listing is to be served."""

    package: PackageRef
    marks: Marks
    variant: str
    """What `read` said in `ListingWanted`."""
    base: str
    """Where the client reaches the face; ends with a slash."""
    own: bool = False
    """Whether the package has a registry of its own: then no address may lead to the public one."""


class Face(Protocol):
    """One protocol. Everything is pure."""

    @property
    def prefix(self) -> str:
        """Return the path prefix, such as `/npm/`."""

    @property
    def ecosystem(self) -> Ecosystem:
        """Return the ecosystem; `ECOSYSTEMS` has the parser of its listings."""

    def read(self, ask: Ask) -> Wanted:
        """Parse a request. Raises ParseError for a path that no client of the protocol requests."""

    def serve(self, body: bytes, order: Order) -> Page:
        """Write the listing to serve from the registry's own (the bytes that `listing_request` brought).

        Every file's address leads to the gate below `order.base`, or is one that the client takes to the gate by itself.
        Marked files are marked so that a client resolves around them and can show why. Raises ParseError
        (listing-invalid) when the bytes are no listing.
        """

    def keep(
        self,
        body: bytes,
        earlier: bytes,
        package: PackageRef,
        versions: Collection[str],
        files: Collection[str] = (),
    ) -> bytes:
        """Put these versions of an earlier listing into one that has them no more. Raises ParseError.

        Of each only the named files are put back; none named: all.
        """
