import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.errors import ParseError, Reference
from pratique.lockfiles.pypi.pdm_lock import parse
from pratique.lockfiles.reading.document import MOST_PROBLEMS
from tests.lockfiles.locks import SHA256, assert_lawful, by_key, sample

HEAD = '[metadata]\nlock_version = "4.5.1"\ngroups = ["default"]\n'


def pdm(text: str, head: str = HEAD) -> Lock:
    lock = parse((head + text).encode())
    assert_lawful(lock)
    return lock


def entry(name: str, *rest: str, version: str = "1.0") -> str:
    return "\n".join(["[[package]]", f'name = "{name}"', f'version = "{version}"', *rest, ""])


def test_the_lock_of_pdm_is_read_whole() -> None:
    lock = parse(sample("pdm-4.5.lock"))
    assert_lawful(lock)
    assert ("pdm.lock 4.5.1", None, ()) == (lock.format, lock.name, lock.problems)
    entries = by_key(lock)
    git = entries["gitlib==0.9"]
    assert (
        SourceKind.GIT,
        "https://git.example/sample/gitlib.git#2f67c936a15dafc0c876662cd29cf6c5e8b36e9e",
    ) == (git.source, git.url)
    plain = entries["plain==0.2"]
    assert (SourceKind.PATH, "./libs/plain") == (plain.source, plain.url)
    assert [{"dev"}, {"fast"}, set()] == [
        set(entries[key].groups) for key in ("iniconfig==2.0.0", "toml==0.10.2", "idna==3.20")
    ]
    assert ('sys_platform == "win32"',) == entries["colorama==0.4.6"].markers
    assert ("gitlib==0.9", "requests==2.31.0") == entries["idna==3.20"].parents
    assert (ROOT,) == entries["requests==2.31.0"].parents
    assert ["idna-3.20-py3-none-any.whl", "idna-3.20.tar.gz"] == [
        f.filename for f in entries["idna==3.20"].files
    ]
    lines = sample("pdm-4.5.lock").decode().split("\n")
    assert all(f'name = "{one.package.name}"' == lines[one.line or 0] for one in lock.packages)


@pytest.mark.parametrize("name", ["pdm-4.5.lock", "pdm-4.5-static.lock", "pdm-4.1.lock"])
def test_the_twin_with_extras_is_one_entry_with_what_it_asks_for(name: str) -> None:
    lock = parse(sample(name))
    assert_lawful(lock)
    assert () == lock.problems
    requests = by_key(lock)["requests==2.31.0"]
    assert 1 == [one.package.name for one in lock.packages].count("requests")
    assert ">=1.5.6" in requests.dependencies["pysocks"]
    assert "requests" not in requests.dependencies
    assert ("requests==2.31.0",) == by_key(lock)["pysocks==1.7.1"].parents
    assert 2 == len(requests.files)


@pytest.mark.parametrize("name", ["pdm-4.5-static.lock", "pdm-4.1.lock"])
def test_files_are_told_by_address_too(name: str) -> None:
    [wheel, sdist] = by_key(parse(sample(name)))["idna==3.20"].files
    assert ("idna-3.20-py3-none-any.whl", "idna-3.20.tar.gz") == (wheel.filename, sdist.filename)
    assert "https://files.example/idna-3.20.tar.gz" == sdist.url
    assert ["sha256"] == [digest.algorithm for digest in wheel.digests]


def test_without_groups_an_entry_counts_as_needed_at_run_time() -> None:
    entries = by_key(parse(sample("pdm-4.1.lock")))
    assert set() == entries["iniconfig==2.0.0"].groups


