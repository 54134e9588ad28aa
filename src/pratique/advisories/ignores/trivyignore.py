"""Reads the ids in `.trivyignore`, one per line, optionally with an expiry date (`exp:DATE`).

Ids of misconfigurations, secrets and licences are skipped.

Sources: Trivy's page on filtering and `pkg/result/ignore.go`. Only `#` at the start of a line begins a comment, other
text after an id is ignored, and a line with an invalid expiry date is skipped.
"""

import re

from pratique.advisories.ignores.document import lines_of
from pratique.advisories.ignores.ends import last_day
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore

_ADVISORY = re.compile(r"(?:CVE|GHSA|PYSEC|MAL|OSV|NSWG|OSVDB|SNYK)-", re.IGNORECASE)
_END = "exp:"


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a .trivyignore file; `origin` is the file name in messages. Raises ParseError if the file is not text."""
    reading = Reading(origin)
    for number, line in enumerate(lines_of(data, origin).split("\n"), start=1):
        fields = line.split()
        if not fields or not is_advisory(fields[0]):
            continue
        at = f"{origin}:{number}"
        try:
            ends = [last_day(field.removeprefix(_END)) for field in fields[1:] if field.startswith(_END)]
        except ValueError as error:
            reading.refuse(at, f"{fields[0]}: {error}")
            continue
        reading.add(Ignore(ids=(fields[0],), expires=ends[0] if ends else None, origin=at))
    return reading.done()


def is_advisory(name: str) -> bool:
    """Return True for an advisory id, and False for an id of a misconfiguration, secret or licence."""
    return _ADVISORY.match(name) is not None
