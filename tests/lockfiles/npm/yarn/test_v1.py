import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Ancestry, Lock, LockedPackage, SourceKind
from pratique.lockfiles.npm.section import Section
from pratique.lockfiles.npm.yarn.v1 import read_v1
from pratique.lockfiles.npm.yarn.yarn_lock import parse
from tests.lockfiles.locks import SHA512, assert_lawful, by_key, sample

SHA1 = "0123456789abcdef0123456789abcdef01234567"
HOST = "https://registry.example"


def at(name: str, version: str) -> str:
    """The line of the address that a registry has a release at."""
    return f'resolved "{HOST}/{name}/-/{name.rpartition("/")[2]}-{version}.tgz"'


def read(text: str) -> Section:
    section = read_v1(text)
    assert_lawful(Lock(format="yarn.lock v1", packages=section.packages))
    return section


def one(header: str, *lines: str) -> tuple[LockedPackage, list[str]]:
    section = read("\n".join([f"{header}:", *(f"  {line}" for line in lines)]))
    [entry] = section.packages
    return entry, [problem.why for problem in section.problems]


def test_the_lock_of_yarn_1_is_read_whole() -> None:
    lock = parse(sample("yarn-v1.lock"))
    assert_lawful(lock)
    assert (None, ()) == (lock.name, lock.problems)
    others = {
        key: entry.source for key, entry in by_key(lock).items() if entry.source is not SourceKind.REGISTRY
    }
    assert {
        "git-dep@0.1.0": SourceKind.GIT,
        "linked@0.0.0": SourceKind.LINK,
        "local@1.0.0": SourceKind.PATH,
        "remote-tar@2.1.1": SourceKind.URL,
        "tar@2.1.1": SourceKind.PATH,
    } == others
    assert len(sample("yarn-v1.lock").split(b"\n  version ")) - 1 == len(lock.packages)


def test_a_registry_entry_tells_all_that_the_lock_tells() -> None:
    entry = by_key(parse(sample("yarn-v1.lock")))["left-pad@1.3.0"]
    assert ("left-pad", "1.3.0", HOST) == (entry.package.name, entry.version, entry.registry)
    [file] = entry.files
    assert f"{HOST}/left-pad/-/left-pad-1.3.0.tgz" == entry.url == file.url
    assert ["sha512", "sha1"] == [digest.algorithm for digest in file.digests]
    assert "5b8a3a7765dfe001261dde915589e782f8c94d1e" == file.digests[1].hex
    assert (None, (), frozenset(), False) == (
        entry.has_install_hook,
        entry.markers,
        entry.groups,
        entry.bundled,
    )


def test_lines_are_those_of_the_entries() -> None:
    lines = sample("yarn-v1.lock").decode().split("\n")
    for entry in parse(sample("yarn-v1.lock")).packages:
        assert entry.line is not None
        name = entry.alias or entry.package.name
        assert lines[entry.line - 1].strip('"').startswith(f"{name}@")


def test_what_no_entry_asks_for_the_project_asks_for() -> None:
    parents = {key: entry.parents for key, entry in by_key(parse(sample("yarn-v1.lock"))).items()}
    assert ("react@18.3.1",) == parents["loose-envify@1.4.0"]
    assert (ROOT,) == parents["react@18.3.1"]
    # The project asks for 4.0.0, the others for ranges.
    assert ("@babel/code-frame@7.29.7", "loose-envify@1.4.0", ROOT) == parents["js-tokens@4.0.0"]


def test_what_is_only_asked_for_as_optional_is_optional() -> None:
    entries = by_key(parse(sample("yarn-v1.lock")))
    entry = entries["@esbuild/linux-x64@0.19.0"]
    assert (frozenset({"optional"}), True, ("esbuild@0.19.0",)) == (
        entry.groups,
        entry.optional,
        entry.parents,
    )
    assert "0.19.0" == entries["esbuild@0.19.0"].dependencies["@esbuild/linux-x64"]


def test_an_alias_keeps_both_names() -> None:
    entry = by_key(parse(sample("yarn-v1.lock")))["lodash-old@3.10.1"]
    assert ("lodash", "3.10.1", "lodash-old") == (entry.package.name, entry.version, entry.alias)


def test_a_package_that_the_project_puts_in_the_place_of_another_is_what_it_is() -> None:
    entry = by_key(parse(sample("yarn-v1.lock")))["is-number@1.0.0"]
    assert ("is-positive", "is-number", HOST) == (entry.package.name, entry.alias, entry.registry)
    assert "is-odd@3.0.1" in entry.parents


