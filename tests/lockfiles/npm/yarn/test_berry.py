from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, LockedPackage, Need, SourceKind
from pratique.errors import ParseError
from pratique.lockfiles.npm.yarn.berry import read_berry
from tests.lockfiles.locks import assert_lawful, by_key, sample, shapes

NAMES = ["yarn-berry-v4.lock", "yarn-berry-v6.lock", "yarn-berry-v8.lock", "yarn-berry-v10.lock"]
LOCATOR = "::locator=sample-app%40workspace%3A."


def read(*entries: str) -> Lock:
    lock = read_berry("\n\n".join(["__metadata:\n  version: 8", *entries]).encode())
    assert_lawful(lock)
    return lock


def entry(header: str, resolution: str, version: str = "1.0.0", *lines: str) -> str:
    told = [
        f'"{header}":',
        f"  version: {version}",
        f'  resolution: "{resolution}"',
        *(f"  {line}" for line in lines),
    ]
    return "\n".join(told)


def release(lock: Lock, name: str) -> LockedPackage:
    [found] = [package for package in lock.packages if package.package.name == name]
    return found


PROJECT = entry("app@workspace:.", "app@workspace:.", "0.0.0-use.local", "dependencies:", '  a: "npm:^1"')


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_of_yarn_berry_is_read_whole(name: str) -> None:
    lock = read_berry(sample(name))
    assert_lawful(lock)
    assert ("sample-app", ()) == (lock.name, lock.problems)
    others = {
        package.package.name: package.source
        for package in lock.packages
        if package.source is not SourceKind.REGISTRY
    }
    assert {
        "@sample/a": SourceKind.WORKSPACE,
        "@sample/b": SourceKind.WORKSPACE,
        "folder-tar": SourceKind.PATH,
        "git-dep": SourceKind.GIT,
        "linked": SourceKind.LINK,
        "local": SourceKind.PATH,
        "portal": SourceKind.LINK,
        "remote-tar": SourceKind.URL,
    } == others


def test_every_yarn_berry_locks_the_same() -> None:
    def known(name: str) -> set[tuple[str, str | None, frozenset[str]]]:
        lock = read_berry(sample(name))
        names = {ROOT: ROOT} | {package.key: str(package.ref) for package in lock.packages}
        return {
            (package.package.name, package.version, frozenset(names[parent] for parent in package.parents))
            for package in lock.packages
        }

    first, *others = map(known, NAMES)
    assert [first] * len(others) == others


def test_a_registry_entry_tells_all_that_the_lock_tells() -> None:
    found = by_key(read_berry(sample("yarn-berry-v10.lock")))["@img/sharp-libvips-linux-x64@npm:1.0.0"]
    assert ("@img/sharp-libvips-linux-x64", "1.0.0") == (found.package.name, found.version)
    assert ("os=linux", "cpu=x64", "libc=glibc") == found.markers
    assert (True, frozenset({"optional"}), None) == (found.optional, found.groups, found.has_install_hook)
    assert (None, None) == (found.registry, found.url)
    # yarn's checksum is one of its own zip.
    assert () == found.files


def test_lines_are_those_of_the_entries() -> None:
    lines = sample("yarn-berry-v8.lock").decode().split("\n")
    for package in read_berry(sample("yarn-berry-v8.lock")).packages:
        assert package.line is not None
        assert f'  resolution: "{package.key}"' == lines[package.line + 1]


def test_members_are_asked_for_by_the_project_and_have_no_version() -> None:
    found = by_key(read_berry(sample("yarn-berry-v8.lock")))["@sample/b@workspace:packages/b"]
    assert (None, "packages/b") == (found.version, found.url)
    assert ("@sample/a@workspace:packages/a", ROOT) == found.parents
    assert {"react": "*", "esbuild": "0.19.0"} == found.dependencies


def test_a_patched_package_is_the_package_under_the_patch() -> None:
    lock = read_berry(sample("yarn-berry-v8.lock"))
    assert not [package.key for package in lock.packages if "patch:" in package.key]
    found = by_key(lock)
    assert (ROOT,) == found["resolve@npm:1.22.0"].parents
    assert (ROOT,) == found["is-number@npm:7.0.0"].parents
    # The project has a patched 6.0.0 instead of the ^6.0.0 that is asked for.
    assert ("is-odd@npm:3.0.1",) == found["is-number@npm:6.0.0"].parents
    assert ("resolve@npm:1.22.0",) == found["path-parse@npm:1.0.7"].parents


def test_a_patch_of_a_package_that_the_lock_does_not_have_stands_for_it() -> None:
    lock = read(entry("b@patch:a@npm:1.0.0#./x", "b@patch:a@npm%3A1.0.0#./x::version=1.0.0"))
    [found] = lock.packages
    assert ("a", "1.0.0", "b", ()) == (found.package.name, found.version, found.alias, lock.problems)


