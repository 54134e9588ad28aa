import json
from typing import Any

import pytest

from pratique.core.lock import ROOT, Lock, Need, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.lockfiles.npm.package_lock import parse
from tests.lockfiles.locks import SHA512, assert_lawful, by_key, npm, sample

GOOD = {"version": "1.0.0", "integrity": SHA512}


def v3(packages: dict[str, Any]) -> Lock:
    lock = parse(npm(packages))
    assert_lawful(lock)
    return lock


@pytest.mark.parametrize(
    "name", ["package-lock-v2.json", "package-lock-v3.json", "package-lock-v3-resolved.json"]
)
def test_the_lock_of_npm_is_read_whole(name: str) -> None:
    lock = parse(sample(name))
    assert_lawful(lock)
    assert ("sample-app", ()) == (lock.name, lock.problems)
    others = {
        key: entry.source for key, entry in by_key(lock).items() if entry.source is not SourceKind.REGISTRY
    }
    assert {
        "packages/a": SourceKind.WORKSPACE,
        "packages/b": SourceKind.WORKSPACE,
        "lib/local": SourceKind.PATH,
        "node_modules/@sample/a": SourceKind.LINK,
        "node_modules/@sample/b": SourceKind.LINK,
        "node_modules/local": SourceKind.LINK,
        "node_modules/git-dep": SourceKind.GIT,
        "node_modules/remote-tar": SourceKind.URL,
        "node_modules/with-bundle": SourceKind.PATH,
        "node_modules/with-bundle/node_modules/inner": SourceKind.BUNDLED,
    } == others


def test_a_registry_entry_tells_all_that_the_lock_tells() -> None:
    entry = by_key(parse(sample("package-lock-v3-resolved.json")))["node_modules/fsevents"]
    assert PackageRef(Ecosystem.NPM, "fsevents") == entry.package
    assert ("2.3.3", "https://registry.example") == (entry.version, entry.registry)
    [file] = entry.files
    assert (None, "https://registry.example/fsevents/-/fsevents-2.3.3.tgz") == (file.filename, file.url)
    assert ["sha512"] == [digest.algorithm for digest in file.digests]
    assert ({"optional"}, True, ("os=darwin",)) == (set(entry.groups), entry.optional, entry.markers)
    assert (ROOT,) == entry.parents


def test_a_lock_without_addresses_names_no_registry() -> None:
    entries = by_key(parse(sample("package-lock-v3.json")))
    entry = entries["node_modules/debug"]
    assert (None, None, SourceKind.REGISTRY) == (entry.registry, entry.url, entry.source)
    assert entry.digests
    assert entries["node_modules/core-js"].has_install_hook is True
    assert entry.has_install_hook is False


def test_two_versions_of_one_package_are_two_entries_with_their_own_parents() -> None:
    entries = by_key(parse(sample("package-lock-v3.json")))
    found = {
        key: (entry.version, entry.parents) for key, entry in entries.items() if entry.package.name == "ms"
    }
    assert {
        "lib/local/node_modules/ms": ("2.0.0", ("lib/local",)),
        "node_modules/git-dep/node_modules/ms": ("2.0.0", ("node_modules/git-dep",)),
        "node_modules/ms": ("2.1.3", ("node_modules/debug",)),
        "node_modules/remote-tar/node_modules/ms": ("2.0.0", ("node_modules/remote-tar/node_modules/debug",)),
        "packages/a/node_modules/ms": ("2.1.2", ("packages/a",)),
    } == found


def test_links_lead_to_their_targets() -> None:
    entries = by_key(parse(sample("package-lock-v3.json")))
    link = entries["node_modules/@sample/b"]
    assert ("@sample/b", "1.0.0", "packages/b") == (link.package.name, link.version, link.url)
    assert ("packages/a", ROOT) == link.parents
    assert ("node_modules/@sample/b",) == entries["packages/b"].parents
    # Members are installed with their dev dependencies.
    assert ("packages/a",) == entries["node_modules/left-pad"].parents


def test_peers_are_found_above() -> None:
    entry = by_key(parse(sample("package-lock-v3.json")))["node_modules/react"]
    assert {"peer"} == entry.groups
    assert ("node_modules/use-sync-external-store", "packages/b") == entry.parents


def test_lines_are_those_of_the_entries() -> None:
    lines = sample("package-lock-v3.json").decode().split("\n")
    for key, entry in by_key(parse(sample("package-lock-v3.json"))).items():
        assert entry.line is not None
        assert f'"{key}": {{' == lines[entry.line - 1].strip()


def test_an_alias_keeps_both_names() -> None:
    entry = by_key(parse(sample("package-lock-v3.json")))["node_modules/lodash-old"]
    assert ("lodash", "3.10.1", "lodash-old") == (entry.package.name, entry.version, entry.alias)


