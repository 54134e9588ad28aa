"""`pratique steward`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema

from tests.cli.running import Machine
from tests.git import repository
from tests.loopback import NpmPackage, NpmRelease, Status
from tests.report.formats.test_json_contract import schema

TODAY = datetime.now(UTC)


def kept(name: str, *, days: int, maintainers: tuple[str, ...], **more: Any) -> NpmPackage:
    """A package whose last release was published so many days ago."""
    releases = tuple(
        NpmRelease(version=version, published_at=TODAY - timedelta(days=ago), publisher="ada", **more)
        for version, ago in (("1.0.0", days + 400), ("1.0.1", days))
    )
    return NpmPackage(
        name=name, releases=releases, maintainers=maintainers, created_at=TODAY - timedelta(days=9_000)
    )


def project(machine: Machine) -> None:
    """`old` is silent with three dependencies, and two ask for it; `lone` is finished; `fresh` is kept by two."""
    needs = {"dependencies": dict.fromkeys(("a", "b", "c"), "*")}
    machine.registry.put_npm(kept("old", days=2_000, maintainers=("ada",), manifest=needs))
    machine.registry.put_npm(kept("lone", days=2_000, maintainers=("ada",)))
    machine.registry.put_npm(kept("fresh", days=10, maintainers=("ada", "bob")))
    machine.registry.put_npm(kept("given-up", days=10, maintainers=("ada", "bob"), deprecated="use fresh"))
    machine.lock(
        "fresh@1.0.1",
        "old@1.0.1",
        "lone@1.0.1",
        "given-up@1.0.1",
        entries={"fresh": {"dependencies": {"old": "*"}}, "given-up": {"dependencies": {"old": "*"}}},
    )


def test_the_packages_in_doubt_are_ranked_by_risk_and_own_use(machine: Machine) -> None:
    project(machine)
    ran = machine.run("steward", "-f", "json")
    assert 0 == ran.code
    jsonschema.validate(ran.json, schema("steward"))
    assert [("pkg:npm/old", False), ("pkg:npm/given-up", True)] == [
        (item["purl"], item["listed"]) for item in ran.json["packages"]
    ]
    assert {"active": 1, "finished": 1, "slowing": 0, "abandoned": 2, "not known": 0} == ran.json["states"]
    old = ran.json["packages"][0]
    assert ["silent", "one-maintainer"] == [reason["worry"] for reason in old["reasons"]]
    assert {"direct": True, "asked_by": 2, "dependants": 2} == {
        key: old["use"][key] for key in ("direct", "asked_by", "dependants")
    }
    assert [{"name": "ada", "packages": 2}] == ran.json["keepers"]


def test_the_text_says_what_to_do(machine: Machine) -> None:
    project(machine)
    ran = machine.run("steward")
    assert 0 == ran.code
    assert "1.0.1 is deprecated: use fresh" in ran.out
    assert "pin: until then, stay on 1.0.1 and review a release that ends the silence" in ran.out
    assert "replace: use another package" in ran.out
    assert "| package | state | use here |" in machine.run("steward", "-f", "markdown").out


def test_what_has_no_answer_is_counted_and_makes_it_incomplete(machine: Machine) -> None:
    project(machine)
    machine.registry.remove("lone")
    ran = machine.run("steward")
    assert 3 == ran.code
    assert "1 package not looked up, registry-not-found" in ran.out
    assert "3 of 4 packages looked up" in ran.out


def test_a_registry_that_is_down_is_no_good_news(machine: Machine) -> None:
    project(machine)
    machine.registry.fault("*", Status(code=403))
    ran = machine.run("steward")
    assert 3 == ran.code
    assert "0 of 4 packages looked up" in ran.out


def test_since_looks_up_only_new_packages(machine: Machine) -> None:
    project(machine)
    machine.lock("fresh@1.0.1")
    repository(machine.folder).commit()
    machine.lock("fresh@1.0.1", "lone@1.0.1")
    ran = machine.run("steward", "--since", "HEAD")
    assert 0 == ran.code
    assert "1 of 1 new package looked up, and no listing raises doubt" in ran.out
    machine.lock("fresh@1.0.1")
    ran = machine.run("steward", "--since", "HEAD")
    assert (0, "steward: no new package: the project had all 1 before\n") == (ran.code, ran.out)


def test_what_a_registry_strips_is_said_and_adds_nothing(machine: Machine) -> None:
    bare = [NpmRelease(version="1.0.0", publisher=None, published_at=None)]
    machine.registry.put_npm(NpmPackage(name="bare", releases=tuple(bare), maintainers=()))
    machine.registry.put_npm(kept("fresh", days=10, maintainers=("ada", "bob")))
    machine.lock("bare@1.0.0", "fresh@1.0.1")
    ran = machine.run("steward")
    assert "publishers are known for 1 of 2 packages; the others may also be at risk" in ran.out


def test_a_limit_looks_up_the_most_used_and_is_incomplete(machine: Machine) -> None:
    project(machine)
    ran = machine.run("steward", "--limit", "1")
    assert 3 == ran.code
    assert ["/npm/old"] == sorted(
        {seen.path for seen in machine.registry.requests if seen.path.startswith("/npm/")}
    )
    assert "3 packages not looked up, beyond --limit 1" in ran.out


def test_a_folder_without_a_lock_has_nothing_to_look_at(machine: Machine) -> None:
    ran = machine.run("steward")
    assert 3 == ran.code
    assert "nothing to check" in ran.out


def test_a_broken_lock_is_told(machine: Machine) -> None:
    machine.write("package-lock.json", "{")
    ran = machine.run("steward")
    assert 3 == ran.code
    assert "package-lock.json" in ran.out


def test_python_packages_are_weighed_by_what_their_index_tells(machine: Machine) -> None:
    machine.write("requirements.txt", "sample==1.1.0\n")
    ran = machine.run("steward")
    assert 3 == ran.code
    assert "1 of 1 package looked up" in ran.out
    assert "maintainers are known for 0 of 1 packages" in ran.out


def test_offline_asks_nobody(machine: Machine) -> None:
    project(machine)
    machine.run("steward")
    asked = len(machine.registry.requests)
    assert 0 == machine.run("steward", "--offline").code
    assert asked == len(machine.registry.requests)


def test_a_path_that_is_not_there_is_said(machine: Machine) -> None:
    ran = machine.run("steward", "nowhere")
    assert (2, "") == (ran.code, ran.out)
