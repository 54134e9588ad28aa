import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.errors import ParseError, Reference
from pratique.lockfiles.pypi.pipfile_lock import MOST_HASHES, parse
from pratique.lockfiles.reading.document import MOST_ENTRIES
from tests.lockfiles.locks import SHA256, assert_lawful, by_key, sample, shapes

META = {
    "hash": {"sha256": "0" * 64},
    "pipfile-spec": 6,
    "requires": {},
    "sources": [
        {"name": "main", "url": "https://registry.example/simple", "verify_ssl": True},
        {"name": "own", "url": "https://me:${PASSWORD}@private.example/simple", "verify_ssl": True},
    ],
}


def pipfile(meta: object = META, **categories: object) -> Lock:
    lock = parse(json.dumps({"_meta": meta, **categories}, indent=1).encode())
    assert_lawful(lock)
    return lock


def test_the_lock_of_pipenv_is_read_whole() -> None:
    lock = parse(sample("Pipfile.lock"))
    assert_lawful(lock)
    assert ("Pipfile.lock v6", ()) == (lock.format, lock.problems)
    assert ("https://registry.example/simple",) == lock.registries
    entries = by_key(lock)
    assert {(ROOT,)} == {one.parents for one in lock.packages}
    git = entries["gitlib"]
    assert (
        SourceKind.GIT,
        "https://git.example/sample/gitlib.git#2f67c936a15dafc0c876662cd29cf6c5e8b36e9e",
    ) == (git.source, git.url)
    assert (SourceKind.PATH, "libs/plain") == (entries["plain"].source, entries["plain"].url)
    assert [{"dev"}, {"docs"}, set()] == [
        set(entries[key].groups) for key in ("iniconfig==2.0.0", "click==8.1.8", "idna==3.20")
    ]
    assert ("https://registry.example/simple", "https://registry.example/simple") == (
        entries["click==8.1.8"].registry,
        entries["idna==3.20"].registry,
    )
    assert [1, 1] == [len(file.digests) for file in entries["idna==3.20"].files]
    lines = sample("Pipfile.lock").decode().split("\n")
    assert all(f'"{one.package.name}": {{' in lines[(one.line or 0) - 1] for one in lock.packages)


def test_an_entry_for_another_platform_pins_nothing() -> None:
    colorama = by_key(parse(sample("Pipfile.lock")))["colorama"]
    assert (None, ("sys_platform == 'win32'",)) == (colorama.version, colorama.markers)


def test_credentials_are_not_kept_in_the_registry() -> None:
    lock = pipfile(default={"a": {"version": "==1", "index": "own"}})
    assert "https://private.example/simple" == lock.packages[0].registry
    assert ("https://registry.example/simple", "https://private.example/simple") == lock.registries


def test_an_entry_without_an_index_comes_from_the_first_source() -> None:
    lock = pipfile(default={"a": {"version": "==1", "hashes": [SHA256]}})
    assert "https://registry.example/simple" == lock.packages[0].registry


def test_of_two_sources_of_one_name_the_first_counts_and_it_is_told() -> None:
    sources = [{"name": "x", "url": f"https://{host}.example/simple"} for host in ("first", "second")]
    meta = {"pipfile-spec": 6, "sources": sources}
    lock = parse(json.dumps({"_meta": meta, "default": {"a": {"version": "==1", "index": "x"}}}).encode())
    assert ("https://first.example/simple", ["_meta"]) == (
        lock.packages[0].registry,
        [problem.what for problem in lock.problems],
    )


def test_where_no_wheel_is_allowed_the_source_distribution_is_meant() -> None:
    lock = pipfile(default={"a_b": {"version": "==1.0", "hashes": [SHA256], "no_binary": True}})
    assert "a-b-1.0.tar.gz" == lock.packages[0].like


def test_each_hash_is_kept() -> None:
    """Pip takes any file with any of them."""
    other = SHA256.replace("0", "1")
    [entry] = pipfile(default={"a": {"version": "==1", "hashes": [SHA256, other]}}).packages
    assert [SHA256, other] == [str(digest) for digest in entry.digests]