def test_an_entry_whose_address_belongs_to_another_package_is_told() -> None:
    evil = {**GOOD, "resolved": "https://registry.example/evil/-/evil-1.0.0.tgz"}
    lock = v3({"node_modules/lodash": evil})
    [entry] = lock.packages
    assert (SourceKind.URL, None) == (entry.source, entry.registry)
    assert ["node_modules/lodash"] == [problem.what for problem in lock.problems]


def test_a_bundled_claim_needs_a_package_that_bundles() -> None:
    bundled = {"version": "1.0.0", "inBundle": True}
    lock = v3(
        {
            "": {"bundleDependencies": True},
            "node_modules/a": {**GOOD, "bundleDependencies": ["b"]},
            "node_modules/a/node_modules/b": bundled,
            "node_modules/a/node_modules/b/node_modules/c": bundled,
            "node_modules/a/node_modules/fetched": {**GOOD, "inBundle": True},
            "node_modules/d": bundled,
            "node_modules/e": GOOD,
            "node_modules/e/node_modules/f": bundled,
        }
    )
    sources = {entry.package.name: entry.source for entry in lock.packages if entry.bundled}
    assert {
        "b": "bundled",
        "c": "bundled",
        "fetched": "registry",
        "d": "registry",
        "f": "registry",
    } == sources
    entries = by_key(lock)
    # Nobody asks for it by name, so it belongs to the one it lies in.
    assert ("node_modules/a/node_modules/b",) == entries[
        "node_modules/a/node_modules/b/node_modules/c"
    ].parents


@pytest.mark.parametrize(
    ("workspaces", "expected"),
    [
        (["libs/*"], "workspace"),
        (["./libs/x/"], "workspace"),
        ({"packages": ["libs/**"]}, "workspace"),
        (["apps/*", 1], "path"),
        (None, "path"),
        ("libs/x", "path"),
    ],
)
def test_a_folder_is_a_member_when_the_project_says_so(workspaces: object, expected: str) -> None:
    lock = v3({"": {"workspaces": workspaces}, "libs/x": {"version": "1.0.0"}})
    assert [expected] == [entry.source for entry in lock.packages]


def test_a_folder_entry_with_an_address_is_judged_by_it() -> None:
    lock = v3({"": {"workspaces": ["libs/*"]}, "libs/x": {**GOOD, "resolved": "https://files.example/x.tgz"}})
    assert [SourceKind.URL] == [entry.source for entry in lock.packages]
    lock = v3({"": {"workspaces": ["libs/*"]}, "libs/x": GOOD})
    assert [SourceKind.REGISTRY] == [entry.source for entry in lock.packages]


def test_a_folder_is_called_by_its_name_or_its_path() -> None:
    lock = v3({"libs/x": {"name": "real"}, "libs/@s/y": {}, "../beside": {}})
    assert ["real", "@s/y", "beside"] == [entry.package.name for entry in lock.packages]


def test_a_link_to_nowhere_is_a_problem() -> None:
    lock = v3({"node_modules/a": {"resolved": "libs/a", "link": True}, "node_modules/b": {"link": True}})
    assert ["node_modules/a"] == [entry.key for entry in lock.packages]
    assert ["node_modules/a", "node_modules/b"] == sorted(problem.what for problem in lock.problems)


def test_requests_that_no_entry_answers_are_listed_with_their_line() -> None:
    root = {
        "dependencies": {"a": "1", "gone": "1", "maybe": "1"},
        "optionalDependencies": {"maybe": "1"},
        "peerDependencies": {"peer": "1"},
    }
    lock = v3({"": root, "node_modules/a": GOOD, "libs/x": {"devDependencies": {"lost": "1"}}})
    assert [
        ("peer", Need.PEER, 5),
        ("gone", Need.RUN, 5),
        ("maybe", Need.OPTIONAL, 5),
        ("lost", Need.DEV, 22),
    ] == [(one.name, one.need, one.line) for one in lock.requests if not one.answers]


def unanswered(packages: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.asker, one.name) for one in v3(packages).requests if not one.answers]


def test_what_a_package_bundles_is_in_its_own_artifact() -> None:
    asks = {**GOOD, "dependencies": {"b": "1", "c": "1"}, "bundleDependencies": ["b"]}
    assert [("node_modules/a", "c")] == unanswered({"node_modules/a": asks})


def test_what_a_folder_of_the_project_bundles_is_fetched_first() -> None:
    asks = {"name": "x", "version": "1.0.0", "dependencies": {"b": "1"}, "bundleDependencies": ["b"]}
    assert [("libs/x", "b")] == unanswered({"libs/x": asks})
    assert [(ROOT, "b")] == unanswered({"": asks})


