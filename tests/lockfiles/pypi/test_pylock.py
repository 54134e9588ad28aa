import json

import pytest

from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.core.names import Digest, Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.platforms import platform_from_name
from pratique.errors import ParseError, Reference
from pratique.lockfiles.pypi.pylock import parse
from tests.lockfiles.locks import assert_lawful, by_key, sample

HASHES = f'hashes = {{ sha256 = "{"0" * 64}", md5 = "{"0" * 32}" }}'


def pylock(text: str) -> Lock:
    lock = parse(f'lock-version = "1.0"\ncreated-by = "test"\n{text}'.encode())
    assert_lawful(lock)
    return lock


def entry(name: str, rest: str = "") -> str:
    wheel = f'wheels = [{{ url = "https://files.example/{name}-1.0-py3-none-any.whl", {HASHES} }}]'
    return f'[[packages]]\nname = "{name}"\nversion = "1.0"\n{rest}\n{wheel}\n'


def test_the_lock_of_uv_is_read_whole() -> None:
    lock = parse(sample("pylock.toml"))
    assert_lawful(lock)
    assert ("pylock.toml 1.0", ()) == (lock.format, lock.problems)
    entries = by_key(lock)
    assert 19 == len(entries)
    others = {key: found.source for key, found in entries.items() if found.source is not SourceKind.REGISTRY}
    assert {"gitlib==0.9": SourceKind.GIT, "idna==3.10": SourceKind.URL, "plain": SourceKind.PATH} == others
    click = entries["click==8.1.8"]
    assert ["click-8.1.8-py3-none-any.whl", "click-8.1.8.tar.gz"] == [file.filename for file in click.files]
    assert [98188, 226593] == [file.size_bytes for file in click.files]
    assert ("https://registry.example/simple", 23) == (click.registry, click.line)
    assert ('sys_platform == "win32"',) == entries["colorama==0.4.6"].markers


def test_addresses_of_direct_entries_are_told() -> None:
    entries = by_key(parse(sample("pylock.toml")))
    assert (
        "https://git.example/sample/gitlib.git#0a01dcaa8ab0d7647de7ff181fb607bd26484612"
        == entries["gitlib==0.9"].url
    )
    assert "libs/plain" == entries["plain"].url
    assert "idna-3.10-py3-none-any.whl" == entries["idna==3.10"].files[0].filename


def test_all_hashes_of_a_file_are_kept() -> None:
    [file] = pylock(entry("a")).packages[0].files
    assert (Digest("sha256", "0" * 64), Digest("md5", "0" * 32)) == file.digests


def test_a_version_is_kept_as_written() -> None:
    text = entry("a").replace('"1.0"', '"1.0.0"')
    assert "1.0.0" == pylock(text).packages[0].version


def test_dependencies_give_parents() -> None:
    lock = pylock(
        entry("a", 'dependencies = [{ name = "B", version = "1.0" }, { name = 1 }, { x = 1 }]') + entry("b")
    )
    assert ["b==1.0", (ROOT,)] == [lock.packages[1].key, lock.packages[0].parents]
    assert ("a==1.0",) == lock.packages[1].parents


@pytest.mark.parametrize(
    ("marker", "groups", "markers"),
    [
        ("'dev' in dependency_groups", {"dev"}, 0),
        ("'fast' in extras or 'dev' in dependency_groups", {"fast", "dev"}, 0),
        ("python_version > '3' and ('fast' in extras or 'dev' in dependency_groups)", {"fast", "dev"}, 1),
        ("'main' in dependency_groups or 'dev' in dependency_groups", set(), 0),
        ("os_name == 'nt' or 'dev' in dependency_groups", set(), 1),
        ("'dev' not in dependency_groups", set(), 0),
        ("os_name == 'nt'", set(), 1),
    ],
)
def test_extras_and_groups_are_told_by_the_marker(marker: str, groups: set[str], markers: int) -> None:
    [found] = pylock('default-groups = ["main", 1]\n' + entry("a", f'marker = "{marker}"')).packages
    assert (groups, markers) == (set(found.groups), len(found.markers))


