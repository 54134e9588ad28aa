"""`pratique check --since`: only what a change brings in, by the rules that the change goes into."""

import json
from datetime import timedelta

import pytest

from tests.cli.running import YESTERDAY, Machine, plain
from tests.git import Git, repository
from tests.loopback import NpmPackage, NpmRelease, Status

WAIVER = """[[waivers]]
rule = "new-install-hook"
package = "npm:hooked"
reason = "read"
owner = "me"
expires = 2099-01-01
"""


@pytest.fixture
def git(machine: Machine) -> Git:
    git = repository(machine.folder)
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0")
    git.commit()
    return git


def hooked(machine: Machine) -> None:
    old = NpmRelease(version="1.0.0", files={"index.js": "1"})
    new = NpmRelease(version="1.0.1", manifest={"scripts": {"postinstall": "node x.js"}}, files={"x.js": "1"})
    machine.registry.put_npm(NpmPackage(name="hooked", releases=(old, new)))


def test_only_what_changed_is_judged_and_as_new(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert 0 == ran.code
    assert [("pkg:npm/calm@1.0.1", "new")] == [(p["purl"], p["standing"]) for p in ran.json["packages"]]
    assert ran.json["coverage"]["complete"] is True
    assert not any("tool" in seen.path for seen in machine.registry.requests)


def test_the_change_of_each_package_is_told(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.1")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert {"kinds": ["upgraded"], "before": ["1.0.0"]} == ran.json["packages"][0]["change"]
    since = ran.json["since"]
    assert ("HEAD", git("rev-parse", "HEAD"), 0) == (since["reference"], since["commit"], since["unchanged"])
    assert ["pkg:npm/%40acme/tool@2.0.0", "pkg:npm/calm@1.0.0"] == since["removed"]


def test_a_change_of_no_lock_is_clear_and_asks_nothing(machine: Machine, git: Git) -> None:
    machine.write("readme.md", "hello")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 0 == ran.code
    assert [] == ran.json["packages"]
    assert 2 == ran.json["since"]["unchanged"]
    assert [] == machine.registry.requests


def test_it_is_new_however_often_the_change_is_checked(machine: Machine, git: Git) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("calm@1.0.0", "young@1.0.0")
    assert [5, 5] == [machine.run("check", "--since", "HEAD").code for _ in range(2)]


def test_what_another_lock_of_the_repository_holds_already_is_not_new(machine: Machine, git: Git) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY))
    machine.lock("young@1.0.0", path="a/package-lock.json")
    git.commit()
    machine.lock("young@1.0.0", path="b/package-lock.json")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (0, []) == (ran.code, ran.json["packages"])


def test_what_the_branch_gained_since_is_no_part_of_the_change(machine: Machine, git: Git) -> None:
    git("checkout", "--quiet", "-b", "topic")
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    git.commit()
    git("checkout", "--quiet", "main")
    machine.lock("calm@1.0.0")
    git.commit(at="2026-02-01T00:00:00Z")
    git("checkout", "--quiet", "topic")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert ["pkg:npm/calm@1.0.1"] == [p["purl"] for p in ran.json["packages"]]


def test_a_change_cannot_waive_itself(machine: Machine, git: Git) -> None:
    hooked(machine)
    machine.lock("calm@1.0.0", "hooked@1.0.1")
    machine.write("pratique.toml", WAIVER)
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert 1 == ran.code
    assert [
        "waivers new-install-hook hooked (pratique.toml:1): part of this change, and effective only after the merge"
    ] == ran.json["ignored"]
    assert "effective only after the merge" in ran.err


def test_a_waiver_that_is_merged_counts(machine: Machine, git: Git) -> None:
    hooked(machine)
    machine.write("pratique.toml", WAIVER)
    git.commit()
    machine.lock("calm@1.0.0", "hooked@1.0.1")
    (machine.folder / "pratique.toml").unlink()
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert 0 == ran.code
    assert ["new-install-hook hooked (main:pratique.toml:1)"] == ran.json["waivers"]["applied"]


