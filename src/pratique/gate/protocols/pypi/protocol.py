"""Implements the protocol adapter for pip, uv, Poetry and other clients, below `/pypi/simple/`. This module does no I/O.

Refused files stay listed as yanked, with the reason (PEP 592). Version ranges resolve to versions that are not refused,
and a client with a pinned version receives the reason at download. The URLs of all files point to the gate.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import (
    Answer,
    ArtifactWanted,
    Ask,
    BesideFileWanted,
    ListingWanted,
    Order,
    Page,
    Wanted,
)
from pratique.gate.protocols.pypi import listing as pypi_listing
from pratique.gate.protocols.pypi.content_type import Form, Held, form_of, held_for
from pratique.gate.protocols.pypi.html import write_html
from pratique.gate.protocols.pypi.paths import FilePath, ProjectPath, RootPath, read_path
from pratique.gate.protocols.pypi.wheel_metadata import wheel_metadata

_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class PypiFace:
    """Implements `interface.Face` for PyPI."""

    prefix: str = "/pypi/simple/"
    ecosystem: Ecosystem = Ecosystem.PYPI

    def read(self, ask: Ask) -> Wanted:
        """Parse a request. Raises ParseError for an invalid request."""
        if ask.method not in _READS:
            return failed(
                403,
                f"this gate does not accept {ask.method}: it forwards only reads",
                hint="to upload, specify the index itself with --repository-url",
            )
        match read_path(ask.path):
            case RootPath():
                return failed(
                    404,
                    "the gate does not provide a list of all projects",
                    hint="request a project by its name",
                )
            case ProjectPath(package=package, canonical=canonical):
                return ListingWanted(package, _variant(ask)) if canonical else _moved(ask, package)
            case FilePath(package=package, version=version, filename=filename, metadata=metadata):
                file = ArtifactWanted(package, version, filename)
                if not metadata:
                    return file
                place = partial(pypi_listing.metadata_place, package=package, filename=filename)
                return BesideFileWanted(file, place, wheel_metadata)

    def serve(self, body: bytes, order: Order) -> Page:
        """Return the project's page to serve. Raises ParseError for an invalid page."""
        form, held = order.variant.split(" ")
        project = pypi_listing.read_project(
            body, order.package, order.marks, base=order.base, held=Held(held)
        )
        if Form[form] is Form.JSON:
            return Page(pypi_listing.write_json(project), Form.JSON.value)
        charset = "; charset=utf-8" if Form[form] is Form.TEXT else ""
        return Page(write_html(project), Form[form].value + charset)

    def keep(
        self,
        body: bytes,
        earlier: bytes,
        package: PackageRef,
        versions: Collection[str],
        files: Collection[str] = (),
    ) -> bytes:
        """Restore versions of an earlier page that the current one lacks. Raises ParseError for an invalid page."""
        return pypi_listing.keep(body, earlier, package, versions, files)


def _variant(ask: Ask) -> str:
    return f"{form_of(ask.headers, ask.query).name} {held_for(ask.headers).value}"


def _moved(ask: Ask, package: PackageRef) -> Answer:
    """Return a redirect to the normalized URL of a project (PEP 503)."""
    query = f"?{ask.query}" if ask.query else ""
    return Answer(status=301, headers={"Location": f"{ask.base}{package.name}/{query}"})


PYPI = PypiFace()
