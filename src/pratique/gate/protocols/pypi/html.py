"""Writes a project's page as HTML (PEP 503, with 592, 629, 658, 740 and 792). This module does no I/O."""

import html
import re
from collections.abc import Iterator

from pratique.core.names import strongest
from pratique.ecosystems.reading.json_values import read_any, table
from pratique.gate.protocols.pypi.listing import Entry, Project, project_status

_API_VERSION = re.compile(r"1\.[0-9]{1,3}\Z", re.ASCII)


def write_html(project: Project) -> bytes:
    """Return the HTML page. The page lists omitted files as text without a link."""
    name = html.escape(project.package.name)
    lines = ["<!DOCTYPE html>", "<html>", "<head>", '<meta charset="utf-8">', *_metas(project)]
    lines += [f"<title>Links for {name}</title>", "</head>", "<body>", f"<h1>Links for {name}</h1>"]
    lines += [_link(entry) for entry in project.entries]
    lines += [f"<p>left out: {_plain(one.filename)}: {_plain(one.why)}</p>" for one in project.left_out]
    return "\n".join([*lines, "</body>", "</html>", ""]).encode("utf-8", "replace")


def _metas(project: Project) -> Iterator[str]:
    told = table(read_any(project.members.get("meta"))).get("api-version")
    version = told if isinstance(told, str) and _API_VERSION.match(told) else "1.0"
    status, reason = project_status(project)
    yield _meta("repository-version", version)
    if status is not None:
        yield _meta("project-status", status)
    if reason is not None:
        yield _meta("project-status-reason", reason)
    for member, name in (("tracks", "tracks"), ("alternate-locations", "alternate-locations")):
        addresses = read_any(project.members.get(member))
        for address in addresses if isinstance(addresses, list) else ():
            if isinstance(address, str):
                yield _meta(name, address)


def _meta(name: str, value: str) -> str:
    return f'<meta name="pypi:{name}" content="{_plain(value)}">'


def _link(entry: Entry) -> str:
    shown = " ".join(f'{name}="{_plain(value)}"' for name, value in _attributes(entry))
    return f"<a {shown}>{_plain(entry.artifact.filename)}</a><br />"


def _attributes(entry: Entry) -> Iterator[tuple[str, str]]:
    artifact = entry.artifact
    # pip of any age reads sha256; of several digests in one address it takes the first.
    usual = (digest for digest in artifact.digests if digest.algorithm == "sha256")
    digest = next(usual, strongest(artifact.digests))
    yield "href", entry.url + (f"#{digest.algorithm}={digest.hex}" if digest is not None else "")
    if artifact.requires_python is not None:
        yield "data-requires-python", artifact.requires_python
    if entry.yanked is not False:
        yield "data-yanked", entry.yanked if isinstance(entry.yanked, str) else ""
    metadata = _metadata(entry)
    if metadata is not None:
        yield "data-core-metadata", metadata
        yield "data-dist-info-metadata", metadata
    if entry.provenance is not None:
        yield "data-provenance", entry.provenance


def _metadata(entry: Entry) -> str | None:
    """Return the value of `data-core-metadata` (PEP 714): a hash, or `true`."""
    if isinstance(entry.metadata, bool):
        return "true" if entry.metadata else None
    name = "sha256" if "sha256" in entry.metadata else min(entry.metadata)
    return f"{name}={entry.metadata[name]}"


def _plain(text: str) -> str:
    """Return escaped text on one line, for an attribute or between tags."""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return html.escape(text)
