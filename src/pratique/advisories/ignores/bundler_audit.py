"""Reads the `ignore` list of bundler-audit in `.bundler-audit.yml`.

Source: bundler-audit's `lib/bundler/audit/configuration.rb`. The file is a mapping with a list of ids (CVE, GHSA,
OSVDB) under `ignore`.
"""

from pratique.advisories.ignores.document import from_yaml
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a .bundler-audit.yml file; `origin` is the file name in messages. Raises ParseError if the file is not YAML."""
    text, document = from_yaml(data, origin)
    reading = Reading(origin, text)
    told = document.get("ignore")
    if told is not None and not isinstance(told, list):
        reading.refuse(origin, "the value of ignore is not a list")
        return reading.done()
    for name in told or []:
        if isinstance(name, str) and name.strip():
            reading.add(Ignore(ids=(name,), ecosystem=Ecosystem.RUBYGEMS, origin=reading.at(name)))
        else:
            reading.refuse(origin, f"no id: {str(name)[:80]}")
    return reading.done()
