"""`pratique audit` of installed packages: trees, Python environments, root file systems and images."""

import json

import pytest

from pratique.core.advisory import Product, Span
from tests.advisories.made import about, advisory
from tests.cli.auditing import ROWS, with_index
from tests.cli.running import Machine, Ran
from tests.installed.image.image_builder import metadata, oci, package_json, packed, saved, tar

OLD = '{"name": "left", "version": "1.2.0"}'
GOOD = '{"name": "left", "version": "2.0.0"}'
SITE = "usr/lib/python3.13/site-packages/sample-1.0.0.dist-info/METADATA"
GEM = "usr/lib/ruby/gems/3.4.0/specifications/oldgem-1.0.0.gemspec"


@pytest.fixture(autouse=True)
def index(machine: Machine) -> None:
    with_index(
        (
            *ROWS,
            advisory("PYSEC-1", about(Product("pypi", "sample"), Span(high="2.0.0"))),
            advisory("GEM-1", about(Product("gem", "oldgem"), Span(high="2.0.0"))),
        )
    )


def found(ran: Ran) -> set[str]:
    return {finding["id"] for finding in ran.json["findings"]}


def test_an_installed_tree_gets_its_advisories(machine: Machine) -> None:
    machine.write("node_modules/left/package.json", OLD)

    ran = machine.run("audit", "node_modules", "--format", "json")

    assert (ran.code, found(ran)) == (1, {"GHSA-aaaa-bbbb-cccc"})
    assert ran.json["findings"][0]["sources"][0].startswith("node_modules")


def test_a_tree_without_findings_is_clear(machine: Machine) -> None:
    machine.write("node_modules/left/package.json", GOOD)

    ran = machine.run("audit", "node_modules")

    assert ran.code == 0, ran.out
    assert "1 package" in ran.out


def test_an_environment_gets_its_advisories(machine: Machine) -> None:
    machine.write("venv/pyvenv.cfg", "home = /usr/bin\n")
    machine.write(
        "venv/lib/python3.13/site-packages/sample-1.0.0.dist-info/METADATA",
        metadata("sample", "1.0.0").decode(),
    )

    ran = machine.run("audit", "venv", "--format", "json")

    assert (ran.code, found(ran)) == (1, {"PYSEC-1"})


def test_a_root_file_system_is_audited_without_an_option(machine: Machine) -> None:
    machine.write("root/etc/os-release", "ID=alpine\n")
    machine.write("root/app/node_modules/left/package.json", '{"name": "left", "version": "6.6.6"}')
    machine.write(f"root/{SITE}", metadata("sample", "1.0.0").decode())
    machine.write(f"root/{GEM}", "")

    ran = machine.run("audit", "root", "--format", "json")

    assert ran.code == 1
    assert found(ran) == {"MAL-2026-1", "PYSEC-1", "GEM-1"}


def test_a_projects_installed_packages_are_audited_on_request(machine: Machine) -> None:
    machine.write("node_modules/left/package.json", OLD)

    without = machine.run("audit")
    ran = machine.run("audit", "--installed", "--format", "json")

    assert without.code == 3
    assert "pratique audit --installed" in without.out
    assert (ran.code, found(ran)) == (1, {"GHSA-aaaa-bbbb-cccc"})


LAYERS = (
    packed({"app/node_modules/left/package.json": OLD.encode(), SITE: metadata("sample", "1.0.0")}),
    packed({"app/node_modules/.wh.left": b"", GEM: b""}),
)


def test_an_image_gets_the_advisories_of_its_file_system(machine: Machine) -> None:
    oci(machine.folder / "image", LAYERS)

    ran = machine.run("audit", "image", "--format", "json")

    assert (ran.code, found(ran)) == (1, {"PYSEC-1", "GEM-1"})
    assert ran.json["findings"][0]["sources"][0].startswith("image: shop:1.0")
    assert "1 package in lower layers, deleted by a higher layer" in json.dumps(ran.json)


def test_a_saved_image_is_audited_and_a_broken_layer_makes_it_incomplete(machine: Machine) -> None:
    good = tar({"app/node_modules/left/package.json": package_json("left", "2.0.0")})
    saved(machine.folder / "good.tar", [good])
    saved(machine.folder / "broken.tar", [good, b"no tar"])
    (machine.folder / "none.tar").write_bytes(tar({"manifest.json": b"[]"}))

    assert machine.run("audit", "good.tar").code == 0
    broken = machine.run("audit", "broken.tar")
    assert broken.code == 3
    assert "layer " in broken.out, broken.out
    assert machine.run("audit", "none.tar").code == 3


def test_a_change_of_installed_packages_cannot_be_asked_for(machine: Machine) -> None:
    machine.write("node_modules/left/package.json", OLD)
    for option in ("--since=HEAD", "--new-only"):
        ran = machine.run("audit", "node_modules", option)
        assert ran.code == 2
        assert "no installed packages" in ran.err