def test_what_nothing_needs_asks_for_nothing() -> None:
    asks = {**GOOD, "extraneous": True, "dependencies": {"b": "1"}}
    assert [] == unanswered({"node_modules/a": asks})


def test_npm_does_not_install_what_a_folder_beside_the_project_asks_for() -> None:
    asks = {"name": "x", "version": "1.0.0", "dependencies": {"b": "1"}}
    assert [] == unanswered({"../x": asks, "node_modules/x": {"resolved": "../x", "link": True}})


def test_an_entry_that_makes_no_sense_is_a_problem_once() -> None:
    lock = v3({"": {"dependencies": {"a": "1"}}, "node_modules/a": {}})
    assert (["node_modules/a"], []) == (
        [problem.what for problem in lock.problems],
        [one for one in lock.requests if not one.answers],
    )


def test_an_accepted_version_is_not_compared() -> None:
    asks = {**GOOD, "dependencies": {"b": "1", "c": "1"}, "acceptDependencies": {"b": "2"}}
    lock = v3({"node_modules/a": asks, "node_modules/b": GOOD, "node_modules/c": GOOD})
    assert [("b", ""), ("c", "1")] == [(one.name, one.wanted) for one in lock.requests]


def test_a_package_with_its_own_shrinkwrap_is_answered_below_it() -> None:
    asks = {
        **GOOD,
        "hasShrinkwrap": True,
        "dependencies": {"b": "1", "c": "1"},
        "peerDependencies": {"d": "1"},
    }
    entries = {f"node_modules/{name}": GOOD for name in "bcd"}
    assert [("node_modules/a", "c")] == unanswered(
        {"node_modules/a": asks, **entries, "node_modules/a/node_modules/b": GOOD}
    )


def test_an_entry_that_nothing_needs_is_marked() -> None:
    lock = v3({"node_modules/a": {**GOOD, "extraneous": True}})
    [entry] = lock.packages
    assert ({"extraneous"}, ()) == (set(entry.groups), entry.parents)


@pytest.mark.parametrize(
    ("location", "bad"),
    [
        ("node_modules/bad", "x"),
        ("node_modules/bad", None),
        ("node_modules/bad", {}),
        ("node_modules/bad", {"version": "1.0.0 || 2"}),
        ("node_modules/bad", {**GOOD, "version": 1}),
        ("node_modules/bad", {**GOOD, "dependencies": {"a": 1}}),
        ("node_modules/bad", {**GOOD, "hasInstallScript": "yes"}),
        ("node_modules/bad", {**GOOD, "name": "../../x"}),
        ("libs/x", {**GOOD, "name": "../../x"}),
        ("libs/a b", GOOD),
        ("node_modules/..", GOOD),
        ("node_modules/../x", GOOD),
        ("node_modules//x", GOOD),
        ("/node_modules/x", GOOD),
        ("node_modules/a/b", GOOD),
        ("node_modules/x/", GOOD),
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(location: str, bad: object) -> None:
    lock = v3({location: bad, "node_modules/good": GOOD})
    assert ["node_modules/good"] == [entry.key for entry in lock.packages]
    assert [(location, 5)] == [(problem.what, problem.line) for problem in lock.problems]


def test_a_malformed_integrity_is_a_problem_and_the_entry_stands_without_it() -> None:
    lock = v3({"node_modules/a": {"version": "1.0.0", "integrity": "sha512-x"}})
    [entry] = lock.packages
    assert () == entry.files
    assert ["node_modules/a"] == [problem.what for problem in lock.problems]


def test_a_project_entry_that_makes_no_sense_is_a_problem() -> None:
    lock = v3({"": 1, "node_modules/a": GOOD})
    assert ["the project"] == [problem.what for problem in lock.problems]
    assert 1 == len(lock.packages)


def test_names_of_prototype_members_are_names() -> None:
    lock = v3({"": {"dependencies": {"__proto__": "1"}}, "node_modules/__proto__": GOOD})
    assert [("__proto__", (ROOT,))] == [(entry.package.name, entry.parents) for entry in lock.packages]


def test_several_digests_belong_to_one_file() -> None:
    sha1 = "sha1-" + "A" * 27 + "="
    lock = v3({"node_modules/a": {"version": "1.0.0", "integrity": f"{sha1} {SHA512}"}})
    [file] = lock.packages[0].files
    assert ["sha1", "sha512"] == [digest.algorithm for digest in file.digests]


@pytest.mark.parametrize("section", [None, [], "x", 1])
def test_packages_that_are_no_object_are_refused(section: object) -> None:
    with pytest.raises(ParseError, match="no `packages` object"):
        parse(json.dumps({"lockfileVersion": 3, "packages": section}).encode())
