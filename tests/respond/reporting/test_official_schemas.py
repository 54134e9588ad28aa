"""The records that Pratique writes follow the official JSON Schemas of OSV and OpenVEX.

No package contains the schemas. Put `schema.json` of ossf/osv-schema as `osv.json`, and `openvex_json_schema.json` of openvex/spec as
`openvex.json`, into a folder, and name it in PRATIQUE_SCHEMAS.
"""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from pratique.report.formats.json_text import indented
from pratique.respond.reporting import openvex, osv
from pratique.respond.reporting.case import Case
from pratique.respond.sighting import Contact, PlaceKind, Unchecked
from tests.respond.actions.samples import exposure, sighting
from tests.respond.reporting.samples import CASE, CASES

FOLDER = os.environ.get("PRATIQUE_SCHEMAS", "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="PRATIQUE_SCHEMAS names no folder with the official schemas"
)
EXPOSURES = {
    contact.name.lower(): exposure(sighting(kind, contact, current=contact is not Contact.LOCKED))
    for kind, contact in (
        (PlaceKind.LOCK, Contact.RESOLVABLE),
        (PlaceKind.LOCK_HISTORY, Contact.LOCKED),
        (PlaceKind.PROXY_LOG, Contact.FETCHED),
        (PlaceKind.DEBUG_LOG, Contact.EXECUTED),
        (PlaceKind.GATE_LOG, Contact.REFUSED),
    )
} | {"none": exposure(), "unread": exposure(unchecked=(Unchecked("shop", "a.lock", "unknown format"),))}


def check(name: str, document: Any) -> None:
    schema = json.loads((Path(FOLDER) / f"{name}.json").read_text())
    kind = jsonschema.validators.validator_for(schema)
    errors = list(kind(schema, format_checker=kind.FORMAT_CHECKER).iter_errors(document))
    assert [] == [f"{error.json_path}: {error.message}"[:300] for error in errors]


@pytest.mark.parametrize("told", EXPOSURES)
def test_openvex(told: str) -> None:
    check("openvex", json.loads(indented(openvex.document(EXPOSURES[told]))))


def test_a_malicious_package() -> None:
    # The collection gives the id.
    check("osv", {"id": "MAL-0000-0", **osv.record(CASE)})


@given(CASES)
def test_a_hostile_malicious_package(case: Case) -> None:
    check("osv", {"id": "MAL-0000-0", **osv.record(case)})
