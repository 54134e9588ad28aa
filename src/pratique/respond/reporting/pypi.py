"""Writes an observation for PyPI's API for reports of malware.

Source: warehouse, API of observations (beta): kind, summary, and for malware the address of the file in the inspector.
"""

import hashlib
from urllib.parse import quote

from pratique.report.formats.json_contract import Json
from pratique.respond.reporting.case import Case, description

CONTENT_TYPE = "application/vnd.pypi.api-v0-danger+json"
_MOST_SUMMARY = 2_000


def api_path(case: Case) -> str:
    """Return the path to which an observation is sent."""
    return f"/danger-api/projects/{quote(case.package.name, safe='')}/observations"


def inspector_path(case: Case, data: bytes | None = None, filename: str = "", member: str = "") -> str:
    """Return the path of a release, or of a member of its file, in PyPI's inspector.

    PyPI stores a file under its BLAKE2b digest of 256 bits, so that the path needs the bytes.
    """
    version = case.versions[0] if case.versions else ""
    path = f"/project/{quote(case.package.name, safe='')}/{quote(version, safe='')}/"
    if data is None:
        return path
    digest = hashlib.blake2b(data, digest_size=32).hexdigest()
    path += f"packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{quote(filename, safe='')}/"
    return path + quote(member) if member else path


def observation(case: Case, inspector: str) -> dict[str, Json]:
    """Return the body of an observation. `inspector` is the address, or only the path if the address is unknown."""
    return {
        "kind": "is_malware",
        "summary": description(case)[:_MOST_SUMMARY],
        "inspector_url": inspector,
    }
