import pytest

from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.errors import ParseError, Reference
from pratique.lockfiles.pypi.poetry_lock import parse
from tests.lockfiles.locks import SHA256, assert_lawful, by_key, sample

END = '\n[metadata]\nlock-version = "2.1"\n'


def poetry(text: str, end: str = END) -> Lock:
    lock = parse((text + end).encode())
    assert_lawful(lock)
    return lock


@pytest.mark.parametrize("version", ["1.1", "2.0", "2.1"])
def test_the_lock_of_poetry_is_read_whole(version: str) -> None:
    lock = parse(sample(f"poetry-{version}.lock"))
    assert_lawful(lock)
    assert (f"poetry.lock {version}", ()) == (lock.format, lock.problems)
    entries = by_key(lock)
    assert SourceKind.URL is entries["idna==3.10"].source
    assert ("https://registry.example/simple", None) == (
        entries["requests==2.31.0"].registry,
        entries["click==8.1.8"].registry,
    )
    assert ("importlib-metadata==4.13.0",) == entries["zipp==3.15.0"].parents
    assert ("requests==2.31.0",) == entries["pysocks==1.7.1"].parents
    assert (ROOT,) == entries["requests==2.31.0"].parents
    assert ({"fast"}, True) == (set(entries["toml==0.10.2"].groups), entries["toml==0.10.2"].optional)


@pytest.mark.parametrize("version", ["1.1", "2.0", "2.1"])
def test_each_version_of_a_name_has_its_own_files(version: str) -> None:
    entries = by_key(parse(sample(f"poetry-{version}.lock")))
    files = entries["zipp==3.15.0"].files
    assert ["zipp-3.15.0-py3-none-any.whl", "zipp-3.15.0.tar.gz"] == [file.filename for file in files]
    assert ["sha256"] == [digest.algorithm for digest in files[0].digests]


def test_groups_markers_and_lines_are_told() -> None:
    lock = parse(sample("poetry-2.1.lock"))
    entries = by_key(lock)
    assert {"dev"} == entries["iniconfig==2.0.0"].groups
    assert set() == entries["click==8.1.8"].groups
    assert ('platform_system == "Windows"',) == entries["colorama==0.4.6"].markers
    lines = sample("poetry-2.1.lock").decode().split("\n")
    assert all(
        ["[[package]]", f'name = "{entry.package.name}"']
        == lines[(entry.line or 0) - 1 : (entry.line or 0) + 1]
        for entry in lock.packages
    )
    assert {"dev"} == by_key(parse(sample("poetry-1.1.lock")))["iniconfig==2.0.0"].groups


def test_a_condition_on_an_extra_is_no_condition_on_the_platform() -> None:
    assert () == by_key(parse(sample("poetry-2.1.lock")))["toml==0.10.2"].markers


def test_git_and_folders_are_told() -> None:
    entries = by_key(parse(sample("poetry-2.1.lock")))
    git = entries["gitlib==0.9"]
    assert SourceKind.GIT is git.source
    assert "https://git.example/sample/gitlib.git#0a01dcaa8ab0d7647de7ff181fb607bd26484612" == git.url
    assert (SourceKind.PATH, "libs/plain") == (entries["plain==0.2"].source, entries["plain==0.2"].url)


def test_several_ranges_of_one_name_find_their_versions() -> None:
    lock = poetry(
        """
[[package]]
name = "A"
version = "1"
[package.dependencies]
B = [{version = "<2", markers = "python_version < '3.9'"}, {version = ">=2"}]
[[package]]
name = "b"
version = "1.0"
[[package]]
name = "b"
version = "2.0"
[[package]]
name = "c"
version = "1"
dependencies = {b = "<2"}
"""
    )
    entries = by_key(lock)
    assert ("a==1", "c==1") == entries["b==1.0"].parents
    assert ("a==1",) == entries["b==2.0"].parents
    assert {"b": "<2 || >=2"} == entries["a==1"].dependencies


def test_two_sources_of_one_version_have_two_keys() -> None:
    entry = '[[package]]\nname = "a"\nversion = "1"\n[package.source]\ntype = "legacy"\nurl = "https://%s.example"\n'
    lock = poetry(entry % "one" + entry % "two")
    assert ["a==1 (https://one.example)", "a==1 (https://two.example)"] == list(by_key(lock))


def test_credentials_are_not_kept_in_the_registry() -> None:
    lock = poetry(
        '[[package]]\nname = "a"\nversion = "1"\nsource = {type = "legacy", url = "https://me:pw@one.example/x"}\n'
    )
    assert "https://one.example/x" == lock.packages[0].registry


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ('{main = "a == 1", dev = "b == 2"}', ("(a == 1) or (b == 2)",)),
        ('{main = "a == 1", dev = "a == 1"}', ("a == 1",)),
        ('{dev = "b == 2"}', ()),
    ],
)
def test_conditions_by_group_are_joined(told: str, expected: tuple[str, ...]) -> None:
    lock = poetry(f'[[package]]\nname = "a"\nversion = "1"\ngroups = ["main", "dev"]\nmarkers = {told}\n')
    assert expected == lock.packages[0].markers


def test_an_optional_entry_that_no_extra_names_is_optional() -> None:
    lock = poetry('[[package]]\nname = "a"\nversion = "1"\ngroups = ["main"]\noptional = true\n')
    assert {"optional"} == lock.packages[0].groups


