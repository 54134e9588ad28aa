import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, SourceKind
from pratique.errors import ParseError
from pratique.lockfiles.npm.pnpm.pnpm_lock import parse
from tests.lockfiles.locks import SHA512, assert_lawful, by_key, sample, shapes
from tests.lockfiles.pnpm_locks import GOOD, VERSIONS, path, pnpm

SAMPLES = ["pnpm-lock-5.4.yaml", "pnpm-lock-6.0.yaml", "pnpm-lock-9.0.yaml", "pnpm-lock-9.0-env.yaml"]
EVERY = pytest.mark.parametrize("name", SAMPLES)
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@EVERY
def test_the_lock_of_pnpm_is_read_whole(name: str) -> None:
    lock = parse(sample(name))
    assert_lawful(lock)
    assert (f"pnpm-lock v{name[10:13]}", ()) == (lock.format, lock.problems)
    others = {
        entry.package.name: (entry.source, entry.url)
        for entry in lock.packages
        if entry.source is not SourceKind.REGISTRY
    }
    assert {
        "@sample/a": ("workspace", None),
        "@sample/b": ("workspace", None),
        "linked": ("link", "link:lib/local"),
        "local": ("path", "file:lib/local"),
        "loc-tar": ("path", "file:lib/x.tgz"),
        "git-dep": ("git", f"https://git.example/team/git-dep.git#{COMMIT}"),
        "remote-tar": ("url", "https://files.example/remote-tar/remote-tar-1.0.0.tgz"),
    } == others


def test_every_version_of_the_lock_has_the_same_releases() -> None:
    releases = [
        {(entry.package.name, entry.version) for entry in parse(sample(name)).packages if entry.files}
        for name in SAMPLES
    ]
    assert releases[0] == releases[1] == releases[2]
    assert {("is-odd", "3.0.1")} == releases[3] - releases[2]


@EVERY
def test_each_entry_of_the_registry_has_its_digest(name: str) -> None:
    for entry in parse(sample(name)).packages:
        if entry.source is SourceKind.REGISTRY:
            assert ["sha512"] == [digest.algorithm for digest in entry.digests]
            told = None if name != SAMPLES[3] or entry.key.startswith("env:") else "https://registry.example"
            assert told == entry.registry


@EVERY
def test_lines_are_those_of_the_entries(name: str) -> None:
    lines = sample(name).decode().split("\n")
    for entry in parse(sample(name)).packages:
        assert entry.line is not None
        key = entry.key.removeprefix("env:").partition("(")[0]
        if entry.source is not SourceKind.LINK:
            assert lines[entry.line - 1].strip().strip("'").removesuffix(":").strip("'").startswith(key)


@EVERY
def test_who_asks_for_whom_is_told(name: str) -> None:
    entries = {(entry.package.name, entry.version): entry for entry in parse(sample(name)).packages}
    keys = {key: entry.key for key, entry in entries.items()}
    assert {keys["debug", "4.3.4"], keys["git-dep", "2.0.0"]} < set(entries["ms", "2.1.2"].parents)
    assert (keys["loc-tar", "3.0.0"],) == entries["ms", "2.1.1"].parents
    assert ("packages/a",) == entries["ms", "2.0.0"].parents
    assert (ROOT,) == entries["lodash", "3.10.1"].parents
    assert ("packages/a",) == entries["@sample/b", None].parents
    assert (keys["once", "1.4.0"],) == entries["wrappy", "1.0.1"].parents


@EVERY
def test_one_artifact_under_two_peers_is_two_entries(name: str) -> None:
    copies = [
        entry for entry in parse(sample(name)).packages if entry.package.name == "use-sync-external-store"
    ]
    assert ["1.2.0", "1.2.0"] == [entry.version for entry in copies]
    assert copies[0].files == copies[1].files
    assert [("packages/a",), (ROOT,)] == [entry.parents for entry in copies]


