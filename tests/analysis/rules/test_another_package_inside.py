"""Artifacts that say they are another package."""

import pytest

from tests.analysis.inspecting import npm, of_rule, package_json, wheel

RULE = "another-package-inside"
CODE = {"index.js": "module.exports = 1"}
OTHER = {**CODE, "package.json": package_json(name="stranger")}


def test_a_tarball_of_another_package_is_found() -> None:
    (finding,) = of_rule(npm(OTHER, CODE), RULE)
    assert "package.json" == finding.locations[0].path
    assert "the requested package is sample, but the manifest inside names stranger" == finding.message


def test_it_is_found_without_a_baseline() -> None:
    assert 1 == len(of_rule(npm(OTHER), RULE))


def test_a_wheel_of_another_project_is_found() -> None:
    metadata = "Metadata-Version: 2.1\nName: stranger\nVersion: 1.0.0\n"
    files = {"sample-1.0.0.dist-info/METADATA": metadata, "sample.py": "x = 1\n"}
    assert 1 == len(of_rule(wheel(files), RULE))


def test_a_name_that_no_registry_could_hold_is_another_one() -> None:
    assert 1 == len(of_rule(npm({**CODE, "package.json": package_json(name="../sample")}), RULE))


@pytest.mark.parametrize("name", ["sample", "SAMPLE"])
def test_the_right_name_stays_quiet(name: str) -> None:
    assert [] == of_rule(npm({**CODE, "package.json": package_json(name=name)}, CODE), RULE)


@pytest.mark.parametrize("name", ["Sample", "sample"])
def test_a_project_may_spell_its_name_otherwise(name: str) -> None:
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n"
    assert [] == of_rule(wheel({"sample-1.0.0.dist-info/METADATA": metadata, "s.py": ""}), RULE)


def test_a_package_that_never_named_itself_rightly_stays_quiet() -> None:
    assert [] == of_rule(npm(OTHER, OTHER), RULE)


def test_a_manifest_without_a_name_stays_quiet() -> None:
    assert [] == of_rule(npm({**CODE, "package.json": '{"version": "1.0.0"}'}), RULE)
