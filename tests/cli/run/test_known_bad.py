"""Every verb names a release that is known to be bad and that its registry removed."""

import json
from collections.abc import Sequence

import pytest

from pratique.cli import main
from tests.cli.advising import osv_record
from tests.cli.running import Machine, plain
from tests.git import repository
from tests.loopback import Status

GONE = "event-stream@3.3.6"
NEVER = "flatmap-stream@0.1.1"
ID = "GHSA-mh6f-8j2x-4483"


@pytest.fixture
def registry_of_today(machine: Machine) -> Machine:
    """The registry after the incident: it lists event-stream without 3.3.6, and no flatmap-stream."""
    machine.registry.put_npm(plain("event-stream", "3.3.5", "4.0.1"))
    return machine


def verbs(target: str) -> list[tuple[str, ...]]:
    return [
        ("inspect", target),
        ("diff", "event-stream@3.3.5", target),
        ("diff", target, "event-stream@4.0.1"),
        ("history", target),
        ("source", target),
        ("provenance", target),
    ]


@pytest.mark.parametrize("target", [GONE, NEVER])
@pytest.mark.parametrize("format_", ["text", "json"])
def test_every_verb_about_a_release_says_what_is_known_of_it_and_ends_with_1(
    registry_of_today: Machine, target: str, format_: str
) -> None:
    for words in verbs(target):
        ran = registry_of_today.run(*words, "--format", format_)
        assert 1 == ran.code, (words, ran)
        assert "is malicious" in ran.out, words
        assert "no version 3.3.6" in ran.out or "flatmap-stream" in ran.out
        if format_ == "json":
            json.loads(ran.out)


@pytest.mark.parametrize(
    "words", [("inspect", GONE), ("diff", GONE, "event-stream@4.0.1"), ("history", GONE)]
)
def test_it_does_not_depend_on_what_the_registry_answers(
    registry_of_today: Machine, words: Sequence[str]
) -> None:
    registry_of_today.registry.fault("/npm/event-stream", Status(code=500))

    assert 1 == registry_of_today.run(*words).code
    assert 1 == registry_of_today.run(*words, "--offline").code


def test_explain_says_what_is_known_of_a_release_and_asks_no_registry(machine: Machine) -> None:
    ran = machine.run("explain", GONE)
    assert 0 == ran.code
    assert f"known to be bad: {ID} says that event-stream@3.3.6 is malicious" in ran.out
    assert "Not checked: there is no advisory index" in ran.out

    ran = machine.run("explain", "calm@1.0.0")
    assert 0 == ran.code
    assert (
        "No record on this machine reports this release as bad. The files of the release were not inspected."
        in ran.out
    )
    assert [] == machine.registry.requests


def test_a_release_that_is_listed_is_compared_and_named_all_the_same(machine: Machine) -> None:
    machine.registry.put_npm(plain("event-stream", "3.3.5", "3.3.6"))
    for format_ in ("text", "json", "markdown"):
        ran = machine.run("diff", "event-stream@3.3.5", GONE, "--format", format_)
        assert 1 == ran.code
        assert ID in ran.out
    for format_ in ("text", "json", "html"):
        ran = machine.run("history", GONE, "--format", format_)
        assert 1 == ran.code
        assert ID in ran.out


def test_check_names_what_the_registry_removed_at_adoption_and_later(registry_of_today: Machine) -> None:
    machine = registry_of_today
    machine.registry.put_npm(plain("event-stream", "3.3.5", "3.3.6", "4.0.1"))
    machine.lock(GONE)
    machine.registry.put_npm(plain("event-stream", "3.3.5", "4.0.1"))

    for _ in range(2):
        ran = machine.run("check", "--format", "json")
        assert 1 == ran.code
        (package,) = ran.json["packages"]
        assert ("pkg:npm/event-stream@3.3.6", "block") == (package["purl"], package["action"])


def test_check_since_names_it_in_what_a_change_brings_and_in_what_it_leaves(
    registry_of_today: Machine,
) -> None:
    machine = registry_of_today
    machine.registry.put_npm(plain("event-stream", "3.3.5", "3.3.6", "4.0.1"))
    git = repository(machine.folder)
    machine.lock("event-stream@3.3.5")
    git.commit()
    machine.lock(GONE)
    machine.registry.put_npm(plain("event-stream", "3.3.5", "4.0.1"))
    assert "event-stream@3.3.6 is malicious" in machine.run("check", "--since", "HEAD").out
    git.commit()
    machine.write("README", "nothing of note")
    git.commit()

    ran = machine.run("check", "--since", "HEAD~1")
    assert 1 == ran.code
    assert "event-stream@3.3.6 is malicious" in ran.out


def test_an_imported_record_and_the_policy_of_the_operator_count(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.write("a.json", osv_record("MAL-2026-1", "quiet").decode())
    assert 0 == main(["advisories", "import", "a.json"])
    assert "MAL-2026-1 says that quiet@1.0.0 is malicious" in machine.run("inspect", "quiet@1.0.0").out

    own = machine.write("own.toml", '[deny]\n"pkg:npm/loud" = "we do not want it"\n')
    monkeypatch.setenv("PRATIQUE_CONFIG", str(own))
    ran = machine.run("inspect", "loud@1.0.0")
    assert 1 == ran.code
    assert "denied by the policy: we do not want it" in ran.out


def test_a_package_that_nobody_knows_is_not_found_as_before(machine: Machine) -> None:
    ran = machine.run("inspect", "nobody@1.0.0")
    assert 3 == ran.code
    ran = machine.run("diff", "nobody@1.0.0", "nobody@1.0.1")
    assert 3 == ran.code
