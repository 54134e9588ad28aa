"""Writes the answer of an exposure search as an OpenVEX document: one statement for each searched place and wanted item.

A place with the release is `affected`, one from which it was removed is `fixed`, one that could not be searched completely
or only allows the release is `under_investigation`, and one without it is `not_affected`. For malware, `fixed` means that
the release is gone: what the code did before must still be cleaned.
"""

import hashlib
from collections.abc import Iterable
from urllib.parse import quote

from pratique import __version__
from pratique.report.audit.openvex import CONTEXT
from pratique.report.formats.gitlab import uuid_of
from pratique.report.formats.json_contract import Json, time_of
from pratique.report.formats.json_text import compact
from pratique.report.parts.escape import escape
from pratique.respond.exposure import Exposure
from pratique.respond.sighting import Contact, Sighting

_MOST = 300
_REMOVE = "Remove the release or pin the last good version."
_RAN = "Isolate the machine, remove what the code left behind, then rotate its secrets."


def document(exposure: Exposure) -> dict[str, Json]:
    """Return the document. Its id depends on the statements alone."""
    wanted = [one.id for one in exposure.wanted.releases] + [one.id for one in exposure.wanted.digests]
    places = list(
        dict.fromkeys(
            [*(part.place for part in exposure.searched), *(one.place for one in exposure.sightings)]
        )
    )
    statements: list[Json] = [
        _statement(exposure, place, id_) for place in places for id_ in dict.fromkeys(wanted)
    ]
    digest = hashlib.sha256(compact(statements).encode("ascii")).hexdigest()
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{uuid_of(digest)}",
        "author": "Pratique",
        "role": "Document Creator",
        "timestamp": time_of(exposure.as_of),
        "version": 1,
        "tooling": f"pratique {__version__}",
        "statements": statements,
    }


def _statement(exposure: Exposure, place: str, id_: str) -> dict[str, Json]:
    found = [one for one in exposure.sightings if (one.place, one.wanted) == (place, id_)]
    gaps = [gap.why for part in exposure.searched if part.place == place for gap in part.unchecked]
    return {
        "vulnerability": {"name": escape(id_, most=_MOST)},
        "products": [
            {
                "@id": f"pkg:generic/{quote(place.encode('utf-8', 'replace'), safe='')}",
                "subcomponents": [{"@id": ref.purl} for ref in sorted({one.ref for one in found if one.ref})],
            }
        ],
        **_status(found, gaps, misread=bool(exposure.wanted.misread)),
    }


def _status(found: list[Sighting], gaps: Iterable[str], *, misread: bool) -> dict[str, Json]:
    real = [one for one in found if one.contact > Contact.REFUSED]
    there = [one for one in real if one.current is not False]
    if there:
        ran = max(one.contact for one in there) >= Contact.INSTALLED
        return {"status": "affected", "action_statement": f"{_RAN} {_REMOVE}" if ran else _REMOVE}
    missing = list(dict.fromkeys(gaps))
    if missing or misread:
        notes = "; ".join(missing) or "a part of the request could not be read"
        return {"status": "under_investigation", "status_notes": escape(f"not checked: {notes}", most=1_000)}
    if real:
        return {"status": "fixed", "status_notes": "The release was there and was removed."}
    if any(one.contact is Contact.RESOLVABLE for one in found):
        return {"status": "under_investigation", "status_notes": "A requested range allows the release."}
    return {"status": "not_affected", "justification": "component_not_present"}
