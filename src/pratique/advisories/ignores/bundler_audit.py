"""`.bundler-audit.yml`: the `ignore` list of bundler-audit.

Source: bundler-audit's `lib/bundler/audit/configuration.rb`: a mapping whose `ignore` is a list of ids (CVE, GHSA, OSVDB).
"""

from pratique.advisories.ignores.document import from_yaml
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem


def parse(data: bytes, origin: str) -> Ignores:
    """Read the file; messages call it `origin`. Raises ParseError if it is not YAML."""
    text, document = from_yaml(data, origin)
    reading = Reading(origin, text)
    told = document.get("ignore")
    if told is not None and not isinstance(told, list):
        reading.refuse(origin, "ignore is not a list")
        return reading.done()
    for name in told or []:
        if isinstance(name, str) and name.strip():
            reading.add(Ignore(ids=(name,), ecosystem=Ecosystem.RUBYGEMS, origin=reading.at(name)))
        else:
            reading.refuse(origin, f"no id: {str(name)[:80]}")
    return reading.done()
