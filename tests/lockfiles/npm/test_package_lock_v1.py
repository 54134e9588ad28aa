import pytest

from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.lockfiles.npm.package_lock import parse
from tests.lockfiles.locks import SHA512, assert_lawful, by_key, npm, sample


def v1(**dependencies: object) -> Lock:
    return parse(npm(version=1, dependencies=dependencies))


def test_the_lock_of_npm_is_read_whole() -> None:
    lock = parse(sample("package-lock-v1.json"))
    assert_lawful(lock)
    assert ("package-lock v1", "sample-app", ()) == (lock.format, lock.name, lock.problems)
    entries = by_key(lock)
    assert 25 == len(entries)
    kinds = {key.removeprefix("node_modules/"): entry.source for key, entry in entries.items()}
    others = {key: kind for key, kind in kinds.items() if kind is not SourceKind.REGISTRY}
    assert {
        "@sample/a": SourceKind.LINK,
        "@sample/b": SourceKind.LINK,
        "local": SourceKind.LINK,
        "git-dep": SourceKind.GIT,
        "remote-tar": SourceKind.URL,
        "with-bundle": SourceKind.PATH,
        "with-bundle/node_modules/inner": SourceKind.BUNDLED,
    } == others


def test_an_alias_keeps_both_names() -> None:
    entry = by_key(parse(sample("package-lock-v1.json")))["node_modules/lodash-old"]
    assert ("lodash", "3.10.1", "lodash-old") == (entry.package.name, entry.version, entry.alias)


def test_names_are_looked_up_from_the_nesting() -> None:
    entries = by_key(parse(sample("package-lock-v1.json")))
    assert ("node_modules/remote-tar/node_modules/debug",) == entries[
        "node_modules/remote-tar/node_modules/ms"
    ].parents
    assert ("node_modules/debug",) == entries["node_modules/ms"].parents
    assert (ROOT,) == entries["node_modules/debug"].parents


def test_lines_and_groups_are_told() -> None:
    entries = by_key(parse(sample("package-lock-v1.json")))
    lines = sample("package-lock-v1.json").decode().split("\n")
    assert all(
        f'"{entry.alias or entry.package.name}": {{' in lines[(entry.line or 0) - 1]
        for entry in entries.values()
    )
    assert {"optional"} == entries["node_modules/fsevents"].groups
    assert entries["node_modules/fsevents"].optional
    assert {"dev"} == entries["node_modules/core-js"].groups
    assert entries["node_modules/core-js"].has_install_hook is None


def test_an_address_in_resolved_tells_the_registry() -> None:
    lock = v1(
        a={"version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz", "integrity": SHA512}
    )
    [entry] = lock.packages
    assert "https://registry.example" == entry.registry
    assert entry.files[0].url == "https://registry.example/a/-/a-1.0.0.tgz"


def test_a_bundled_claim_counts_only_inside_another_package() -> None:
    nested = {"version": "1.0.0", "bundled": True}
    lock = v1(
        a={"version": "1.0.0", "dependencies": {"b": nested, "c": {**nested, "integrity": SHA512}}}, d=nested
    )
    sources = {entry.package.name: entry.source for entry in lock.packages}
    assert {"a": "registry", "b": "bundled", "c": "registry", "d": "registry"} == sources
    assert all(entry.bundled for entry in lock.packages if entry.package.name != "a")


def test_what_is_nested_and_not_asked_for_belongs_to_the_package_around_it() -> None:
    entries = by_key(v1(a={"version": "1.0.0", "dependencies": {"b": {"version": "1.0.0"}}}))
    assert ("node_modules/a",) == entries["node_modules/a/node_modules/b"].parents


@pytest.mark.parametrize(
    "bad",
    [
        "x",
        None,
        {},
        {"version": 1},
        {"version": "^1.0.0 || 2"},
        {"version": "npm:../x@1.0.0"},
        {"version": "npm:x"},
        {"version": "1.0.0", "requires": {"a": 1}},
        {"version": "1.0.0", "dev": "yes"},
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: object) -> None:
    lock = v1(bad=bad, good={"version": "1.0.0", "resolved": False, "requires": True})
    assert ["good"] == [entry.package.name for entry in lock.packages]
    assert [("node_modules/bad", True)] == [
        (problem.what, problem.line is not None) for problem in lock.problems
    ]


@pytest.mark.parametrize("name", ["..", "a/b/c", "@s", "a\\b", ".", ""])
def test_a_name_that_leads_elsewhere_is_a_problem(name: str) -> None:
    lock = v1(**{name: {"version": "1.0.0", "dependencies": {"b": {"version": "1.0.0"}}}})
    assert_lawful(lock)
    assert lock.problems
    assert all(entry.package.name == "b" for entry in lock.packages)


def test_names_of_prototype_members_are_names() -> None:
    lock = v1(__proto__={"version": "1.0.0"}, constructor={"version": "1.0.0"})
    assert ["__proto__", "constructor"] == [entry.package.name for entry in lock.packages]


def test_deep_nesting_ends_in_a_problem() -> None:
    inner: dict[str, object] = {"version": "1.0.0"}
    for _ in range(300):
        inner = {"version": "1.0.0", "dependencies": {"a": inner}}
    lock = v1(a=inner)
    assert 100 == len(lock.packages)
    assert "the path of the entry is too long" == lock.problems[0].why


def test_a_lock_without_dependencies_is_empty() -> None:
    assert () == parse(npm(version=1)).packages
    assert () == v1().packages
