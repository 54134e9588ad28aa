import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, LockedPackage, Need, SourceKind
from pratique.errors import ParseError, Reference
from pratique.lockfiles.npm.bun_lock import parse
from tests.lockfiles.locks import SHA512, assert_lawful, by_key, sample, shapes

NAMES = ["bun-v0.lock", "bun-v1.lock", "bun-v2.lock"]
HOST = "https://registry.example"


def made(packages: object, workspaces: object = None, *, version: object = 1) -> bytes:
    told = {"": {"name": "app"}} if workspaces is None else workspaces
    return json.dumps(
        {"lockfileVersion": version, "workspaces": told, "packages": packages}, indent=1
    ).encode()


def read(packages: object, workspaces: object = None, *, version: int = 1) -> Lock:
    lock = parse(made(packages, workspaces, version=version))
    assert_lawful(lock)
    return lock


def one(value: list[Any], key: str = "a", *, version: int = 1) -> tuple[LockedPackage, list[str]]:
    lock = read({key: value}, version=version)
    [entry] = lock.packages
    return entry, [problem.why for problem in lock.problems]


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_of_bun_is_read_whole(name: str) -> None:
    lock = parse(sample(name))
    assert_lawful(lock)
    assert () == lock.problems
    # bun 1.1 does not tell it.
    assert lock.name == (None if name == "bun-v0.lock" else "sample-app")
    assert f"bun.lock v{name[5]}" == lock.format
    others = {
        key: entry.source for key, entry in by_key(lock).items() if entry.source is not SourceKind.REGISTRY
    }
    assert {
        "@sample/a": SourceKind.WORKSPACE,
        "@sample/b": SourceKind.WORKSPACE,
        "folder-tar": SourceKind.PATH,
        "git-dep": SourceKind.GIT,
        "local": SourceKind.PATH,
        "remote-tar": SourceKind.URL,
    } == others


def test_every_bun_locks_the_same() -> None:
    def known(name: str) -> dict[str, tuple[str, str | None, tuple[str, ...]]]:
        entries = by_key(parse(sample(name)))
        return {
            key: (entry.package.name, entry.version, entry.parents)
            for key, entry in entries.items()
            if "with-bundle" not in key and key != "os-not"
        }

    first, *others = map(known, NAMES)
    assert [first] * len(others) == others


def test_a_registry_entry_tells_all_that_the_lock_tells() -> None:
    entries = by_key(parse(sample("bun-v2.lock")))
    entry = entries["fsevents"]
    assert ("fsevents", "2.3.3", None, None) == (entry.package.name, entry.version, entry.registry, entry.url)
    assert ["sha512"] == [digest.algorithm for digest in entry.digests]
    assert (frozenset({"optional"}), True, ("os=darwin",)) == (entry.groups, entry.optional, entry.markers)
    entry = entries["os-not"]
    assert (HOST, f"{HOST}/os-not/-/os-not-1.0.0.tgz") == (entry.registry, entry.url)
    assert ("os=!win32,!darwin", "cpu=x64,arm64") == entry.markers


def test_install_hooks_are_told_from_version_2_on() -> None:
    def hooks(name: str) -> list[bool | None]:
        entries = by_key(parse(sample(name)))
        return [entries[key].has_install_hook for key in ("core-js", "left-pad", "git-dep")]

    assert [True, False, None] == hooks("bun-v2.lock")
    assert [None, None, None] == hooks("bun-v1.lock")


def test_lines_are_those_of_the_entries() -> None:
    lines = sample("bun-v2.lock").decode().split("\n")
    for key, entry in by_key(parse(sample("bun-v2.lock"))).items():
        assert entry.line is not None
        assert lines[entry.line - 1].startswith(f'    "{key}": ["')


def test_names_are_found_from_the_inside_out() -> None:
    entries = by_key(parse(sample("bun-v2.lock")))
    found = {key: (entry.version, entry.parents) for key, entry in entries.items() if key.endswith("ms")}
    assert {
        "ms": ("2.1.2", ("@sample/a",)),
        "debug/ms": ("2.1.3", ("debug",)),
        "debug2/ms": ("2.1.3", ("debug2",)),
        "git-dep/ms": ("2.0.0", ("git-dep",)),
        "local/ms": ("2.0.0", ("local",)),
    } == found
    assert (ROOT, "@sample/b", "use-sync-external-store") == entries["react"].parents
    assert (ROOT, "@sample/a") == entries["@sample/b"].parents