def test_an_index_that_is_no_source_is_told() -> None:
    lock = pipfile(default={"a": {"version": "==1", "index": "nowhere"}})
    assert (None, ["a"]) == (lock.packages[0].registry, [problem.what for problem in lock.problems])


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("==1.0", "1.0"),
        ("===1.0-odd", "1.0-odd"),
        ("== 1.0", "1.0"),
        ("*", None),
        (">=1", None),
        ("==1.*", None),
    ],
)
def test_only_an_exact_version_is_a_pin(told: str, version: str | None) -> None:
    assert [version] == [one.version for one in pipfile(default={"a": {"version": told}}).packages]


@pytest.mark.parametrize(
    ("told", "source", "url"),
    [
        ({"git": "https://git.example/a", "editable": True}, SourceKind.GIT, "https://git.example/a"),
        ({"hg": "https://hg.example/a", "ref": "1"}, SourceKind.GIT, "https://hg.example/a#1"),
        ({"path": ".", "editable": True}, SourceKind.PATH, "."),
        ({"file": "vendor/a-1.0.tar.gz"}, SourceKind.PATH, "vendor/a-1.0.tar.gz"),
        ({"file": "file:///a-1.0.tar.gz"}, SourceKind.PATH, "file:///a-1.0.tar.gz"),
        ({"file": "https://files.example/a-1.0.zip"}, SourceKind.URL, "https://files.example/a-1.0.zip"),
    ],
)
def test_sources_are_told(told: dict[str, object], source: SourceKind, url: str) -> None:
    [one] = pipfile(default={"a": told}).packages
    assert (source, url) == (one.source, one.url)


def test_an_address_is_one_file_with_all_its_hashes() -> None:
    told = {"file": "https://files.example/a-1.0.zip", "hashes": [SHA256, SHA256.replace("0", "1")]}
    [one] = pipfile(default={"a": told}).packages
    assert [("a-1.0.zip", 2)] == [(file.filename, len(file.digests)) for file in one.files]


def test_one_entry_in_several_categories_is_one() -> None:
    told = {"version": "==1", "hashes": [SHA256]}
    lock = pipfile(
        develop={"a": {**told, "markers": "os_name == 'nt'"}, "b": {**told, "markers": "os_name == 'nt'"}},
        docs={"a": {**told, "markers": "os_name == 'posix'"}, "b": told},
        default={"B": {**told, "markers": "os_name == 'nt'"}},
    )
    entries = by_key(lock)
    assert {"a==1", "b==1"} == entries.keys()
    assert ({"dev", "docs"}, ("(os_name == 'nt') or (os_name == 'posix')",)) == (
        set(entries["a==1"].groups),
        entries["a==1"].markers,
    )
    assert (frozenset(), ()) == (entries["b==1"].groups, entries["b==1"].markers)


def test_entries_that_differ_stay_two() -> None:
    lock = pipfile(
        default={"a": {"version": "==1", "hashes": [SHA256]}},
        develop={"a": {"version": "==1", "hashes": [SHA256.replace("0", "1")]}},
    )
    key = "a==1 (https://registry.example/simple)"
    assert [key, f"{key} #2"] == [one.key for one in lock.packages]
    assert [set(), {"dev"}] == [one.groups for one in lock.packages]


def test_a_condition_on_an_extra_is_no_condition_on_the_platform() -> None:
    lock = pipfile(default={"a": {"version": "==1", "markers": "extra == 'x'"}})
    assert () == lock.packages[0].markers