def test_an_alias_keeps_both_names() -> None:
    found = by_key(read_berry(sample("yarn-berry-v4.lock")))
    assert "lodash-old" == found["lodash@npm:3.10.1"].alias
    assert "sharp-linux" == found["@img/sharp-linux-x64@npm:0.33.0"].alias
    # It is there under its own name too.
    assert found["debug@npm:4.4.3"].alias is None


def test_a_path_counts_from_the_entry_that_asks() -> None:
    lock = read(
        PROJECT.replace('a: "npm:^1"', 'x: "file:./x"'),
        entry("m@workspace:m", "m@workspace:m", "0.0.0-use.local", "dependencies:", '  x: "file:./x"'),
        entry(
            "x@file:./x::locator=app%40workspace%3A.", "x@file:./x#./x::hash=1&locator=app%40workspace%3A."
        ),
        entry("x@file:./x::locator=m%40workspace%3Am", "x@file:./x#./x::hash=2&locator=m%40workspace%3Am"),
    )
    assert [(ROOT,), ("m@workspace:m",)] == [
        package.parents for package in lock.packages if package.source is SourceKind.PATH
    ]


def test_requests_that_no_entry_answers_are_listed() -> None:
    optional = ["dependencies:", "  b: ^1", "  c: ^1", "dependenciesMeta:", "  c:", "    optional: true"]
    lock = read(PROJECT, entry("m@workspace:m", "m@workspace:m", "0.0.0-use.local", *optional))
    assert [
        (ROOT, "a", "^1", Need.RUN),
        ("m@workspace:m", "b", "^1", Need.RUN),
        ("m@workspace:m", "c", "^1", Need.OPTIONAL),
    ] == [(one.asker, one.name, one.wanted, one.need) for one in lock.requests]


def test_a_project_without_a_name_has_none() -> None:
    text = "root-workspace-0b6124@workspace:."
    assert read(entry(text, text)).name is None


def test_an_entry_that_is_another_package_than_asked_for_is_told() -> None:
    lock = read(PROJECT, entry("a@npm:^1", "evil@npm:1.0.0"))
    assert ["the dependency is declared as 'a', but its resolution is another package"] == [
        problem.why for problem in lock.problems
    ]
    assert ("a", (ROOT,)) == (release(lock, "evil").alias, release(lock, "evil").parents)


def test_a_version_that_is_not_that_of_the_resolution_is_told() -> None:
    lock = read(entry("a@npm:^1", "a@npm:6.6.6"))
    assert (["a@npm:^1"], "6.6.6") == ([problem.what for problem in lock.problems], lock.packages[0].version)


@pytest.mark.parametrize("place", ["link:./a", "portal:./a", "file:./a", "exec:./a.js"])
def test_a_path_in_the_place_of_a_package_of_the_registry_is_told(place: str) -> None:
    lock = read(entry("a@npm:^1", f"a@{place}"))
    assert ["the dependency is a registry package, but its resolution is a path"] == [
        problem.why for problem in lock.problems
    ]


def test_a_range_of_another_registry_may_have_another_name() -> None:
    assert () == read(entry("@std/a@jsr:^1", "@jsr/std__a@npm:1.0.0")).problems


def test_conditions_that_are_not_understood_are_a_problem_and_the_entry_stands_everywhere() -> None:
    lock = read(entry("a@npm:^1", "a@npm:1.0.0", "1.0.0", "conditions: os=linux | cpu=x64"))
    assert (1, ()) == (len(lock.problems), lock.packages[0].markers)


def test_a_key_that_stands_twice_is_a_problem() -> None:
    lock = read(PROJECT, entry("a@npm:^1", "a@npm:1.0.0", "1.0.0", "version: 1.0.0"))
    assert ["a@npm:^1 > version"] == [problem.what for problem in lock.problems]


def test_a_pattern_of_two_entries_is_a_problem() -> None:
    lock = read(PROJECT, entry("a@npm:^1", "a@npm:1.0.0"), entry("a@^1", "a@npm:2.0.0", "2.0.0"))
    assert [("a", "duplicate pattern: yarn uses the last entry")] == [
        (problem.what, problem.why) for problem in lock.problems
    ]
    assert [(), (ROOT,)] == [package.parents for package in lock.packages]