def test_dev_dependencies_of_the_project_and_its_members_are_told() -> None:
    entries = by_key(parse(sample("bun-v2.lock")))
    dev = {key for key, entry in entries.items() if "dev" in entry.groups}
    assert {"debug2", "debug2/ms", "left-pad"} == dev
    assert {"left-pad": "^1.0.0", "@sample/b": "1.0.0", "ms": "2.1.2"} == entries["@sample/a"].dependencies


def test_an_alias_keeps_both_names() -> None:
    entry = by_key(parse(sample("bun-v2.lock")))["lodash-old"]
    assert ("lodash", "3.10.1", "lodash-old") == (entry.package.name, entry.version, entry.alias)


def test_a_bundled_entry_with_a_digest_is_one_that_bun_may_fetch() -> None:
    entry = by_key(parse(sample("bun-v2.lock")))["with-bundle/inner"]
    assert (True, SourceKind.REGISTRY, ("with-bundle",)) == (entry.bundled, entry.source, entry.parents)


def test_a_bundled_entry_without_address_and_digest_is_part_of_the_one_it_lies_in() -> None:
    bundled = ["b@1.0.0", "", {"bundled": True}, ""]
    lock = read({"a": ["a@1.0.0", "", {}, SHA512], "a/b": bundled, "b": bundled})
    assert [SourceKind.REGISTRY, SourceKind.BUNDLED, SourceKind.REGISTRY] == [e.source for e in lock.packages]
    assert [(), ("a",), ()] == [entry.parents for entry in lock.packages]


@pytest.mark.parametrize(
    ("value", "source", "url"),
    [
        (["a@1.0.0", "", {}, SHA512], "registry", None),
        (["a@1.0.0", f"{HOST}/a/-/a-1.0.0.tgz", {}, SHA512], "registry", f"{HOST}/a/-/a-1.0.0.tgz"),
        (["a@github:x/y#1f", {}, "x-y-1f"], "git", "github:x/y#1f"),
        (["a@git+ssh://git@h.example/x.git#1f", {}, "1f"], "git", "git+ssh://git@h.example/x.git#1f"),
        (["a@https://files.example/a.tgz", {}, SHA512], "url", "https://files.example/a.tgz"),
        (
            ["a@https://registry.example/a/-/a-1.0.0.tgz", {}],
            "url",
            "https://registry.example/a/-/a-1.0.0.tgz",
        ),
        (["a@./lib/a.tgz", {}], "path", "./lib/a.tgz"),
        (["a@lib/a.tgz", {}], "path", "lib/a.tgz"),
        (["a@a.tgz", {}], "path", "a.tgz"),
        (["a@file:lib/a", {}], "path", "lib/a"),
        (["a@link:a", {}], "link", "a"),
        (["a@workspace:packages/a"], "workspace", "packages/a"),
        (["a@root:", {}], "workspace", ""),
    ],
)
def test_the_value_tells_the_source(value: list[Any], source: str, url: str | None) -> None:
    entry, problems = one(value)
    assert (source, url, []) == (entry.source, entry.url, problems)
    assert (SHA512 in value) == bool(entry.digests)


def test_an_address_of_another_package_is_told() -> None:
    entry, problems = one(["a@1.0.0", f"{HOST}/evil/-/evil-1.0.0.tgz", {}, SHA512])
    assert (SourceKind.URL, ["the URL belongs to another package: 'evil'"]) == (entry.source, problems)