def test_entries_that_ask_for_each_other_alone_hang_on_the_project() -> None:
    section = read(
        'a@^1:\n  version "1.0.0"\n  dependencies:\n    b "^1"\n\nb@^1:\n  version "1.0.0"\n  dependencies:\n    a "^1"\n'
    )
    assert [("b@1.0.0", ROOT), ("a@1.0.0",)] == [entry.parents for entry in section.packages]
    ancestry = Ancestry.of(Lock(format="", packages=section.packages))
    assert (("a@1.0.0", "b@1.0.0"),) == ancestry.chains("b@1.0.0")


def test_two_entries_of_one_release_have_two_keys() -> None:
    text = 'a@^1:\n  version "1.0.0"\n\na@~1:\n  version "1.0.0"\n'
    assert ["a@1.0.0", "a@~1 (line 4)"] == [entry.key for entry in read(text).packages]


@pytest.mark.parametrize(
    ("header", "resolved", "source", "url"),
    [
        ("a@^1", f"{HOST}/a/-/a-1.0.0.tgz#{SHA1}", "registry", f"{HOST}/a/-/a-1.0.0.tgz"),
        ("a@^1", f"{HOST}/a/-/a-1.0.0.tgz#", "registry", f"{HOST}/a/-/a-1.0.0.tgz"),
        ("a@^1", f"a-1.0.0.tgz#{SHA1}", "registry", None),
        ('"@s/a@^1"', f"@s-a-1.0.0.tgz#{SHA1}", "registry", None),
        ("a@x/y", "https://files.example/x/y/tar.gz/1f", "git", "https://files.example/x/y/tar.gz/1f"),
        ('"a@github:x/y"', "https://files.example/x/y/1f", "git", "https://files.example/x/y/1f"),
        ('"a@https://h.example/x.git"', "https://h.example/x.git#1f", "git", "https://h.example/x.git#1f"),
        (
            '"a@git+ssh://git@h.example/x"',
            "git+ssh://git@h.example/x#1f",
            "git",
            "git+ssh://git@h.example/x#1f",
        ),
        (
            '"a@https://files.example/a.tgz"',
            "https://files.example/a.tgz",
            "url",
            "https://files.example/a.tgz",
        ),
        ('"a@file:a.tgz"', f"file:a.tgz#{SHA1}", "path", "file:a.tgz"),
        ('"a@file:./a"', None, "path", "file:./a"),
        ("a@../a", None, "path", "../a"),
        ('"a@link:../a"', None, "link", "../a"),
    ],
)
def test_the_address_tells_the_source(
    header: str, resolved: str | None, source: str, url: str | None
) -> None:
    lines = ['version "1.0.0"', *([f'resolved "{resolved}"'] if resolved else [])]
    entry, problems = one(header, *lines)
    assert (source, url, []) == (entry.source, entry.url, problems)
    assert [SHA1] * (resolved or "").endswith(SHA1) == [digest.hex for digest in entry.digests]


ANEW = (
    "the entry has no `resolved`: yarn resolves the dependency again, even with --frozen-lockfile, and ignores the "
    "version and the digest in the lockfile"
)


@pytest.mark.parametrize(
    "header",
    ["a@^1", "a@latest", "a@", '"a@npm:b@^1"', "a@x/y", '"a@https://h.example/a.tgz"', '"a@file:./a", a@^1'],
)
def test_yarn_resolves_again_what_has_no_address(header: str) -> None:
    _, problems = one(header, 'version "1.0.0"', f"integrity {SHA512}")
    assert [ANEW] == problems


def test_an_address_of_another_package_or_version_is_told() -> None:
    entry, problems = one("a@^1", 'version "1.0.0"', f'resolved "{HOST}/evil/-/evil-1.0.0.tgz"')
    assert (SourceKind.URL, ["the URL belongs to another package: 'evil'"]) == (entry.source, problems)
    _, problems = one("a@^1", 'version "1.0.0"', f'resolved "{HOST}/a/-/a-6.6.6.tgz"')
    assert ["the URL belongs to another version: 'a-6.6.6'"] == problems


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ('evil@^1, "lodash@^4"', "lodash"),
        ('"a@npm:lodash@^4", evil@^1', "lodash"),
        ('"evil@npm:lodash@^4"', "lodash"),
        ('"a@npm:evil@^1", a@^1, b@^1', "b"),
    ],
)
def test_a_package_that_is_another_than_asked_for_is_told(header: str, wanted: str) -> None:
    entry, problems = one(header, 'version "1.0.0"', f'resolved "{HOST}/evil/-/evil-1.0.0.tgz"')
    assert "evil" == entry.package.name
    assert [
        f"the dependency is declared as {wanted!r}, but the URL belongs to another package: 'evil'"
    ] == problems


