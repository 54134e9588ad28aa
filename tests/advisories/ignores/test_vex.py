import json

import pytest

from pratique.advisories.ignores.vex import parse_vex
from pratique.errors import ParseError, Reference


def test_either_kind_of_document_is_read_by_its_own_reader() -> None:
    openvex = {
        "statements": [
            {"vulnerability": {"name": "CVE-1"}, "products": [{"@id": "pkg:npm/a@1.0.0"}], "status": "fixed"}
        ]
    }
    cyclonedx = {
        "bomFormat": "CycloneDX",
        "vulnerabilities": [
            {"id": "CVE-2", "analysis": {"state": "resolved"}, "affects": [{"ref": "pkg:npm/a@1.0.0"}]}
        ],
    }
    told = [parse_vex(json.dumps(document).encode(), "v").ignores for document in (openvex, cyclonedx)]
    assert [[("CVE-1",)], [("CVE-2",)]] == [[ignore.ids for ignore in ignores] for ignores in told]


@pytest.mark.parametrize("data", [b"", b"{}", b"<bom/>", b"\xff"])
def test_what_is_neither_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="neither OpenVEX nor CycloneDX") as caught:
        parse_vex(data, "v")
    assert Reference.CONFIG_INVALID is caught.value.reference