@pytest.mark.parametrize(
    "bad",
    [
        '"bad@npm:1": 1',
        '"bad@npm:1":\n  version: 1.0.0',
        entry("bad@npm:1", "bad@npm:*", "1.0.0"),
        entry("bad@npm:1", "../bad@npm:1.0.0"),
        entry("../bad@npm:1", "bad@npm:1.0.0"),
        entry("bad@npm:1", "bad@npm:1.0.0\\0"),
        entry("bad@npm:1", "bad"),
        entry("bad@npm:1, ", "bad@npm:1.0.0"),
        entry("bad@npm:1", "good@npm:1.0.0"),
        entry("bad@npm:1", "bad@npm:1.0.0", "1.0.0", "dependencies: []"),
        entry("bad@npm:1", "bad@npm:1.0.0", "1.0.0", "dependencies:", "  a:", "    b: 1"),
        entry("bad@npm:1", "a@patch:" * 20 + "a@npm:1.0.0"),
        entry("bad@npm:1", "bad@npm:1.0.0#" + "x" * 5_000),
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: str) -> None:
    lock = read(entry("good@npm:1", "good@npm:1.0.0"), bad)
    assert ["good@npm:1.0.0"] == [package.key for package in lock.packages]
    assert [8] == [problem.line for problem in lock.problems]


def test_circles_end() -> None:
    lock = read(
        PROJECT,
        entry("a@npm:^1", "a@npm:1.0.0", "1.0.0", "dependencies:", "  b: ^1"),
        entry("b@npm:^1", "b@npm:1.0.0", "1.0.0", "dependencies:", "  a: ^1"),
    )
    assert [(ROOT, "b@npm:1.0.0"), ("a@npm:1.0.0",)] == [package.parents for package in lock.packages]


def test_names_of_prototype_members_are_names() -> None:
    assert "__proto__" == read(entry("__proto__@npm:^1", "__proto__@npm:1.0.0")).packages[0].package.name


def test_entries_without_end_are_refused() -> None:
    data = b"__metadata:\n  version: 8\n" + b"".join(b"%d:\n" % number for number in range(200_001))
    with pytest.raises(ParseError, match="entries"):
        read_berry(data)


FIELDS = st.sampled_from(
    [
        "version",
        "resolution",
        "dependencies",
        "peerDependencies",
        "dependenciesMeta",
        "conditions",
        "checksum",
    ]
)
TEXTS = st.sampled_from(
    [
        "1.0.0", "a@npm:1.0.0", "a@patch:a@npm%3A1.0.0#x", "a@workspace:.", "b@workspace:b", "a@link:x", "os=linux", "^1",
        "npm:^1", "npm:a@^1", "a@https://[", "a@patch:a@workspace%3A.#x", "@", "", "\n", "a@file:../x", "\x1f",
    ]
)  # fmt: skip
VALUES = shapes(st.none() | st.booleans() | TEXTS, st.sampled_from(["a", "b", "optional"]))
HEADERS = st.sampled_from(
    ["a@npm:^1", "a@^1, b@npm:a@^1", "a@workspace:.", "b@workspace:b", "@", "", "a@patch:a@^1#x"]
)


def as_yaml(value: object) -> str:
    """A value as YAML in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{as_yaml(key)}: {as_yaml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(as_yaml, value)) + "]"
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case _:
            return '"' + "".join(f"\\x{ord(c):02x}" if c in '"\\\n\x1f' else c for c in str(value)) + '"'


@pytest.mark.fuzz
@given(st.dictionaries(HEADERS, st.dictionaries(FIELDS, VALUES, max_size=5) | VALUES, max_size=3))
def test_anything_of_the_shape_of_a_lock_gives_a_lock_or_an_error(entries: dict[str, Any]) -> None:
    lines = [f"{as_yaml(header)}: {as_yaml(value)}" for header, value in entries.items()]
    try:
        read(*lines)
    except ParseError:
        return


PACKAGES = st.tuples(
    st.sampled_from(["a", "b", "@s/a", "__proto__"]), st.sampled_from(["1.0.0", "2.0.0-rc.1"])
)


@pytest.mark.fuzz
@given(
    st.dictionaries(
        PACKAGES, st.lists(PACKAGES, max_size=2, unique_by=lambda package: package[0]), max_size=4
    )
)
def test_a_lock_comes_back_with_names_versions_and_parents(
    wanted: dict[tuple[str, str], list[tuple[str, str]]],
) -> None:
    blocks = [
        entry(
            f"{name}@npm:{version}",
            f"{name}@npm:{version}",
            version,
            *(["dependencies:"] if asks else []),
            *(f'  "{other}": "npm:{its}"' for other, its in asks),
        )
        for (name, version), asks in wanted.items()
    ]
    lock = read(*blocks)
    assert not lock.problems
    assert list(wanted) == [(package.package.name, package.version) for package in lock.packages]
    for (name, version), package in zip(wanted, lock.packages, strict=True):
        askers = {f"{asker}@npm:{its}" for (asker, its), asks in wanted.items() if (name, version) in asks}
        assert askers - {package.key} <= set(package.parents)


def test_the_checksum_of_a_zip_is_no_digest_of_the_artifact() -> None:
    text = (
        "__metadata:\n  version: 8\n\n"
        '"ms@npm:2.1.3":\n  version: 2.1.3\n  resolution: "ms@npm:2.1.3"\n  checksum: 10c0/abc\n'
        '  languageName: node\n  linkType: hard\n\n"a@npm:1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n'
        "  languageName: node\n  linkType: hard\n"
    )
    found = {package.package.name: package for package in read_berry(text.encode()).packages}

    assert ((), True) == (found["ms"].digests, found["ms"].own_checksum)
    assert found["a"].own_checksum is False