def test_a_change_cannot_loosen_the_settings_it_is_judged_by(machine: Machine, git: Git) -> None:
    machine.registry.put_npm(plain("young", "1.0.0", published_at=YESTERDAY - timedelta(days=9)))
    machine.write("pratique.toml", '[policy]\nmin_age = "30d"\n')
    git.commit()
    machine.write("pratique.toml", "")
    machine.lock("young@1.0.0")
    ran = machine.run("check", "--since", "main")
    assert 5 == ran.code
    assert "ignored settings (pratique.toml): part of this change" in ran.err


def test_a_broken_settings_file_of_the_change_is_told_and_stops_nothing(machine: Machine, git: Git) -> None:
    machine.write("pratique.toml", "][")
    ran = machine.run("check", "--since", "main")
    assert 0 == ran.code
    assert "ignored pratique.toml" in ran.err


def test_what_could_not_be_read_before_either_is_listed_and_not_held_against_the_change(
    machine: Machine, git: Git
) -> None:
    machine.write("fixtures/package-lock.json", "{")
    git.commit()
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    ran = machine.run("check", "--since", "main", "--format", "json")
    assert (0, True) == (ran.code, ran.json["coverage"]["complete"])
    assert any("fixtures/package-lock.json" in item["why"] for item in ran.json["coverage"]["out_of_scope"])
    machine.write("fixtures/package-lock.json", "{{")
    assert 3 == machine.run("check", "--since", "main").code


def test_a_lock_that_was_broken_and_is_mended_counts_as_new(machine: Machine, git: Git) -> None:
    machine.write("package-lock.json", "<<<<<<< ours\n")
    git.commit()
    machine.lock("calm@1.0.1")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert ["new"] == [p["standing"] for p in ran.json["packages"]]
    assert "the state of package-lock.json at HEAD" in ran.err


def test_a_git_source_of_old_is_no_part_of_the_change_and_a_new_one_is(machine: Machine, git: Git) -> None:
    source = {"version": "1.0.0", "resolved": "git+ssh://git@code.example/x.git#" + "1" * 40}
    entries = {"calm": source}
    machine.lock("calm@1.0.0", entries=entries)
    git.commit()
    machine.write("readme.md", "x")
    assert 0 == machine.run("check", "--since", "HEAD").code
    machine.lock("calm@1.0.0", entries={"calm": {**source, "resolved": source["resolved"].replace("1", "2")}})
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 3 == ran.code
    assert "comes from a git repository" in ran.json["coverage"]["not_judged"][0]["why"]


