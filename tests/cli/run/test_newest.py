"""A package without a version: the newest release, chosen by one rule in every verb and every ecosystem."""

import os
from pathlib import Path

import pytest

from tests.cli.running import Machine, plain
from tests.loopback import GemPackage, NpmPackage, NpmRelease, PypiProject, gem_file, wheel_file

NPM_TAGS = {"latest": "1.1.0", "next": "2.0.0-rc.1"}


@pytest.fixture
def stocked(machine: Machine) -> Machine:
    """A registry of each kind with stable releases, a pre-release and a yanked release."""
    releases = tuple(
        NpmRelease(version=version, files={"index.js": f"module.exports = '{version}'\n"})
        for version in ("1.0.0", "1.1.0", "1.9.0", "2.0.0-rc.1")
    )
    machine.registry.put_npm(NpmPackage(name="kite", releases=releases, tags=NPM_TAGS))
    machine.registry.put_npm(NpmPackage(name="@acme/kite", releases=releases, tags=NPM_TAGS))
    versions = {"1.9.0": None, "1.10.0": None, "1.11.0": "broken", "2.0rc1": None}
    files = [wheel_file("kite", version, {"kite.py": "1\n"}, yanked=why) for version, why in versions.items()]
    machine.registry.put_pypi(PypiProject(name="kite", files=tuple(files)))
    gems = [gem_file("kite", version, {"lib/kite.rb": "1\n"}) for version in ("1.9.0", "1.10.0", "2.0.0.rc1")]
    machine.registry.put_gem(GemPackage(name="kite", files=tuple(gems)))
    (Path(os.environ["HOME"]) / ".gemrc").write_text(f"---\n:sources:\n- {machine.registry.gem_url}\n")
    return machine


NEWEST = [
    ("kite", "kite@1.1.0", "npm, tag latest"),
    ("npm:kite", "kite@1.1.0", "npm, tag latest"),
    ("@acme/kite", "@acme/kite@1.1.0", "npm, tag latest"),
    ("kite@latest", "kite@1.1.0", "npm, tag latest"),
    ("kite@next", "kite@2.0.0-rc.1", "npm, tag next"),
    ("kite@^1.2.0", "kite@1.9.0", "npm, newest version that fits ^1.2.0"),
    ("pkg:npm/kite", "kite@1.1.0", "npm, tag latest"),
    ("pypi:kite", "kite==1.10.0", "PyPI, newest stable release"),
    ("kite>=1.9,<1.10", "kite==1.9.0", "PyPI, newest version that fits >=1.9,<1.10"),
    ("pypi:kite@latest", "kite==1.10.0", "PyPI, newest stable release"),
    ("gem:kite", "gem:kite@1.10.0", "RubyGems, newest stable release"),
    ("gem:kite@~> 1.9.0", "gem:kite@1.9.0", "RubyGems, newest version that fits ~> 1.9.0"),
]


@pytest.mark.parametrize(("name", "ref", "why"), NEWEST)
def test_inspect_judges_the_release_that_a_name_means_and_says_which(
    stocked: Machine, name: str, ref: str, why: str
) -> None:
    ran = stocked.run("inspect", name)
    assert 0 == ran.code
    assert f"{name}: {ref} ({why}" in ran.err


@pytest.mark.parametrize("verb", ["history", "provenance", "source", "explain"])
@pytest.mark.parametrize("row", [0, 2, 4, 5, 7, 10], ids=lambda row: str(NEWEST[row][0]))
def test_every_verb_that_takes_a_package_chooses_alike(stocked: Machine, verb: str, row: int) -> None:
    name, ref, why = NEWEST[row]
    if verb == "explain" and name == "kite":
        name = "npm:kite"
    ran = stocked.run(verb, name)
    assert ran.code in {0, 1, 3}
    assert f"{name}: {ref} ({why}" in ran.err