def test_a_malformed_integrity_is_a_problem_and_the_entry_stands_without_it() -> None:
    entry, problems = one(["a@1.0.0", "", {}, "sha512-x"])
    assert ((), 1) == (entry.files, len(problems))


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("bad", None),
        ("bad", []),
        ("bad", [1]),
        ("bad", ["bad"]),
        ("bad", ["bad@"]),
        ("bad", ["@bad"]),
        ("bad", ["bad@1.0.0"]),
        ("bad", ["bad@1.0.0", {}]),
        ("bad", ["bad@*", "", {}, SHA512]),
        ("bad", ["../bad@1.0.0", "", {}, SHA512]),
        ("bad", ["bad@1.0.0", "", {"os": 1}, SHA512]),
        ("bad", ["bad@1.0.0", "", {"dependencies": []}, SHA512]),
        ("", ["bad@1.0.0", "", {}, SHA512]),
        ("@s", ["bad@1.0.0", "", {}, SHA512]),
        ("..", ["bad@1.0.0", "", {}, SHA512]),
        ("good/", ["bad@1.0.0", "", {}, SHA512]),
        ("a b", ["bad@1.0.0", "", {}, SHA512]),
        ("/".join(["a"] * 200), ["bad@1.0.0", "", {}, SHA512]),
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(key: str, bad: object) -> None:
    lock = read({"good": ["good@1.0.0", "", {}, SHA512], key: bad})
    assert ["good"] == [entry.key for entry in lock.packages]
    assert [key[-300:]] == [problem.what for problem in lock.problems]


def test_a_source_of_an_unknown_kind_is_a_problem_and_the_entry_stands() -> None:
    entry, problems = one(["a@odd:thing", {}])
    assert (SourceKind.URL, ["the URL has an unknown scheme"]) == (entry.source, problems)


def test_requests_that_no_entry_answers_are_listed() -> None:
    root = {"dependencies": {"gone": "1", "maybe": "1"}, "optionalDependencies": {"maybe": "1"}}
    member = {"name": "m", "devDependencies": {"lost": "1"}, "peerDependencies": {"peer": "1"}}
    lock = read({"m": ["m@workspace:m"]}, {"": root, "m": member})
    assert [
        (ROOT, "gone", Need.RUN),
        (ROOT, "maybe", Need.OPTIONAL),
        ("m", "peer", Need.PEER),
        ("m", "lost", Need.DEV),
    ] == [(one.asker, one.name, one.need) for one in lock.requests if not one.answers]


def test_bun_wants_an_entry_for_what_a_package_bundles() -> None:
    asks = {"dependencies": {"b": "1"}, "bundledDependencies": ["b"]}
    lock = read({"a": ["a@1.0.0", "", asks, SHA512]})
    assert [("a", "b", ())] == [(one.asker, one.name, one.answers) for one in lock.requests]


def test_a_member_without_an_entry_asks_as_the_project() -> None:
    members = {"": {}, "m": {"name": "m", "dependencies": {"a": "1"}}}
    assert [(ROOT,)] == [e.parents for e in read({"a": ["a@1.0.0", "", {}, SHA512]}, members).packages]


def test_a_folder_of_the_project_that_makes_no_sense_is_a_problem() -> None:
    lock = read({"a": ["a@1.0.0", "", {}, SHA512]}, {"": 1, "m": {"name": 1}})
    assert ["the project", "m"] == [problem.what for problem in lock.problems]
    assert 1 == len(lock.packages)


def test_circles_end() -> None:
    packages = {
        "a": ["a@1.0.0", "", {"dependencies": {"b": "1"}}, SHA512],
        "b": ["b@1.0.0", "", {"dependencies": {"a": "1", "b": "1"}}, SHA512],
    }
    lock = read(packages, {"": {"dependencies": {"a": "1"}}})
    assert [(ROOT, "b"), ("a",)] == [entry.parents for entry in lock.packages]


def test_a_key_that_stands_twice_is_told() -> None:
    text = made({"a": ["a@1.0.0", "", {}, SHA512], "b": ["b@1.0.0", "", {}, SHA512]}).replace(
        b'"b": [', b'"a": ['
    )
    lock = parse(text)
    assert ["a"] == [problem.what for problem in lock.problems]
    assert ["b"] == [entry.package.name for entry in lock.packages]


def test_names_of_prototype_members_are_names() -> None:
    entry, problems = one(["__proto__@1.0.0", "", {}, SHA512], "__proto__")
    assert ("__proto__", None, []) == (entry.package.name, entry.alias, problems)


