"""Overrides that bring a sound version in."""

import json
from dataclasses import replace

import pytest

from pratique.core.audit import Remedy
from pratique.core.lock import ROOT
from tests.intake.audit.fix.world import World, against, below, entry

EXACT = "1.2.5"


@pytest.mark.parametrize(
    ("form", "wanted", "file", "snippet", "command"),
    [
        ("package-lock v3", EXACT, "package.json", '"overrides": {\n  "minimist": "1.2.6"\n}', "npm install"),
        ("yarn.lock v1", EXACT, "package.json", '"resolutions": {\n  "minimist": "1.2.6"\n}', "yarn install"),
        ("yarn.lock v8", EXACT, "package.json", '"resolutions": {\n  "minimist": "1.2.6"\n}', "yarn install"),
        ("bun.lock v1", EXACT, "package.json", '"overrides": {\n  "minimist": "1.2.6"\n}', "bun install"),
        ("pnpm-lock v6.0", EXACT, "package.json", '"pnpm": {\n  "overrides": {\n    "minimist": "1.2.6"\n  }\n}', "pnpm install"),
        ("pnpm-lock v9.0", EXACT, "pnpm-workspace.yaml", 'overrides:\n  "minimist": "1.2.6"', "pnpm install"),
        ("uv.lock v1", EXACT, "pyproject.toml", '[tool.uv]\noverride-dependencies = ["minimist==1.2.6"]', "uv lock"),
        ("pdm.lock 4.5", "==1.2.5", "pyproject.toml", '[tool.pdm.resolution.overrides]\nminimist = "1.2.6"', "pdm update minimist"),
    ],
)  # fmt: skip
def test_each_tool_has_its_own_way(form: str, wanted: str, file: str, snippet: str, command: str) -> None:
    fix = below(wanted, form=form).fix()
    assert (Remedy.OVERRIDE, "1.2.6") == (fix.remedy, fix.version)
    assert (file, snippet, command) == (fix.file, fix.snippet, fix.command)


def test_the_reason_names_who_asks_and_for_what() -> None:
    assert (
        "1.2.6 fixes the problem: mkdirp@0.5.1 requests 1.2.5; write the override, then run the command"
        == below(EXACT).fix().text
    )


def test_where_the_lock_does_not_tell_the_range_the_update_is_tried_first() -> None:
    text = below(EXACT, form="uv.lock v1").fix().text
    assert (
        "uv.lock does not list the versions that mkdirp==0.5.1 requests, so try `uv lock --upgrade-package minimist` first"
        in text
    )


@pytest.mark.parametrize(
    ("files", "file"),
    [
        ({"package.json": '{"packageManager": "pnpm@9.15.9"}'}, "package.json"),
        ({"package.json": '{"packageManager": "pnpm@10.1.0"}'}, "pnpm-workspace.yaml"),
        ({"package.json": '{"pnpm": {"overrides": {"x": "1"}}}'}, "package.json"),
        ({"package.json": '{"packageManager": "pnpm@x"}'}, "pnpm-workspace.yaml"),
    ],
)
def test_pnpm_reads_them_in_one_of_two_files(files: dict[str, str], file: str) -> None:
    assert file == below(EXACT, form="pnpm-lock v9.0", files=files).fix().file


def test_other_overrides_are_kept() -> None:
    text = below(EXACT, files={"package.json": '{"overrides": {"x": "1"}}'}).fix().text
    assert "add the override to the existing ones" in text


def with_direct(files: dict[str, str]) -> World:
    """The project asks for minimist itself, too."""
    world = below(EXACT, files=files)
    return replace(world, entries=(world.entries[0], entry("minimist@1.2.5", ROOT, "mkdirp")))


def test_npm_takes_no_override_for_all_of_what_the_project_asks_for_itself() -> None:
    fix = with_direct({"package.json": '{"dependencies": {"minimist": "^1.2.0"}}'}).fix()
    assert '"overrides": {\n  "mkdirp": {\n    "minimist": "1.2.6"\n  }\n}' == fix.snippet
    assert "npm install" == fix.command


def test_where_the_project_stands_in_the_way_too_it_is_told_so() -> None:
    fix = with_direct({"package.json": '{"dependencies": {"minimist": "1.2.5"}}'}).fix()
    assert Remedy.OVERRIDE is fix.remedy
    assert "npm install --save-exact minimist@1.2.6" == fix.command
    assert "package.json must also request 1.2.6" in fix.text


def many(count: int, *, own: bool = False) -> World:
    """Many packages that ask for an old version, and one that asks for a newer, unaffected one."""
    names = [f"p{number}" for number in range(count)]
    return World(
        entries=(
            *(entry(f"{name}@1.0.0", asks={"minimist": EXACT}) for name in names),
            entry("minimist@1.2.5", *names, *([ROOT] if own else [])),
            entry("rc@1.0.0", asks={"minimist": "0.9.0"}),
            entry("minimist@0.9.0", "rc", key="rc/minimist"),
        ),
        advisories=(against("minimist", ("1.0.0", "1.2.6")),),
        files={"package.json": '{"dependencies": {"minimist": "^1.2.0"}}'} if own else {},
    )


def test_a_long_list_becomes_one_line_where_that_takes_nobody_down() -> None:
    few, long = many(3).fix(), many(20).fix()
    assert 3 == len(json.loads("{" + few.snippet + "}")["overrides"])
    assert {"minimist": "1.2.6"} == json.loads("{" + long.snippet + "}")["overrides"]


def test_a_list_that_nobody_would_write_is_not_written() -> None:
    fix = many(60, own=True).fix()
    assert (Remedy.OVERRIDE, "") == (fix.remedy, fix.snippet)
    assert "write an override for each of the 60 dependents" in fix.text


def test_an_override_for_all_never_takes_another_version_down() -> None:
    world = World(
        entries=(
            entry("a@1.0.0", asks={"minimist": "0.0.8"}, form="bun.lock v1"),
            entry("minimist@0.0.8", "a", form="bun.lock v1"),
            entry("b@1.0.0", asks={"minimist": "^1.2.6"}, form="bun.lock v1"),
            entry("minimist@1.2.8", "b", key="b/minimist", form="bun.lock v1"),
        ),
        advisories=(against("minimist", ("0", "0.2.4"), form="bun.lock v1"),),
        form="bun.lock v1",
    )
    fix = world.fix()
    assert (Remedy.NONE, None) == (fix.remedy, fix.version)
    assert "an override in bun would also downgrade 1.2.8" in fix.text
