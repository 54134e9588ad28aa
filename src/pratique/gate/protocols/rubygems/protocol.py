"""Implements the protocol adapter for gem and Bundler, below `/gems/`. This module does no I/O.

Refused files stay listed and require an impossible version of RubyGems that contains the reason (`listing`). Version
ranges resolve to versions that are not refused, and a client with a pinned version prints the reason. Pages for update
bots omit refused files. `GemIndex` serves the lists of all gems.
"""

from collections.abc import Collection
from dataclasses import dataclass

from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import (
    Answer,
    Ask,
    IndexListingWanted,
    ListingWanted,
    NamedFileWanted,
    Order,
    Page,
    Wanted,
)
from pratique.gate.protocols.rubygems import listing as gems_info
from pratique.gate.protocols.rubygems.gemspec import quick_spec
from pratique.gate.protocols.rubygems.paths import (
    GemPath,
    IndexPath,
    InfoPath,
    OtherPath,
    RootPath,
    VersionsPath,
    read_path,
)
from pratique.gate.protocols.update_bots import is_update_bot

_READS = frozenset({"GET", "HEAD"})
_PLAIN = "text/plain; charset=utf-8"
_MARKED, _OMITTED = "info", "info-omitted"
"""The variants of a page, which show refused files in different ways."""
_VERSIONS = "versions"
"""The variant of a page in the format of the web API."""


@dataclass(frozen=True, slots=True)
class GemsFace:
    """Implements `interface.Face` for RubyGems."""

    prefix: str = "/gems/"
    ecosystem: Ecosystem = Ecosystem.RUBYGEMS

    def read(self, ask: Ask) -> Wanted:  # noqa: PLR0911 - one for each path
        """Parse a request. Raises ParseError for an invalid request."""
        if ask.method not in _READS:
            return failed(
                403,
                f"this gate does not accept {ask.method}: it forwards only reads",
                hint="to push or yank, specify the server itself with --host",
            )
        match read_path(ask.path):
            case RootPath():
                # Versions of gem before 3.5 take a server that has this for one with a compact index.
                return Answer(status=200, body=b"gems behind a gate\n", headers={"Content-Type": _PLAIN})
            case IndexPath(name=name):
                return IndexListingWanted(name)
            case InfoPath(package=package):
                return ListingWanted(package, _OMITTED if is_update_bot(ask.headers) else _MARKED)
            case VersionsPath(package=package):
                return ListingWanted(package, _VERSIONS)
            case GemPath(readings=readings, quick=quick):
                return NamedFileWanted(readings, quick_spec if quick else None)
            case OtherPath(name=name):
                return failed(
                    404,
                    f"the gate does not serve {name[:40]}: it serves only the compact index, specs.4.8 and gems",
                    hint="use the gem server itself for the web API",
                )

    def serve(self, body: bytes, order: Order) -> Page:
        """Return the gem's page to serve. Raises ParseError for an invalid page."""
        if order.variant == _VERSIONS:
            return Page(gems_info.write_versions(body, order.package, order.marks), "application/json")
        written = gems_info.write_info(body, order.package, order.marks, omitted=order.variant == _OMITTED)
        return Page(written, _PLAIN, gems_info.digests_told(written))

    def keep(
        self,
        body: bytes,
        earlier: bytes,
        package: PackageRef,
        versions: Collection[str],
        files: Collection[str] = (),
    ) -> bytes:
        """Restore versions of an earlier page that the current one lacks. Raises ParseError for an invalid page."""
        return gems_info.keep(body, earlier, package, versions, files)


GEMS = GemsFace()
