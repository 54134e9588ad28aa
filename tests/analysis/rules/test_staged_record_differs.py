"""Staged releases whose package.json names another release."""

import pytest

from pratique.analysis.rules.staged_record_differs import StagedManifest, staged_record_differs
from pratique.core.names import Ecosystem, PackageRef

RECORD = PackageRef(Ecosystem.NPM, "@acme/tool").at("1.2.0")


@pytest.mark.parametrize(
    ("name", "version", "told"),
    [
        ("@acme/tool", "1.2.0", None),
        ("@acme/tool", "1.2.0+build.5", None),
        ("@acme/tool", "v1.2.0", None),
        ("@acme/tool", "1.3.0", "names @acme/tool@1.3.0, and the registry's record names @acme/tool@1.2.0"),
        ("@acme/tool", "", "names @acme/tool@(no version)"),
        ("tool", "1.2.0", "names tool@1.2.0"),
        ("@acme/tool", "1.2.0-rc.1", "names @acme/tool@1.2.0-rc.1"),
        ("@acme/tool", "not a version", "names @acme/tool@not a version"),
    ],
)
def test_name_and_version_must_be_those_of_the_record(name: str, version: str, told: str | None) -> None:
    found = list(staged_record_differs.check(StagedManifest(RECORD, name, version)))
    assert (told is None) == (found == [])
    assert told is None or told in found[0].message
