"""`pratique policy test`: a policy, tried on the history of a project."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.running import Machine, plain
from tests.git import Git, repository
from tests.loopback import NpmPackage, NpmRelease

NOW = datetime.now(UTC)


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


@pytest.fixture
def git(machine: Machine) -> Git:
    """A project with three changes of its lock, the last of which brought in what was a day old."""
    machine.registry.put_npm(plain("young", "1.0.0", published_at=NOW - timedelta(days=11)))
    git = repository(machine.folder)
    machine.lock("calm@1.0.0")
    git.commit(at=ago(days=200))
    machine.lock("calm@1.0.1")
    git.commit(at=ago(days=30))
    machine.lock("calm@1.0.1", "young@1.0.0")
    git.commit(at=ago(days=10))
    return git


def test_each_change_is_judged_on_its_day(machine: Machine, git: Git) -> None:
    ran = machine.run("policy", "test", "--format", "json")
    assert 0 == ran.code
    totals = ran.json["totals"]
    assert (2, 2, 1, 0, 0) == tuple(
        totals[key] for key in ("commits", "brought_in", "waits", "reviews", "blocks")
    )
    calm, young = (commit["packages"][0] for commit in ran.json["commits"])
    assert ("pkg:npm/calm@1.0.1", "allow") == (calm["purl"], calm["action"])
    assert {"kinds": ["upgraded"], "before": ["1.0.0"]} == calm["change"]
    assert ("pkg:npm/young@1.0.0", ["added"], "wait") == (
        young["purl"],
        young["change"]["kinds"],
        young["kind"],
    )
    # Published a day before the commit, so two days were missing on that day.
    assert (NOW - timedelta(days=8)).date().isoformat() == young["until"][:10]


def test_another_policy_can_be_tried(machine: Machine, git: Git) -> None:
    policy = machine.folder.parent / "strict.toml"
    policy.write_text('[policy]\nmin_age = "0"\n[deny]\n"pkg:npm/calm" = "replaced"\n')
    ran = machine.run("policy", "test", "--policy", str(policy))
    assert 0 == ran.code
    assert (
        "the policy would have blocked 1, held 0 for review (0.0 of 100), and held 0 in cooldown" in ran.out
    )
    assert "denied by the policy: replaced" in ran.out


def test_a_hold_for_review_is_counted_with_its_reason(machine: Machine, git: Git) -> None:
    old = NpmRelease(version="1.0.0", files={"index.js": "1"})
    new = NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"})
    machine.registry.put_npm(NpmPackage(name="hooked", releases=(old, new)))
    machine.lock("calm@1.0.1", "hooked@1.0.1")
    git.commit(at=ago(days=1))
    ran = machine.run("policy", "test")
    assert "held 1 for review (33.3 of 100)" in ran.out
    assert "npm will run `node x.js` at install" in ran.out


def test_only_the_days_asked_for_are_replayed(machine: Machine, git: Git) -> None:
    ran = machine.run("policy", "test", "--days", "15", "--format", "json")
    assert ["pkg:npm/young@1.0.0"] == [p["purl"] for c in ran.json["commits"] for p in c["packages"]]


def test_the_first_lock_of_a_project_is_its_adoption(machine: Machine, git: Git) -> None:
    ran = machine.run("policy", "test", "--days", "3650", "--format", "json")
    assert 2 == ran.json["totals"]["commits"]


def test_what_is_remembered_has_the_real_time(machine: Machine, git: Git) -> None:
    machine.registry.put_npm(plain("timeless", "1.0.0", published_at=None))
    machine.lock("calm@1.0.1", "timeless@1.0.0")
    git.commit(at=ago(days=9))
    machine.run("policy", "test")
    # Had the replay noted the time of the commit, it would be old enough by now.
    assert 5 == machine.run("inspect", "timeless@1.0.0").code


def test_a_history_without_a_change_says_so(machine: Machine, git: Git) -> None:
    ran = machine.run("policy", "test", "--days", "1")
    assert 3 == ran.code
    assert "nothing to replay" in ran.out


def test_a_lock_that_cannot_be_read_makes_it_incomplete(machine: Machine, git: Git) -> None:
    machine.write("package-lock.json", "<<<<<<< ours\n")
    git.commit(at=ago(days=1))
    ran = machine.run("policy", "test")
    assert 3 == ran.code
    assert "merge conflict" in ran.out


def test_a_shallow_clone_says_that_older_commits_are_missing(machine: Machine, git: Git) -> None:
    clone = machine.folder.parent / "clone"
    git("clone", "--quiet", "--depth=2", machine.folder.as_uri(), str(clone))
    ran = machine.run("policy", "test", str(clone))
    assert "the clone is shallow" in ran.out


def test_a_project_without_a_lock_is_refused(machine: Machine) -> None:
    repository(machine.folder).commit()
    ran = machine.run("policy", "test")
    assert 2 == ran.code
    assert "HEAD contains no lockfile" in ran.err