@pytest.mark.parametrize(
    "bad",
    [
        'name = "bad"',
        'name = "bad"\nversion = 1',
        'name = "bad"\nversion = "1/2"',
        'name = "bad"\nversion = "1"\nsource = {type = "odd"}',
        'name = "bad"\nversion = "1"\nsource = {}',
        'name = "bad"\nversion = "1"\nfiles = [1]',
        'name = "bad"\nversion = "1"\ndependencies = {a = 1}',
        'name = "bad"\nversion = "1"\ndependencies = 2020-01-01',
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: str) -> None:
    lock = poetry(f'[[package]]\n{bad}\n[[package]]\nname = "good"\nversion = "1"\n')
    assert ["good"] == [entry.package.name for entry in lock.packages]
    assert [("bad", 1)] == [(problem.what, problem.line) for problem in lock.problems]


def test_a_malformed_hash_is_a_problem_and_the_entry_stands() -> None:
    files = f'[{{file = "a-1.tar.gz", hash = "sha256:xx"}}, {{file = "a-1.zip", hash = "{SHA256}"}}, {{file = "a-1-py3-none-any.whl"}}]'
    lock = poetry(f'[[package]]\nname = "a"\nversion = "1"\nfiles = {files}\n')
    assert [0, 1, 0] == [len(file.digests) for file in lock.packages[0].files]
    assert ["a"] == [problem.what for problem in lock.problems]


@pytest.mark.parametrize("version", ['"2.2"', '"3.0"', '"0.9"', '"x"'])
def test_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(ParseError, match=r"supported versions are 1\.0, 1\.1, 2\.0, 2\.1") as caught:
        poetry("", f"[metadata]\nlock-version = {version}\n")
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


def test_a_missing_version_is_refused() -> None:
    with pytest.raises(ParseError, match="no version"):
        poetry("", "")


@pytest.mark.parametrize(
    "end",
    [
        "metadata = 1",
        "[metadata]\nlock-version = 2",
        "[metadata]\nfiles = 1",
        '[metadata]\nlock-version = "2.1"\n[extras]\na = 1',
        'extras = 1\n[metadata]\nlock-version = "2.1"\n',
    ],
)
def test_tables_of_the_wrong_shape_are_refused(end: str) -> None:
    with pytest.raises(ParseError, match="not valid"):
        poetry("", end)


OTHER = SHA256.replace("0", "1")


def test_a_file_of_another_release_is_kept_and_told() -> None:
    """Poetry accepts each hash of an entry for any file of its release."""
    files = f'[{{file = "a-1.tar.gz", hash = "{SHA256}"}}, {{file = "a-9.tar.gz", hash = "{OTHER}"}}]'
    lock = poetry(f'[[package]]\nname = "a"\nversion = "1"\nfiles = {files}\n')
    assert [SHA256, OTHER] == [str(digest) for digest in lock.packages[0].digests]
    assert ["a file of the entry belongs to another release: 'a-9.tar.gz'"] == [
        one.why for one in lock.problems
    ]


def test_a_file_that_1_1_lists_for_no_version_counts_for_each() -> None:
    lock = parse(
        f"""[[package]]
name = "a"
version = "1"

[[package]]
name = "a"
version = "2"

[metadata]
lock-version = "1.1"

[metadata.files]
A = [
    {{file = "a-1.tar.gz", hash = "{SHA256}"}},
    {{file = "a-2.tar.gz", hash = "{SHA256}"}},
    {{file = "a-9.tar.gz", hash = "{OTHER}"}},
]
""".encode()
    )
    assert {"1": ["a-1.tar.gz", "a-9.tar.gz"], "2": ["a-2.tar.gz", "a-9.tar.gz"]} == {
        one.version: [file.filename for file in one.files] for one in lock.packages
    }
    assert 2 == len(lock.problems)


@pytest.mark.parametrize(
    ("source", "kind", "registry", "url"),
    [
        ("", SourceKind.REGISTRY, None, None),
        ('type = "legacy"\nurl = "https://me:pw@own.example/simple"\nreference = "own"', SourceKind.REGISTRY, "https://own.example/simple", None),
        ('type = "url"\nurl = "https://own.example/a-1.tar.gz"', SourceKind.URL, None, "https://own.example/a-1.tar.gz"),
        ('type = "file"\nurl = "vendor/a-1.tar.gz"', SourceKind.PATH, None, "vendor/a-1.tar.gz"),
        ('type = "directory"\nurl = "vendor/a"', SourceKind.PATH, None, "vendor/a"),
    ],
)  # fmt: skip
def test_each_source_is_where_poetry_takes_the_bytes(
    source: str, kind: SourceKind, registry: str | None, url: str | None
) -> None:
    text = '[[package]]\nname = "a"\nversion = "1"\n' + (f"[package.source]\n{source}\n" if source else "")
    [entry] = poetry(text).packages
    assert (kind, registry, url) == (entry.source, entry.registry, entry.url)


def test_an_entry_that_1_1_lists_no_files_for_is_told() -> None:
    """Poetry writes an empty list for a package without files, and stops where there is none."""
    lines = sample("poetry-1.1.lock").decode().splitlines(keepends=True)
    cut = lines[: lines.index("idna = []\n")]
    assert {"importlib-metadata", "requests", "zipp"} < {
        one.what for one in parse("".join(cut).encode()).problems
    }
