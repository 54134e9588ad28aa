import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from pratique.core.advisory import NODE, Product
from pratique.core.audit import Audited, AuditReport, CopyKind, VendoredCopy
from pratique.core.lock import ROOT, Lock
from pratique.lockfiles.sbom import cyclonedx as inventories
from pratique.report.audit import cyclonedx
from pratique.report.formats.json_text import indented
from tests.report.audit.answers import NOW, clear, finding, incomplete, match, npm, rich
from tests.report.audit.hostile import report
from tests.report.hostile import MAKERS

APP = Audited(
    product=npm("app"),
    version="1.0.0",
    sources=("package-lock.json:2",),
    asks=("pkg:npm/%40acme/tool@2.0.0",),
)
TOOL = Audited(
    product=npm("@acme/tool"),
    version="2.0.0",
    sources=("package-lock.json:9", "web/package-lock.json"),
    asks=("pkg:npm/lodash@4.17.20", "pkg:npm/unknown@1.0.0"),
)
LODASH = Audited(product=npm("lodash"), version="4.17.20", asks=("pkg:npm/%40acme/tool@2.0.0",))
FLASK = Audited(product=Product("pypi", "flask"), version="1.0")
RAILS = Audited(product=Product("gem", "rails"), version="6.0.0")
RUNTIME = Audited(product=NODE, version="22.11.0", sources=(".nvmrc:1",))


def written(*inventory: Audited, **more: object) -> dict[str, Any]:
    value = replace(clear(), inventory=inventory, **more)  # type: ignore[arg-type]
    return json.loads(indented(cyclonedx.audit(value, now=NOW)))  # type: ignore[no-any-return]


def read_back(document: dict[str, Any]) -> Lock:
    return inventories.parse(json.dumps(document).encode())


def test_an_inventory_names_its_version_time_tool_and_project() -> None:
    document = written(APP, root="work/shop/")
    assert ("CycloneDX", "1.6", 1) == (document["bomFormat"], document["specVersion"], document["version"])
    assert str(document["serialNumber"]).startswith("urn:uuid:")
    metadata = document["metadata"]
    assert "2026-11-25T12:00:00Z" == metadata["timestamp"]
    assert {"type": "application", "bom-ref": "project", "name": "shop"} == metadata["component"]
    assert "project" == written(APP)["metadata"]["component"]["name"]


def test_each_release_is_a_component_with_its_places() -> None:
    assert [
        {
            "type": "library",
            "bom-ref": "pkg:npm/%40acme/tool@2.0.0",
            "name": "tool",
            "version": "2.0.0",
            "group": "@acme",
            "purl": "pkg:npm/%40acme/tool@2.0.0",
            "evidence": {
                "occurrences": [
                    {"location": "package-lock.json", "line": 9},
                    {"location": "web/package-lock.json"},
                ]
            },
        }
    ] == written(TOOL)["components"]


def test_a_runtime_is_a_platform_without_a_package_url() -> None:
    [component] = written(RUNTIME)["components"]
    assert ("platform", "pkg:generic/node@22.11.0", "node") == (
        component["type"],
        component["bom-ref"],
        component["name"],
    )
    assert "purl" not in component


def test_who_asks_for_whom_is_told_and_the_project_asks_for_the_rest() -> None:
    assert [
        {"ref": "project", "dependsOn": ["pkg:npm/app@1.0.0", "pkg:pypi/flask@1.0"]},
        {"ref": "pkg:npm/%40acme/tool@2.0.0", "dependsOn": ["pkg:npm/lodash@4.17.20"]},
        {"ref": "pkg:npm/app@1.0.0", "dependsOn": ["pkg:npm/%40acme/tool@2.0.0"]},
        {"ref": "pkg:npm/lodash@4.17.20", "dependsOn": ["pkg:npm/%40acme/tool@2.0.0"]},
        {"ref": "pkg:pypi/flask@1.0", "dependsOn": []},
    ] == written(LODASH, TOOL, APP, FLASK)["dependencies"]


def test_where_nobody_knows_who_asks_nothing_is_claimed() -> None:
    assert [] == written(FLASK, RAILS)["dependencies"]


def test_reading_it_back_gives_the_same_releases_and_the_same_graph() -> None:
    lock = read_back(written(LODASH, TOOL, APP, FLASK, RAILS, RUNTIME))
    assert () == lock.problems
    assert {item.purl for item in (LODASH, TOOL, APP, FLASK, RAILS)} == {
        package.ref.purl for package in lock.packages if package.ref
    }
    by_key = {package.key: package for package in lock.packages}
    asked = {
        package.package.name: {
            "project" if key == ROOT else by_key[key].package.name for key in package.parents
        }
        for package in lock.packages
    }
    assert {
        "lodash": {"@acme/tool"},
        "@acme/tool": {"app", "lodash"},
        "app": {"project"},
        "flask": {"project"},
        "rails": {"project"},
    } == asked


def test_a_copied_library_is_a_component_where_it_lies() -> None:
    copy = VendoredCopy(path="static/v.js", product=npm("jquery"), version="1.12.4", kind=CopyKind.HASH)
    found = finding(match("jquery", "1.12.4"), sources=("static/v.js",), copy=copy)
    [component] = written(findings=(found,))["components"]
    assert "pkg:npm/jquery@1.12.4" == component["purl"]
    assert {"occurrences": [{"location": "static/v.js"}]} == component["evidence"]


def test_every_vulnerability_is_about_a_component() -> None:
    document = json.loads(indented(cyclonedx.audit(rich(), now=NOW)))
    refs = [component["bom-ref"] for component in document["components"]]
    assert len(set(refs)) == len(refs)
    affected = {entry["ref"] for told in document["vulnerabilities"] for entry in told["affects"]}
    assert affected
    assert affected <= set(refs)


def test_an_audit_that_is_incomplete_says_so_and_why() -> None:
    document = json.loads(indented(cyclonedx.audit(incomplete(), now=NOW)))
    told = [(item["name"], item["value"]) for item in document["metadata"]["properties"]]
    assert ("pratique:complete", "false") == told[0]
    assert ("pratique:source:osv-npm", "2026-11-25") in told
    assert ("pratique:gap", "the source osv-pypi is not there: nothing of PyPI was looked at") in told
    clean = json.loads(indented(cyclonedx.audit(clear(), now=None)))["metadata"]
    assert {"name": "pratique:complete", "value": "true"} in clean["properties"]
    assert "1970-01-01T00:00:00Z" == clean["timestamp"]


def test_the_serial_number_is_made_from_all_that_is_in_it() -> None:
    one, same, other = (cyclonedx.audit(value, now=NOW) for value in (rich(), rich(), clear()))
    assert one["serialNumber"] == same["serialNumber"]
    assert one["serialNumber"] != other["serialNumber"]


@pytest.mark.fuzz
@given(MAKERS.map(report))
def test_any_answer_gives_an_inventory_that_can_be_read(value: AuditReport) -> None:
    text = indented(cyclonedx.audit(value, now=NOW))
    assert text.isascii()
    inventories.parse(text.encode())
