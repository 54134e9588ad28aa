"""Reads whether a gem server has attestations of a gem, which are Sigstore bundles in a JSON array."""

from urllib.parse import quote

from pratique.ecosystems.reading.json_values import read_items
from pratique.ecosystems.rubygems.address import GEM_SUFFIX

MOST_BYTES = 4 * 1024 * 1024
ACCEPT = "application/json"


def attestations_url(filename: str, registry: str) -> str:
    """Return the URL of the attestations of a gem file."""
    name = quote(filename.removesuffix(GEM_SUFFIX))
    return f"{registry.rstrip('/')}/api/v1/attestations/{name}.json"


def is_attested(answer: bytes) -> bool | None:
    """Return whether the server has an attestation; None if the answer is no JSON array, as of a server without this data."""
    found = read_items(answer)
    return None if found is None else bool(found)