def test_local_files_are_no_registry() -> None:
    text = f'[[packages]]\nname = "a"\nversion = "1.0"\nsdist = {{ path = "dist/a-1.0.tar.gz", {HASHES} }}\n'
    [found] = pylock(text).packages
    assert (SourceKind.PATH, "dist/a-1.0.tar.gz") == (found.source, found.url)
    text = f'[[packages]]\nname = "a"\narchive = {{ path = "dist/a-1.0.tar.gz", {HASHES} }}\n'
    [found] = pylock(text).packages
    assert (SourceKind.PATH, "dist/a-1.0.tar.gz", None) == (found.source, found.url, found.version)


def test_credentials_are_not_kept_in_the_registry() -> None:
    [found] = pylock(entry("a", 'index = "https://me:pw@registry.example/simple"')).packages
    assert "https://registry.example/simple" == found.registry


def test_a_name_does_not_hide_a_file_of_another_release() -> None:
    text = entry("a").replace(
        '{ url = "https://files.example/a',
        '{ name = "a-1.0-py3-none-any.whl", url = "https://files.example/evil',
    )
    assert ["a"] == [problem.what for problem in pylock(text).problems]


def test_attestation_identities_are_no_evidence() -> None:
    [found] = pylock(entry("a", 'attestation-identities = [{ kind = "x" }]')).packages
    assert "a==1.0" == found.key


@pytest.mark.parametrize(
    "bad",
    [
        "",
        'version = "1.0"',
        f'wheels = [{{ url = "https://files.example/bad-1.0-py3-none-any.whl", {HASHES} }}]',
        f'version = "2.0"\nwheels = [{{ url = "https://files.example/bad-1.0-py3-none-any.whl", {HASHES} }}]',
        f'version = "1.0"\nwheels = [{{ url = "https://files.example/evil-1.0-py3-none-any.whl", {HASHES} }}]',
        'version = "x y"\ndirectory = { path = "x" }',
        'marker = "nonsense"\ndirectory = { path = "x" }',
        f"marker = \"{'(' * 5000}os_name == 'x'\"\ndirectory = {{ path = 'x' }}",
        "dependencies = 1\ndirectory = { path = 'x' }",
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: str) -> None:
    lock = pylock(f'[[packages]]\nname = "bad"\n{bad}\n' + entry("good"))
    assert ["good"] == [found.package.name for found in lock.packages]
    assert [("bad", 3)] == [(problem.what, problem.line) for problem in lock.problems]
    assert "\n" not in lock.problems[0].why


def test_entries_that_are_no_tables_are_problems() -> None:
    assert ["an entry"] == [problem.what for problem in pylock("packages = [1]\n").problems]


def test_a_malformed_hash_is_a_problem_and_the_entry_stands() -> None:
    lock = pylock(entry("a").replace("0" * 64, "x"))
    assert ["md5"] == [digest.algorithm for digest in lock.packages[0].digests]
    assert ["a"] == [problem.what for problem in lock.problems]


@pytest.mark.parametrize("version", ['"1.1"', '"2.0"', "1.0", '"x"'])
def test_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(ParseError, match=r"supported versions are 1\.0") as caught:
        parse(f"lock-version = {version}\n".encode())
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


@pytest.mark.parametrize(
    ("marker", "installed"),
    [
        ("os_name == 'nt' and 'default' in dependency_groups", False),
        ("'default' in dependency_groups and os_name == 'nt'", False),
        ("('a' in extras or 'dev' in dependency_groups) and os_name == 'nt'", False),
        ("'a' in extras and (os_name == 'nt' or 'b' in extras)", True),
        ("os_name == 'nt' or 'dev' in dependency_groups", True),
        ("os_name == 'nt' and 'x' not in extras or os_name == 'posix'", True),
        ("os_name == \"'a' in extras\"", True),
    ],
)
def test_a_marker_of_groups_speaks_of_the_platform_too(marker: str, installed: bool) -> None:
    text = entry("a", f"marker = {json.dumps(marker)}")
    [found] = pylock(text).packages
    platform = platform_from_name("linux-x86_64", python=(3, 11))
    assert installed is ECOSYSTEMS[Ecosystem.PYPI].matches_platform(found.markers, platform)


def test_a_lock_without_packages_is_cut_off() -> None:
    """PEP 751 requires the key, if only for an empty list."""
    with pytest.raises(ParseError, match="has no packages"):
        parse(b'lock-version = "1.0"\ncreated-by = "x"\n')
    assert () == parse(b'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n').packages
