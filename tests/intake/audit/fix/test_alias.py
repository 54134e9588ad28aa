"""An alias is no package: advice names `name@npm:package@version`, for the name alone may be anybody's on the registry."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from pratique.core.audit import FixAdvice
from pratique.intake.audit.fix.market import Offer
from tests.intake.audit.fix.test_malware import malicious
from tests.intake.audit.fix.world import Stall, World, against, entry, offers

CLIENTS: Mapping[str, tuple[str, str]] = {
    "package-lock v3": ("npm install --save-exact", "npm install"),
    "yarn.lock v1": ("yarn upgrade", "yarn upgrade"),
    "yarn.lock v8": ("yarn up", "yarn up"),
    "pnpm-lock v9.0": ("pnpm update", "pnpm update"),
    "bun.lock v1": ("bun add", "bun add"),
}
"""How each client is asked for one version, and for a range, by its lock."""
ALONE = re.compile(r"my-minimist(?:@(?!npm:minimist@)|\": \"(?!npm:minimist@))")
"""The alias with a version of its own, in a command or a manifest."""
CASES: Mapping[str, Mapping[str, str]] = {
    "exact": {"package.json": '{"dependencies": {"my-minimist": "npm:minimist@0.2.0"}}'},
    "range": {"package.json": '{"dependencies": {"my-minimist": "npm:minimist@^0.2.0"}}'},
    "no manifest": {},
}


def aliased(form: str, files: Mapping[str, str], *, malware: bool = False) -> World:
    met = malicious("minimist", "0.2.0", good=("0.1.0",)) if malware else against("minimist", ("0", "0.3.1"))
    wanted = ("", "my-minimist@npm:minimist@^0.2.0")
    answers = (wanted,) if form.startswith("yarn") else ()
    held = entry("minimist@0.2.0", key="my-minimist", alias="my-minimist", form=form, answers=answers)
    return World(entries=(held,), advisories=(met,), form=form, files=files)


def told(fix: FixAdvice) -> str:
    return f"{fix.text}\n{fix.command}\n{fix.snippet}"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", CLIENTS)
def test_an_upgrade_names_the_package_behind_the_alias(form: str, case: str) -> None:
    fix = aliased(form, CASES[case]).fix()
    assert "0.3.1" == fix.version
    assert not ALONE.search(told(fix))
    start = CLIENTS[form][0 if case == "exact" else 1]
    range_ = "" if case == "exact" or form.startswith(("package-lock", "pnpm")) else "^"
    assert fix.command.replace("'", "") == f"{start} my-minimist@npm:minimist@{range_}0.3.1"
    if case != "no manifest":
        sign = "" if case == "exact" else "^"
        assert f'"my-minimist": "npm:minimist@{sign}0.3.1"' == fix.snippet


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", CLIENTS)
def test_a_pin_names_the_package_behind_the_alias(form: str, case: str) -> None:
    fix = aliased(form, CASES[case], malware=True).fix()
    assert "0.1.0" == fix.version
    assert not ALONE.search(told(fix))
    assert fix.command == f"{CLIENTS[form][0]} my-minimist@npm:minimist@0.1.0"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", CLIENTS)
def test_an_exact_version_where_the_newest_is_not_sound_names_the_package(form: str, case: str) -> None:
    world = aliased(form, CASES[case])
    stall = Stall(
        {"minimist": offers("0.2.0", "0.3.1", Offer(version="0.3.2", stop="too young", dependencies={}))}
    )
    fix = world.judged(stall)
    assert "0.3.1" == fix.version
    assert not ALONE.search(told(fix))
    assert "my-minimist@npm:minimist@0.3.1" in fix.command


@pytest.mark.parametrize("form", CLIENTS)
def test_a_newer_release_of_an_aliased_parent_names_the_package(form: str) -> None:
    wanted = "npm:mkdirp@0.5.1"
    parent = entry("mkdirp@0.5.1", key="my-mkdirp", alias="my-mkdirp", asks={"minimist": "0.0.8"}, form=form)
    world = World(
        entries=(parent, entry("minimist@0.0.8", "my-mkdirp", form=form)),
        advisories=(against("minimist", ("0", "0.2.1")),),
        form=form,
        files={"package.json": f'{{"dependencies": {{"my-mkdirp": "{wanted}"}}}}'},
    )
    newer = Offer(version="0.5.6", dependencies={"minimist": "^0.2.1"})
    stall = Stall({"mkdirp": offers("0.5.1", newer), "minimist": offers("0.0.8", "0.2.1")})
    fix = world.judged(stall)
    assert not re.search(r"my-mkdirp(?:@(?!npm:mkdirp@)|\": \"(?!npm:mkdirp@))", told(fix))
    assert "my-mkdirp" in told(fix)
    without = replace(world, files={}).judged(stall)
    assert not re.search(r"my-mkdirp(?:@(?!npm:mkdirp@)|\": \"(?!npm:mkdirp@))", told(without))