@pytest.mark.parametrize("turned", [False, True])
def test_a_twin_that_differs_is_joined_and_told(*, turned: bool) -> None:
    other = SHA256.replace("0", "1")
    tables = [
        entry("a", 'groups = ["dev"]', f'files = [{{file = "a-1.0.tar.gz", hash = "{SHA256}"}}]'),
        entry(
            "a",
            'extras = ["x"]',
            'groups = ["docs"]',
            'dependencies = ["a==1.0", "b>1"]',
            f'files = [{{file = "a-1.0.tar.gz", hash = "{other}"}}]',
        ),
        entry("a", 'extras = ["y"]', 'groups = ["dev"]', "dependencies = [\"c; os_name == 'nt'\"]"),
    ]
    lock = pdm("".join(reversed(tables) if turned else tables))
    [told] = lock.packages
    assert ({"dev", "docs"}, {"b": ">1", "c": "*"}) == (set(told.groups), dict(told.dependencies))
    assert 2 == len(told.digests)
    assert ["a"] == [problem.what for problem in lock.problems]


def test_a_group_that_one_of_the_twins_does_not_tell_is_not_guessed() -> None:
    lock = pdm(entry("a", 'groups = ["dev"]') + entry("a", 'extras = ["x"]'))
    assert [set()] == [one.groups for one in lock.packages]


def test_two_entries_of_one_release_stay_two() -> None:
    lock = pdm(entry("a", "marker = \"os_name == 'nt'\"") + entry("a"))
    assert ["a==1.0", "a==1.0 #2"] == [one.key for one in lock.packages]


@pytest.mark.parametrize(
    ("told", "source", "url"),
    [
        ('git = "https://git.example/a"', SourceKind.GIT, "https://git.example/a"),
        ('git = "https://git.example/a"\nref = "main"', SourceKind.GIT, "https://git.example/a#main"),
        ('hg = "https://hg.example/a"\nrevision = "1"', SourceKind.GIT, "https://hg.example/a#1"),
        ('path = "./a.whl"', SourceKind.PATH, "./a.whl"),
        ('url = "file:///${PROJECT_ROOT}/a"', SourceKind.PATH, "file:///${PROJECT_ROOT}/a"),
        ('url = "https://files.example/a.zip"', SourceKind.URL, "https://files.example/a.zip"),
    ],
)
def test_sources_are_told(told: str, source: SourceKind, url: str) -> None:
    [one] = pdm(f'[[package]]\nname = "a"\neditable = true\n{told}\n').packages
    assert (source, url, None) == (one.source, one.url, one.version)


def test_a_range_tells_two_versions_apart() -> None:
    asking = "dependencies = [\"b (>=2,!=3) ; python_version > '3'\", \"d @ https://files.example/d.zip ; x == 'y'\"]"
    lock = pdm(entry("a", asking) + entry("b") + entry("b", version="2.0") + entry("d"))
    entries = by_key(lock)
    assert (ROOT,) == entries["b==1.0"].parents
    assert ("a==1.0",) == entries["b==2.0"].parents
    assert ("a==1.0",) == entries["d==1.0"].parents
    assert {"b": ">=2,!=3", "d": "*"} == entries["a==1.0"].dependencies


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ('name = "bad"', "no exact version"),
        ('name = "bad"\nversion = "1/2"', "version is not valid"),
        ('name = "bad"\nversion = 1', "Expected `str"),
        ('name = "bad!"\nversion = "1"', "name is not valid"),
        ('name = "bad"\nversion = "1"\nfiles = [1]', "Expected `object`"),
        ('name = "bad"\nversion = "1"\ndependencies = {a = 1}', "Expected `array`"),
    ],
)
def test_a_bad_entry_is_a_problem_and_the_others_stand(bad: str, why: str) -> None:
    lock = pdm(f"[[package]]\n{bad}\n" + entry("good"))
    assert ["good"] == [one.package.name for one in lock.packages]
    [problem] = lock.problems
    assert ("bad", 4) == (problem.what.rstrip("!"), problem.line)
    assert why in problem.why


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ('files = [{file = "a-1.0.tar.gz", hash = "sha256:xx"}]', "a hash is malformed"),
        ("files = [{}]", "neither name nor hash"),
        (f'files = [{{file = "b-1.0.tar.gz", hash = "{SHA256}"}}]', "to another release"),
        (
            f'files = [{{url = "https://files.example/a-2.0.tar.gz", hash = "{SHA256}"}}]',
            "to another release",
        ),
        ('dependencies = ["?", "b @"]', "a dependency is malformed"),
    ],
)
def test_what_is_doubtful_is_told_and_the_entry_stands(told: str, why: str) -> None:
    lock = pdm(entry("a", told))
    assert ["a==1.0"] == [one.key for one in lock.packages]
    assert all(why in problem.why for problem in lock.problems)
    assert lock.problems


