"""Questions about packages: verdicts, evidence, and the nearest allowed release."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pratique.cli import main
from pratique.cli.mcp import packages
from tests.builders import tgz
from tests.cli.mcp.asking import ask, ask_all
from tests.cli.mcp.hostile import ORDER
from tests.cli.running import YESTERDAY, Machine, plain
from tests.loopback import NpmPackage, NpmRelease, PypiProject, Status, wheel_file
from tests.loopback.faults import Replaced

HOOK = {"scripts": {"postinstall": f"node '{ORDER}.js'"}}


CODES = ("busy", "deadline", "internal", "incomplete", "unknown", "usage", *packages.DOUBTS)


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_an_answer_is_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", code])
    assert code in capsys.readouterr().out


def npm(name: str, version: str = "") -> dict[str, str]:
    return {"ecosystem": "npm", "name": name} | ({"version": version} if version else {})


def publish(machine: Machine, *releases: NpmRelease, name: str = "thing") -> None:
    machine.registry.put_npm(NpmPackage(name=name, releases=releases))


def release(version: str, **more: Any) -> NpmRelease:
    return NpmRelease(version=version, files={"index.js": "1"}, **more)


@pytest.mark.parametrize(
    ("arguments", "verdict", "version"),
    [
        (npm("calm"), "allow", "1.1.0"),
        (npm("calm", "1.0.1"), "allow", "1.0.1"),
        (npm("calm", "^1.0.0"), "allow", "1.1.0"),
        (npm("calm", "latest"), "allow", "1.1.0"),
        (npm("@acme/tool"), "allow", "2.0.0"),
        ({"ecosystem": "pypi", "name": "Sample"}, "allow", "1.1.0"),
        ({"ecosystem": "pypi", "name": "sample", "version": "1.0.0"}, "allow", "1.0.0"),
        ({"ecosystem": "pypi", "name": "sample", "version": ">=1,<1.1"}, "allow", "1.0.0"),
        (npm("calm", "9.9.9"), "block", None),
        (npm("nowhere"), "block", None),
    ],
)
def test_a_version_may_be_exact_a_range_a_tag_or_left_out(
    machine: Machine, arguments: dict[str, str], verdict: str, version: str | None
) -> None:
    found = ask(machine.folder, "judge", **arguments)
    assert (verdict, version) == (found["verdict"], found.get("version"))


@pytest.mark.parametrize(
    "arguments",
    [
        npm("calm@1.0.1"),
        npm("../calm"),
        npm("./calm.tgz"),
        npm("https://obey.invalid/x.tgz"),
        npm("pypi:sample"),
        npm("pkg:npm/calm"),
        npm("UPPER CASE"),
        npm("calm", "git+https://obey.invalid/x"),
        npm("calm", "file:../x"),
        npm("calm", "npm:other@1"),
        npm("calm", "../x"),
        {"ecosystem": "pypi", "name": "sample>=1"},
        {"ecosystem": "pypi", "name": "sample", "version": "@ https://obey.invalid/x"},
        {"ecosystem": "rubygems", "name": "a b"},
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused_and_nothing_is_asked(
    machine: Machine, arguments: dict[str, str]
) -> None:
    for tool in ("judge", "why", "nearest_allowed"):
        found = ask(machine.folder, tool, **arguments)
        assert ("unknown", "usage") == (found["verdict"], found["error"]), found
    assert [] == machine.registry.requests


def test_the_evidence_has_rule_place_end_and_next_step(machine: Machine) -> None:
    publish(machine, release("1.0.0"), release("1.0.1", manifest=HOOK))
    found = ask(machine.folder, "why", **npm("thing"))
    assert ("hold", "1.0.0") == (found["verdict"], found["compared_with"])
    reason = found["reasons"][0]
    assert ("finding", "new-install-hook", "package.json") == (reason["code"], reason["rule"], reason["file"])
    assert reason["line"] > 1
    assert found["ends"].startswith("a person reviews the release")
    assert (
        "do not install it; read the code; `pratique explain new-install-hook` explains the rule"
        == found["next_step"]
    )
    assert "code" in found["checked"]
    assert ["capability-gained"] == [one["rule"] for one in found["notes"]]
    assert "OBEY" not in json.dumps(found)


def test_a_hold_that_ends_by_itself_states_when(machine: Machine) -> None:
    publish(machine, release("1.0.0"), release("1.0.1", published_at=YESTERDAY))
    found = ask(machine.folder, "judge", **npm("thing"))
    until = YESTERDAY + timedelta(hours=72)
    assert f"the cooldown ends at {until:%Y-%m-%d %H:%M UTC}" == found["ends"]


def test_the_nearest_allowed_release_is_below_and_what_waits_is_not_tried(machine: Machine) -> None:
    publish(
        machine,
        release("1.0.0"),
        release("1.0.1"),
        release("1.1.0-rc.1"),
        release("1.1.0", published_at=YESTERDAY),
        release("1.2.0", manifest=HOOK),
    )
    found = ask(machine.folder, "nearest_allowed", **npm("thing"))
    assert ("allow", "1.0.1") == (found["verdict"], found["nearest"])
    assert [("1.2.0", "hold"), ("1.0.1", "allow")] == [
        (one["version"], one["verdict"]) for one in found["tried"]
    ]


def test_the_nearest_allowed_release_may_be_above_or_the_release_itself(machine: Machine) -> None:
    publish(machine, release("1.0.0", manifest=HOOK), release("2.0.0"))
    above, missing, itself = ask_all(
        machine.folder,
        ("nearest_allowed", npm("thing", "0.9.0")),
        ("nearest_allowed", npm("thing", "1.5.0")),
        ("nearest_allowed", npm("calm", "1.0.0")),
    )
    assert "1.0.0" == above["nearest"]
    assert "1.0.0" == missing["nearest"]
    assert "1.0.0" == itself["nearest"]


def test_no_allowed_release_is_said(machine: Machine) -> None:
    now = datetime.now(UTC) - timedelta(hours=2)
    publish(machine, release("0.0.1"), name="other")
    publish(machine, *(release(f"1.0.{number}", published_at=now) for number in range(3)))
    for name in ("thing", "nowhere"):
        found = ask(machine.folder, "nearest_allowed", **npm(name))
        assert found["verdict"] in {"hold", "block"}
        assert "nearest" not in found


def test_a_registry_that_fails_is_unknown_in_every_tool(machine: Machine) -> None:
    machine.registry.fault("/npm/calm", Status(code=500))
    for tool in ("judge", "why", "nearest_allowed"):
        found = ask(machine.folder, tool, **npm("calm"))
        assert ("unknown", "registry-failed") == (found["verdict"], found["error"])


def test_a_file_that_cannot_be_downloaded_is_unknown(machine: Machine) -> None:
    machine.registry.fault("/npm/calm/-/*", Status(code=404))
    found = ask(machine.folder, "judge", **npm("calm"))
    assert "unknown" == found["verdict"]
    assert found["error"]


def test_bytes_that_changed_are_blocked(machine: Machine) -> None:
    data = tgz({"package.json": json.dumps({"name": "calm", "version": "1.0.1", "description": ORDER})})
    machine.registry.fault("/npm/calm/-/calm-1.0.1.tgz", Replaced(data=data))
    found = ask(machine.folder, "why", **npm("calm", "1.0.1"))
    assert ("block", "changed-bytes") == (found["verdict"], found["reasons"][0]["code"])
    assert "OBEY" not in json.dumps(found)


def test_a_registry_of_the_project_is_a_reason_to_ask(machine: Machine) -> None:
    machine.write(".npmrc", "registry=https://obey.invalid/\n")
    found = ask(machine.folder, "judge", **npm("calm"))
    assert ("hold", "other-registry") == (found["verdict"], found["reasons"][0]["code"])
    assert "obey" not in json.dumps(found)


def test_every_file_of_a_release_counts(machine: Machine) -> None:
    files = tuple(wheel_file("several", "1.0.0", tag=tag) for tag in ("py3-none-any", "py2-none-any"))
    machine.registry.put_pypi(PypiProject(name="several", files=files))
    found = ask(machine.folder, "judge", ecosystem="pypi", name="several")
    assert "allow" == found["verdict"]


def test_names_of_the_list_of_popular_names_are_proposed(machine: Machine) -> None:
    machine.registry.put_npm(plain("expresss", "1.0.0", published_at=YESTERDAY))
    found = ask(machine.folder, "judge", **npm("expresss"))
    assert found["summary"].endswith("did you mean express?")