def test_what_the_policy_denies_is_stopped_though_it_is_not_new(
    machine: Machine, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = machine.folder.parent / "own.toml"
    own.write_text('[deny]\n"pkg:npm/calm@1.0.0" = "no"\n')
    monkeypatch.setenv("PRATIQUE_CONFIG", str(own))
    machine.write("readme.md", "x")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert (1, "block") == (ran.code, ran.json["action"])


def test_requirements_are_compared_with_what_they_included(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", "-r base.txt\n")
    machine.write("base.txt", "sample==1.0.0\n")
    git.commit()
    machine.write("base.txt", "sample==1.1.0\n")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert ["pkg:pypi/sample@1.1.0"] == [p["purl"] for p in ran.json["packages"]]
    assert ["pkg:pypi/sample@1.0.0"] == [p for p in ran.json["since"]["removed"] if "sample" in p]


def test_a_lock_alone_can_be_compared(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.1", path="sub/package-lock.json")
    machine.lock("calm@1.1.0", "@acme/tool@2.0.0")
    ran = machine.run("check", "sub/package-lock.json", "--since", "main", "--format", "json")
    assert ["pkg:npm/calm@1.0.1"] == [p["purl"] for p in ran.json["packages"]]


def test_registries_that_fail_leave_the_answer_incomplete(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")
    machine.registry.fault("*", Status(code=404))
    assert 3 == machine.run("check", "--since", "main").code


@pytest.mark.parametrize("options", [("--adopt",), ("--as", "new")])
def test_options_that_contradict_are_refused(machine: Machine, git: Git, options: tuple[str, ...]) -> None:
    ran = machine.run("check", "--since", "main", *options)
    assert 2 == ran.code
    assert "cannot be combined" in ran.err


def test_a_shallow_clone_without_the_branch_is_told(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.1")
    git.commit()
    clone = machine.folder.parent / "clone"
    git("clone", "--quiet", "--depth=1", machine.folder.as_uri(), str(clone))
    ran = machine.run("check", str(clone), "--since", "HEAD~1")
    assert 2 == ran.code
    assert "shallow clone" in ran.err
    assert "git fetch --depth=1" in ran.err


def test_hostile_names_of_branches_are_printed_harmlessly(machine: Machine, git: Git) -> None:
    ran = machine.run("check", "--since", "\x1b[2J$(touch x)\u202e")
    assert 2 == ran.code
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err
    assert not (machine.folder / "x").exists()


def test_every_format_tells_a_change(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.1")
    for name in ("text", "json", "jsonl", "sarif", "markdown"):
        ran = machine.run("check", "--since", "main", "--format", name)
        assert 0 == ran.code
        assert ran.out.strip()
    assert json.loads(machine.run("check", "--since", "main", "-f", "json").out)["since"]


def with_second_digest(machine: Machine, *, resolved: str = "") -> None:
    good = machine.registry.npm_integrity("calm", "1.0.0")
    more: dict[str, object] = {"integrity": f"{good} sha512-{'A' * 86}=="}
    if resolved:
        more["resolved"] = resolved
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0", entries={"calm": more})


@pytest.mark.parametrize("resolved", ["", "http://evil.invalid/calm/-/calm-1.0.0.tgz"])
def test_a_second_digest_lets_unjudged_bytes_in(machine: Machine, git: Git, resolved: str) -> None:
    with_second_digest(machine, resolved=resolved)
    ran = machine.run("check", "--since", "main", "--format", "json")

    assert 3 == ran.code
    [told] = ran.json["coverage"]["not_judged"]
    assert ("pkg:npm/calm@1.0.0", "bytes-not-judged") == (told["purl"], told["error"]["reference"])
    assert "the lock also accepts sha512:0000000000000000..." in told["why"]


@pytest.mark.parametrize("options", [(), ("--as", "new"), ("--as", "pinned")])
def test_the_full_check_says_the_same_of_a_second_digest(
    machine: Machine, git: Git, options: tuple[str, ...]
) -> None:
    with_second_digest(machine)

    for _ in range(2):
        assert 3 == machine.run("check", *options).code


def test_a_second_digest_that_the_base_accepts_is_no_part_of_the_change(machine: Machine, git: Git) -> None:
    with_second_digest(machine)
    git.commit()
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0")

    assert 0 == machine.run("check", "--since", "main").code


def test_an_entry_without_a_digest_is_unpinned(machine: Machine, git: Git) -> None:
    machine.lock("calm@1.0.0", "@acme/tool@2.0.0", entries={"calm": {"integrity": None}})
    ran = machine.run("check", "--since", "main", "--format", "json")

    assert 0 == ran.code
    assert [("pkg:npm/calm@1.0.0", True)] == [(p["purl"], p["unpinned"]) for p in ran.json["packages"]]
    assert "1 package is unpinned" in machine.run("check", "--since", "main").out


def test_an_address_of_a_scoped_namesake_is_another_place(machine: Machine, git: Git) -> None:
    machine.registry.put_npm(plain("@other/calm", "1.0.0"))
    elsewhere = machine.registry.npm_tarball_url("@other/calm", "1.0.0")
    machine.lock(
        "calm@1.0.0", "@acme/tool@2.0.0", entries={"calm": {"integrity": None, "resolved": elsewhere}}
    )

    assert 3 == machine.run("check", "--since", "main").code
    assert 3 == machine.run("check").code
