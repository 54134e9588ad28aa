"""Reads the dependencies of a project from its Gemfile.lock. The Gemfile itself is a program and is not read."""

import re
from collections.abc import Iterator

from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Manifest, Request
from pratique.lockfiles.reading.document import read_text

_HEADING = "DEPENDENCIES"
_LINE = re.compile(r" {2}(?P<name>[A-Za-z0-9._-]{1,255}+)(?: \((?P<range>[^()]{1,2000}+)\))?+(?P<pinned>!?+)")
_MOST_BYTES = 16 * 1024 * 1024


def read_wishes(data: bytes, file: str) -> Manifest:
    """Parse the section DEPENDENCIES of the lockfile of the Gemfile at `file`. Raises ParseError if the lockfile is not text."""
    text = read_text(data, what="Gemfile.lock", most_bytes=_MOST_BYTES)
    return Manifest(requests={request.name: (request,) for request in _requests(text, file)})


def _requests(text: str, file: str) -> Iterator[Request]:
    inside = False
    for line in text.splitlines():
        if not line.startswith(" "):
            inside = line.strip() == _HEADING if line.strip() else inside
            continue
        told = _LINE.fullmatch(line) if inside else None
        if told is not None:
            # One with `!` comes from a source of its own, which may be a repository.
            yield Request(
                name=told["name"],
                text=told["range"] or "",
                range=told["range"] or "*",
                grammar=Grammar.GEM,
                file=file,
            )