@pytest.mark.parametrize(
    "version", ["4.0", "4.1", "4.2", "4.3", "4.4", "4.4.1", "4.4.2", "4.5.0", "4.5.1", "4.5.9"]
)
def test_versions_4_0_to_4_5_are_known(version: str) -> None:
    assert f"pdm.lock {version}" == pdm("", f'[metadata]\nlock_version = "{version}"\n').format


@pytest.mark.parametrize("version", ['"4.6"', '"5.0"', '"3.1"', '"4"', '"x"', '"4.5.1\\n"'])
def test_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(ParseError, match=r"supported versions are 4\.0 to 4\.5") as caught:
        pdm("", f"[metadata]\nlock_version = {version}\n")
    assert Reference.LOCK_UNKNOWN_VERSION is caught.value.reference


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "no version"),
        ("metadata = 1", "not valid"),
        ("[metadata]\nlock_version = 4", "not valid"),
        ("[metadata]\nfiles = 1", "not valid"),
        ("package = 1\n" + HEAD, "not an array"),
        ("<<<<<<< ours\n" + HEAD, "merge conflict"),
    ],
)
def test_what_is_no_such_lock_is_refused(head: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        pdm("", head)


def test_circles_are_read() -> None:
    lock = pdm(entry("a", 'dependencies = ["b"]') + entry("b", 'dependencies = ["a", "b"]'))
    assert {"a==1.0": ("b==1.0",), "b==1.0": ("a==1.0",)} == {one.key: one.parents for one in lock.packages}


def test_a_flood_of_bad_dependencies_is_cut_and_takes_no_time() -> None:
    bad = ", ".join(f'"a{" " * 500}@{n}?;"' for n in range(3_000))
    start = time.perf_counter()
    lock = pdm(entry("a", f'dependencies = [{bad}, "a{" " * 300_000}@"]'))
    assert len(lock.problems) <= MOST_PROBLEMS + 1
    assert time.perf_counter() - start < 10


NAMES = st.sampled_from(["a", "b", "c2", "d-e", "f"])


@pytest.mark.fuzz
@given(
    releases=st.dictionaries(NAMES, st.integers(0, 9).map(lambda n: f"{n}.0"), min_size=1, max_size=6),
    picks=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8),
)
def test_a_valid_lock_comes_back(releases: dict[str, str], picks: list[tuple[int, int]]) -> None:
    names = list(releases)
    wanted: dict[str, set[str]] = {name: set() for name in names}
    for one, two in picks:
        wanted[names[one % len(names)]].add(names[two % len(names)])
    lock = pdm(
        "".join(
            entry(
                name,
                f"dependencies = {sorted(wanted[name])}",
                f'files = [{{file = "{name}-{version}.tar.gz", hash = "{SHA256}"}}]',
                version=version,
            )
            for name, version in releases.items()
        )
    )
    assert () == lock.problems
    assert releases == {one.package.name: one.version for one in lock.packages}
    assert {name: others - {name} for name, others in wanted.items()} == {
        one.package.name: set(one.dependencies) for one in lock.packages
    }


@pytest.mark.fuzz
@given(text=st.text(alphabet='[]{}="a1.\n# ', max_size=60))
def test_any_text_behind_a_version_gives_a_lock_or_an_error(text: str) -> None:
    try:
        pdm(text)
    except ParseError:
        return


def test_an_entry_that_4_1_lists_no_files_for_is_told() -> None:
    lines = sample("pdm-4.1.lock").decode().splitlines(keepends=True)
    cut = lines[: lines.index('"requests 2.31.0" = [\n')]
    assert {"requests", "toml", "urllib3"} == {one.what for one in parse("".join(cut).encode()).problems}
