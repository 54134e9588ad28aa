"""Overrides that are there already."""

import json

import pytest

from pratique.core.audit import Remedy
from tests.intake.audit.fix.world import below


def package_json(**sections: object) -> dict[str, str]:
    return {"package.json": json.dumps(sections)}


@pytest.mark.parametrize(
    ("form", "files", "where"),
    [
        ("package-lock v3", package_json(overrides={"minimist": "1.2.5"}), "`overrides` of package.json pins minimist to 1.2.5"),
        ("package-lock v3", package_json(overrides={"mkdirp": {"minimist": "~1.2.5 <1.2.6"}}), "pins mkdirp > minimist to ~1.2.5 <1.2.6"),
        ("yarn.lock v1", package_json(resolutions={"**/minimist": "1.2.5"}), "`resolutions` of package.json pins **/minimist to"),
        ("pnpm-lock v6.0", package_json(pnpm={"overrides": {"minimist@<2": "1.2.5"}}), "`pnpm.overrides` of package.json"),
        ("pnpm-lock v9.0", {"pnpm-workspace.yaml": "overrides:\n  minimist: 1.2.5\n"}, "`overrides` of pnpm-workspace.yaml"),
        ("bun.lock v1", package_json(overrides={"minimist": "1.2.5"}), "`overrides` of package.json"),
        ("uv.lock v1", {"pyproject.toml": '[tool.uv]\noverride-dependencies = ["minimist==1.2.5"]'}, "`tool.uv.override-dependencies` of pyproject.toml pins minimist to minimist==1.2.5"),
        ("uv.lock v1", {"pyproject.toml": '[tool.uv]\nconstraint-dependencies = ["minimist<1.2.6"]'}, "`tool.uv.constraint-dependencies`"),
        ("pdm.lock 4.5", {"pyproject.toml": '[tool.pdm.resolution.overrides]\nminimist = "1.2.5"'}, "`tool.pdm.resolution.overrides`"),
    ],
)  # fmt: skip
def test_one_that_holds_it_is_named_with_its_file_and_value(
    form: str, files: dict[str, str], where: str
) -> None:
    wanted = "^1.2.5" if "lock v" in form and not form.startswith("uv") else ">=1.2.5"
    fix = below(wanted, form=form, files=files).fix()
    assert (Remedy.BLOCKED, "1.2.6") == (fix.remedy, fix.version)
    assert where in fix.text
    assert fix.text.endswith("change the override")


def test_a_reference_to_the_projects_own_request_holds_it_too() -> None:
    files = package_json(dependencies={"minimist": "1.2.5"}, overrides={"minimist": "$minimist"})
    assert Remedy.BLOCKED is below("^1.2.5", files=files).fix().remedy


@pytest.mark.parametrize(
    "overrides",
    [
        {
            "minimist": "1.0.0"
        },  # does not accept the present version: it holds something else, or the lock is old
        {"other": {"minimist": "1.2.5"}},
        {"minimist-options": "1.2.5"},
        {"minimist": "npm:other@1"},
    ],
)
def test_one_that_is_not_about_it_does_not_matter(overrides: object) -> None:
    assert Remedy.IN_RANGE is below("^1.2.5", files=package_json(overrides=overrides)).fix().remedy


def test_one_that_accepts_a_sound_version_counts_for_more_than_who_asks() -> None:
    fix = below("1.2.5", files=package_json(overrides={"minimist": "^1.2.0"})).fix()
    assert (Remedy.IN_RANGE, "npm update minimist") == (fix.remedy, fix.command)
    assert "1.2.6 fixes the problem, and `overrides` of package.json allows that version" == fix.text


def test_a_constraint_that_accepts_it_changes_nothing() -> None:
    files = {"pyproject.toml": '[tool.uv]\nconstraint-dependencies = ["minimist<2"]'}
    assert Remedy.OVERRIDE is below("1.2.5", form="uv.lock v1", files=files).fix().remedy