@EVERY
def test_groups_platforms_and_aliases_are_told(name: str) -> None:
    entries = {entry.package.name: entry for entry in parse(sample(name)).packages}
    assert [{"dev"}] * 3 == [set(entries[key].groups) for key in ("once", "wrappy", "left-pad")]
    fsevents = entries["fsevents"]
    assert ({"optional"}, True, ("os=darwin",)) == (set(fsevents.groups), fsevents.optional, fsevents.markers)
    assert "lodash-old" == entries["lodash"].alias
    hook = None if "9.0" in name else True
    assert hook is fsevents.has_install_hook
    assert {"dev", "optional"}.isdisjoint(entries["react"].groups)


def test_what_pnpm_itself_fetches_is_listed_apart() -> None:
    entry = by_key(parse(sample("pnpm-lock-9.0-env.yaml")))["env:is-odd@3.0.1"]
    assert ("is-odd", {"config"}, (ROOT,)) == (entry.package.name, set(entry.groups), entry.parents)


def test_the_same_release_in_both_documents_is_two_entries() -> None:
    text = """---
lockfileVersion: '9.0'
importers: {.: {packageManagerDependencies: {a: {version: 1.0.0}}}}
packages: {a@1.0.0: {}}
snapshots: {a@1.0.0: {}}
---
lockfileVersion: '9.0'
importers: {.: {devDependencies: {a: {version: 1.0.0}}}}
packages: {a@1.0.0: {}}
snapshots: {a@1.0.0: {}}
"""
    entries = by_key(parse(text.encode()))
    assert {"a@1.0.0": {"dev"}, "env:a@1.0.0": {"package-manager"}} == {
        key: set(entry.groups) for key, entry in entries.items()
    }


def test_a_lock_of_what_pnpm_fetches_alone_is_read() -> None:
    data = sample("pnpm-lock-9.0-env.yaml").split(b"\n---\n")[0] + b"\n---\n"
    assert ["is-odd"] == [entry.package.name for entry in parse(data).packages]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_lock_without_entries_is_read(version: str) -> None:
    lock = parse(pnpm(version=version))
    assert ((), ()) == (lock.packages, lock.problems)


def test_merge_conflict_marks_are_refused() -> None:
    with pytest.raises(ParseError, match="merge conflict markers"):
        parse(b"lockfileVersion: '9.0'\n<<<<<<< HEAD\na: 1\n=======\n>>>>>>> x\n")


@pytest.mark.parametrize("name", ["__proto__", "../x", "a\x1b[31m", "x" * 900, "a b", "\u202e"])
@pytest.mark.parametrize("version", VERSIONS)
def test_hostile_names_are_entries_or_problems(name: str, version: str) -> None:
    key = path(name, "1.0.0", version)
    data = pnpm(
        {key: GOOD}, version=version, importers={".": {"dependencies": {name: "1.0.0"}}}, snapshots={key: {}}
    )
    lock = parse(data)
    assert_lawful(lock)
    assert (1, 0) == (len(lock.packages) + len(lock.problems), len(lock.packages) - (name == "__proto__"))


def test_a_large_lock_is_read() -> None:
    count = 10_000
    keys = [f"p{number}@1.0.0" for number in range(count)]
    snapshots = {
        key: {"dependencies": {f"p{(number * 7 + 1) % count}": "1.0.0"}} for number, key in enumerate(keys)
    }
    data = pnpm(
        dict.fromkeys(keys, GOOD), snapshots=snapshots, importers={".": {"dependencies": {"p0": "1.0.0"}}}
    )
    lock = parse(data)
    assert (count, ()) == (len(lock.packages), lock.problems)


NAMES = st.sampled_from(["a", "b", "@s/a", "@s/b", "__proto__", "A_b", "x.y"])
RELEASES = st.lists(
    st.tuples(NAMES, st.sampled_from(["1.0.0", "2.0.0-rc.1", "0.1.0+x"]), st.booleans()),
    unique=True,
    max_size=6,
)
Node = tuple[str, str, bool]


def reference(node: Node, version: str) -> str:
    suffix = {"5": "_b@1.0.0", "6": "(b@1.0.0)", "9": "(b@1.0.0(@s/c@2.0.0))(d@1.0.0)"}[version[0]]
    return node[1] + (suffix if node[2] else "")