@pytest.mark.parametrize("version", [None, 3, -1, "1", 1.0, True, [1]])
def test_an_unknown_version_is_never_guessed(version: object) -> None:
    with pytest.raises(ParseError, match="supported versions are 0, 1 and 2") as caught:
        parse(made({}, version=version))
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


@pytest.mark.parametrize("section", [None, [], "x"])
def test_sections_of_the_wrong_kind_are_refused(section: object) -> None:
    with pytest.raises(ParseError, match=r"bun\.lock"):
        parse(json.dumps({"lockfileVersion": 1, "workspaces": {}, "packages": section}).encode())
    with pytest.raises(ParseError, match=r"bun\.lock"):
        parse(json.dumps({"lockfileVersion": 1, "workspaces": section, "packages": {}}).encode())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\x00\xff", b"[" * 100_000, b'{"a":/*', b"<<<<<<< a\n{}"]
)
def test_what_is_no_lock_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse(data)


@pytest.mark.fuzz
@given(st.text(alphabet='{}[],:"/* \n1a', max_size=60).map(str.encode))
def test_any_bytes_give_a_lock_or_an_error(data: bytes) -> None:
    try:
        lock = parse(data)
    except ParseError:
        return
    assert_lawful(lock)


TEXTS = st.sampled_from(
    [
        "a@1.0.0", "a@workspace:a", "a@root:", "b@link:x", "a@github:x/y", "a@https://[", "@", "", "\n", "a", "1.0.0",
        "https://registry.example/a/-/a-1.0.0.tgz", "sha512-AAAA", "x" * 5_000, "../x",
    ]
)  # fmt: skip
FIELDS = st.sampled_from(
    [
        "name",
        "version",
        "os",
        "cpu",
        "bundled",
        "dependencies",
        "devDependencies",
        "peerDependencies",
        "a",
        "b",
    ]
)
VALUES = shapes(st.none() | st.booleans() | st.integers(-1, 2**70) | TEXTS, FIELDS)
KEYS = st.sampled_from(
    ["a", "b", "a/b", "@s/a", "@s/a/b", "a/a/a", "..", "", "__proto__", "a/node_modules/b"]
)


@pytest.mark.fuzz
@given(
    packages=st.dictionaries(KEYS, st.lists(TEXTS | VALUES, max_size=4) | VALUES, max_size=3) | VALUES,
    workspaces=st.dictionaries(KEYS, VALUES, max_size=2) | VALUES,
    version=st.integers(0, 2),
)
def test_anything_of_the_shape_of_a_lock_gives_a_lock_or_an_error(
    packages: object, workspaces: object, version: int
) -> None:
    try:
        read(packages, workspaces, version=version)
    except ParseError:
        return


PLAIN = st.sampled_from(["a", "b", "@s/a", "__proto__"])


@pytest.mark.fuzz
@given(
    wanted=st.dictionaries(
        PLAIN, st.tuples(st.sampled_from(["1.0.0", "2.0.0-rc.1"]), st.lists(PLAIN, unique=True))
    ),
    roots=st.lists(PLAIN, unique=True),
)
def test_a_lock_comes_back_with_names_versions_and_parents(
    wanted: dict[str, tuple[str, list[str]]], roots: list[str]
) -> None:
    packages = {
        name: [f"{name}@{version}", "", {"dependencies": dict.fromkeys(asks, "*")}, SHA512]
        for name, (version, asks) in wanted.items()
    }
    lock = read(packages, {"": {"name": "app", "dependencies": dict.fromkeys(roots, "*")}})
    assert [(name, version) for name, (version, _) in wanted.items()] == [
        (entry.package.name, entry.version) for entry in lock.packages
    ]
    for entry in lock.packages:
        askers = {asker for asker, (_, asks) in wanted.items() if entry.key in asks} - {entry.key}
        assert askers | ({ROOT} if entry.key in roots else set()) == set(entry.parents)
    assert set(roots) - set(wanted) == {
        one.name for one in lock.requests if one.asker == ROOT and not one.answers
    }