def test_a_folder_with_a_web_address_is_where_the_address_leads() -> None:
    entry, _ = one('"a@file:./a"', 'version "1.0.0"', 'resolved "https://files.example/a.tgz"')
    assert SourceKind.URL is entry.source


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f'resolved "{HOST}/a/-/a-1.0.0.tgz#xyz"', "the URL does not end with a sha1 digest: 'xyz'"),
        ('resolved "odd:thing"', "the URL has an unknown scheme"),
        ("integrity sha512-x", "a part of the `integrity` value is malformed: 'sha512-x'"),
        ('version "1.0.0"', "duplicate key in an entry: yarn uses the last value"),
    ],
)
def test_what_is_doubtful_is_a_problem_and_the_entry_stands(line: str, why: str) -> None:
    address = [] if line.startswith("resolved") else [at("a", "1.0.0")]
    assert [why] == one("a@^1", 'version "1.0.0"', line, *address)[1]


@pytest.mark.parametrize(
    "bad",
    [
        'bad@^1:\n  resolved "https://registry.example/bad/-/bad-1.0.0.tgz"\n',
        'bad@^1:\n  version "1 || 2"\n',
        '"../bad@^1":\n  version "1.0.0"\n',
        '"bad@npm:../x@1":\n  version "1.0.0"\n',
        '"@":\n  version "1.0.0"\n',
        '"bad\\u0000@1":\n  version "1.0.0"\n',
        "bad:\n",
        ", ".join(f"bad{number}@1" for number in range(60)) + ':\n  version "1.0.0"\n',
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: str) -> None:
    section = read(f'{bad}\ngood@^1:\n  version "1.0.0"\n  {at("good", "1.0.0")}\n')
    assert ["good@1.0.0"] == [entry.key for entry in section.packages]
    assert [1] == [problem.line for problem in section.problems]


def test_a_pattern_of_two_entries_is_a_problem() -> None:
    text = (
        f'a@^1:\n  version "1.0.0"\n  {at("a", "1.0.0")}\n\n'
        f'a@^1, a@^2:\n  version "2.0.0"\n  {at("a", "2.0.0")}\n\n'
        f'b@1:\n  version "1.0.0"\n  {at("b", "1.0.0")}\n  dependencies:\n    a "^1"\n'
    )
    section = read(text)
    assert [("a@^1", 5, "duplicate pattern: 'a@^1'")] == [
        (problem.what, problem.line, problem.why) for problem in section.problems
    ]
    parents = {entry.key: entry.parents for entry in section.packages}
    assert {"a@1.0.0": (ROOT,), "a@2.0.0": ("b@1.0.0", ROOT), "b@1.0.0": (ROOT,)} == parents


def test_names_of_prototype_members_are_names() -> None:
    entry, problems = one(
        '"__proto__@^1"', 'version "1.0.0"', at("__proto__", "1.0.0"), f"integrity {SHA512}"
    )
    assert ("__proto__", []) == (entry.package.name, problems)


NAMES = st.sampled_from(["a", "@s/a", "__proto__", "d.e"])
VERSIONS = st.sampled_from(["1.0.0", "2.0.0-rc.1", "0.0.1"])


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.tuples(NAMES, VERSIONS),
        st.lists(st.tuples(NAMES, VERSIONS), max_size=2, unique_by=lambda a: a[0]),
        max_size=4,
    )
)
def test_a_lock_comes_back_with_names_versions_and_parents(
    wanted: dict[tuple[str, str], list[tuple[str, str]]],
) -> None:
    text = "".join(
        f'"{name}@{version}":\n  version "{version}"\n  {at(name, version)}\n  dependencies:\n'
        + "".join(f'    "{other}" "{its}"\n' for other, its in asks)
        + "\n"
        for (name, version), asks in wanted.items()
    )
    section = read(text)
    assert not section.problems
    assert list(wanted) == [(entry.package.name, entry.version) for entry in section.packages]
    for (name, version), entry in zip(wanted, section.packages, strict=True):
        askers = {f"{asker}@{its}" for (asker, its), asks in wanted.items() if (name, version) in asks} - {
            entry.key
        }
        # Who asks for a name at a version that the lock does not have may get another one.
        assert askers <= set(entry.parents)
        assert entry.parents