@pytest.mark.fuzz
@given(
    version=st.sampled_from(VERSIONS),
    nodes=RELEASES,
    edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=12),
    inline=st.booleans(),
)
def test_a_lock_that_pnpm_could_write_comes_back(
    version: str, nodes: list[Node], edges: list[tuple[int, int]], inline: bool
) -> None:
    keys = [path(node[0], reference(node, version), version) for node in nodes]
    wants: list[dict[str, str]] = [{} for _ in range(len(nodes) + 1)]
    parents: dict[str, set[str]] = {key: set() for key in keys}
    for asker, target in edges:
        if asker < len(wants) and target < len(nodes) and nodes[target][0] not in wants[asker]:
            wants[asker][nodes[target][0]] = reference(nodes[target], version)
            parents[keys[target]].add((ROOT, *keys)[asker])
    root: dict[str, Any] = {"dependencies": wants[0]}
    if inline or version == "9.0":
        root = {
            "dependencies": {name: {"specifier": "*", "version": told} for name, told in wants[0].items()}
        }
    graph = {key: {"dependencies": wants[number + 1]} for number, key in enumerate(keys)}
    if version == "9.0":
        packages = {path(node[0], node[1], version): GOOD for node in nodes}
        data = pnpm(packages, version=version, importers={".": root}, snapshots=graph)
    else:
        data = pnpm({key: {**GOOD, **graph[key]} for key in keys}, version=version, importers={".": root})
    lock = parse(data)
    assert () == lock.problems
    expected = {(key, node[0], node[1]) for key, node in zip(keys, nodes, strict=True)}
    assert expected == {(entry.key, entry.package.name, entry.version) for entry in lock.packages}
    assert parents == {entry.key: set(entry.parents) for entry in lock.packages}
    assert all(entry.digests for entry in lock.packages)


SCALARS = st.sampled_from(
    ["", "1.0.0", "a", "../x", "link:../b", "file:x.tgz", "a@1.0.0", "/a@1.0.0", "https://[", "git+ssh://h/x"]
) | st.sampled_from([None, True, SHA512, "x" * 300, "\n"])
FIELDS = st.sampled_from(
    [
        "resolution", "integrity", "tarball", "type", "directory", "git", "dependencies", "optionalDependencies",
        "devDependencies", "peerDependencies", "version", "name", "optional", "os", "specifier", "variants", ".",
        "a", "packages/b", "a@1.0.0", "/a/1.0.0", "/a@1.0.0", "a@file:x", "file:x", "host/a/1.0.0", "", "link:b",
    ]
)  # fmt: skip
VALUES = shapes(SCALARS, FIELDS)


@pytest.mark.fuzz
@given(
    version=st.sampled_from(VERSIONS),
    sections=st.dictionaries(
        st.sampled_from(["importers", "packages", "snapshots", "dependencies"]),
        st.dictionaries(FIELDS, st.dictionaries(FIELDS, VALUES, max_size=4) | VALUES, max_size=2) | VALUES,
        max_size=3,
    ),
    env=st.none() | st.dictionaries(FIELDS, VALUES, max_size=2),
)
def test_any_yaml_of_the_shape_of_a_lock_gives_a_lock_or_an_error(
    version: str, sections: dict[str, Any], env: dict[str, Any] | None
) -> None:
    data = json.dumps({"lockfileVersion": version, **sections}).encode()
    if env is not None:
        first = json.dumps({"lockfileVersion": version, "packages": env, "snapshots": env}).encode()
        data = b"---\n" + first + b"\n---\n" + data
    try:
        lock = parse(data)
    except ParseError:
        return
    assert_lawful(lock)


@pytest.mark.fuzz
@given(
    text=st.text(max_size=100),
)
def test_any_text_behind_a_version_gives_a_lock_or_an_error(text: str) -> None:
    try:
        lock = parse(f"lockfileVersion: 9.0\n{text}".encode("utf-8", "surrogatepass"))
    except ParseError:
        return
    assert_lawful(lock)