def test_a_version_that_is_named_needs_no_word(stocked: Machine) -> None:
    assert "" == stocked.run("inspect", "kite@1.0.0", "kite==1.9.0", "gem:kite@1.9.0").err


def test_a_bare_name_says_how_to_name_another_registry(stocked: Machine) -> None:
    assert (
        "; for the same name in another registry: pypi:kite or gem:kite" in stocked.run("inspect", "kite").err
    )
    assert "another registry" not in stocked.run("inspect", "npm:kite").err


@pytest.mark.parametrize(
    ("arguments", "old", "new"),
    [
        (["kite"], "kite@1.0.0", "kite@1.1.0"),
        (["kite@1.9.0"], "kite@1.1.0", "kite@1.9.0"),
        (["kite@1.0.0", "1.9.0"], "kite@1.0.0", "kite@1.9.0"),
        (["kite@1.0.0", "kite"], "kite@1.0.0", "kite@1.1.0"),
        (["pypi:kite"], "kite==1.9.0", "kite==1.10.0"),
        (["kite==1.9.0", "1.10.0"], "kite==1.9.0", "kite==1.10.0"),
        (["gem:kite"], "gem:kite@1.9.0", "gem:kite@1.10.0"),
    ],
)
def test_diff_compares_the_newest_with_the_one_before(
    stocked: Machine, arguments: list[str], old: str, new: str
) -> None:
    ran = stocked.run("diff", *arguments)
    assert 0 == ran.code
    assert old in ran.out
    assert new in ran.out


def test_diff_of_a_first_release_says_that_there_is_none_before(stocked: Machine) -> None:
    ran = stocked.run("diff", "kite@1.0.0")
    assert 3 == ran.code
    assert "kite@1.0.0 has no previous release: first release" in ran.err


def test_an_unknown_version_names_the_newest_and_the_nearest_by_the_order_of_versions(
    stocked: Machine,
) -> None:
    ran = stocked.run("inspect", "kite==99.0")
    assert 3 == ran.code
    assert "kite has no version 99.0" in ran.out
    assert "newest: 1.10.0; nearest: 2.0rc1" in ran.out
    assert "newest: 1.1.0; nearest: 1.0.0" in stocked.run("history", "kite@1.0.5").err
    assert "newest: 1.10.0; nearest: 1.9.0" in stocked.run("provenance", "gem:kite@1.9.5").err


def test_an_unknown_tag_names_the_tags(stocked: Machine) -> None:
    ran = stocked.run("inspect", "kite@nxt")
    assert 3 == ran.code
    assert "kite has no release for nxt" in ran.out
    assert "newest: 1.1.0; tags: latest, next" in ran.out


@pytest.mark.parametrize(
    ("name", "meant"),
    [("expresss", "express"), ("pypi:reqeusts", "pypi:requests"), ("gem:raills", "gem:rails")],
)
def test_a_misspelled_package_names_the_popular_one(stocked: Machine, name: str, meant: str) -> None:
    for verb in ("inspect", "history", "diff", "source", "provenance"):
        ran = stocked.run(verb, name)
        assert 3 == ran.code
        assert f"did you mean {meant}?" in ran.out + ran.err


def test_a_file_of_the_project_is_no_package(stocked: Machine) -> None:
    for name, command in (
        ("requirements.txt", "pratique check requirements.txt"),
        ("package.json", "pratique check ."),
    ):
        stocked.write(name, "{}")
        ran = stocked.run("inspect", name)
        assert 2 == ran.code
        assert command in ran.err


def test_a_missing_file_names_the_one_beside_it(stocked: Machine) -> None:
    stocked.write("kite-1.0.0.tgz", "")
    ran = stocked.run("inspect", "./kite-1.0.tgz")
    assert 2 == ran.code
    assert "did you mean kite-1.0.0.tgz?" in ran.err


def test_a_package_without_releases_is_an_answer(stocked: Machine) -> None:
    stocked.registry.put_npm(plain("empty"))
    ran = stocked.run("inspect", "empty")
    assert 3 == ran.code