@pytest.mark.parametrize(
    "bad",
    [
        1,
        None,
        {"version": 1},
        {"version": "==1/2"},
        {"version": "==1", "hashes": 1},
        {"version": "==1", "hashes": ["a"] * (MOST_HASHES + 1)},
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: object) -> None:
    lock = pipfile(default={"bad": bad, "-": {"version": "==1"}, "good": {"version": "==1"}})
    assert ["good"] == [one.package.name for one in lock.packages]
    assert ["bad", "-"] == [problem.what for problem in lock.problems]


def test_a_malformed_hash_is_a_problem_and_the_entry_stands() -> None:
    lock = pipfile(default={"a": {"version": "==1", "hashes": ["sha256:xx", SHA256]}})
    assert (1, ["a"]) == (len(lock.packages[0].digests), [problem.what for problem in lock.problems])


def test_a_key_that_stands_twice_is_told() -> None:
    text = json.dumps({"_meta": META}).removesuffix("}")
    lock = parse(f'{text}, "default": {{"a": {{"version": "==1"}},\n"a": {{"version": "==2"}}}}}}'.encode())
    assert [("a", 2)] == [(problem.what, problem.line) for problem in lock.problems]
    assert ["a==2"] == [one.key for one in lock.packages]


def test_what_is_no_category_is_told() -> None:
    assert ["odd"] == [problem.what for problem in pipfile(odd=[1]).problems]


@pytest.mark.parametrize("meta", [{"pipfile-spec": 5}, {"pipfile-spec": 7}, {}])
def test_an_unknown_version_is_refused(meta: object) -> None:
    with pytest.raises(ParseError, match="supported versions are 6") as caught:
        pipfile(meta)
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


@pytest.mark.parametrize("meta", [1, {"pipfile-spec": "6"}, {"pipfile-spec": 6, "sources": [1]}])
def test_tables_of_the_wrong_shape_are_refused(meta: object) -> None:
    with pytest.raises(ParseError, match="not valid"):
        pipfile(meta)


def test_more_entries_than_any_project_has_are_refused() -> None:
    many = ",".join(f'"{n}":1' for n in range(MOST_ENTRIES + 1))
    with pytest.raises(ParseError, match="entries"):
        parse(f'{{"_meta": {{"pipfile-spec": 6}}, "default": {{{many}}}}}'.encode())


NAMES = st.sampled_from(["a", "b2", "c-d", "e", "f-g-h"])
ENTRIES = st.fixed_dictionaries(
    {"version": st.integers(0, 99).map(lambda n: f"=={n}.0")},
    optional={"hashes": st.just([SHA256]), "index": st.just("main"), "markers": st.just("os_name == 'nt'")},
)


@pytest.mark.fuzz
@given(
    default=st.dictionaries(NAMES, ENTRIES, max_size=3),
    develop=st.dictionaries(NAMES, ENTRIES, max_size=3),
)
def test_a_valid_lock_comes_back(
    default: dict[str, dict[str, Any]], develop: dict[str, dict[str, Any]]
) -> None:
    lock = pipfile(default=default, develop=develop)
    assert () == lock.problems
    written = {(name, told["version"]) for name, told in [*default.items(), *develop.items()]}
    assert written == {(one.package.name, f"=={one.version}") for one in lock.packages}


VALUES = shapes(
    st.none()
    | st.booleans()
    | st.integers(-1, 2**70)
    | st.sampled_from(["==1", "main", SHA256, "a", "\n", ""]),
    st.sampled_from(["a", "version", "hashes", "git", "file", "index", "-"]),
)


@pytest.mark.fuzz
@given(default=VALUES, develop=VALUES, meta=st.just(META) | VALUES)
def test_any_json_of_the_shape_of_a_lock_gives_a_lock_or_an_error(
    default: object, develop: object, meta: object
) -> None:
    try:
        pipfile(meta, default=default, develop=develop)
    except ParseError:
        return


@pytest.mark.parametrize(
    "entry",
    [
        {"markers": "python_version >= '3'\ngull==1.0.0"},
        {"markers": f"python_version >= '3' --hash=sha256:{SHA256}"},
        {"markers": "python_version >= '3' # "},
        {"markers": "python_version >= '3' \\"},
        {"markers": "python_version >= '3'\u2028gull"},
        {"version": ">=1 --index-url x"},
        {"extras": ["a]\rgull"]},
    ],
)
def test_a_text_that_becomes_more_than_its_line_is_a_problem(entry: dict[str, Any]) -> None:
    lock = pipfile(default={"a": {"version": "==1.0", "hashes": [f"sha256:{SHA256}"], **entry}})
    assert any("a requirements file" in problem.why for problem in lock.problems)


def test_a_marker_may_hold_a_dash_and_a_path_a_blank() -> None:
    marker = "python_version >= '3' and platform_release != '6.1-x'"
    lock = pipfile(default={"a": {"version": "==1.0", "markers": marker}, "b": {"path": "./our b-1/#x"}})
    assert () == lock.problems
