import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.closure import open_requests
from pratique.core.lock import ROOT, Lock, SourceKind
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, Reference
from pratique.lockfiles.reading.document import MOST_ENTRIES, MOST_PROBLEMS
from pratique.lockfiles.rubygems.gemfile_lock import MOST_LINES, parse
from tests.lockfiles.locks import SHA256, assert_lawful, by_key, sample

SUM = SHA256.replace(":", "=")


def bundler(text: str) -> Lock:
    lock = parse(text.encode())
    assert_lawful(lock)
    return lock


def gems(*lines: str, remote: str = "https://registry.example/") -> str:
    return "\n".join(["GEM", f"  remote: {remote}", "  specs:", *lines, ""])


def whole(text: str, *wishes: str) -> str:
    """The text with the sections that every lock has."""
    asked = "".join(f"  {wish}\n" for wish in wishes)
    return f"{text}\nPLATFORMS\n  ruby\n  x86_64-linux\n\nDEPENDENCIES\n{asked}"


def test_the_lock_of_bundler_is_read_whole() -> None:
    lock = parse(sample("Gemfile.lock"))
    assert_lawful(lock)
    assert ("Gemfile.lock 2.6.7", None, ()) == (lock.format, lock.name, lock.problems)
    assert ("https://registry.example/",) == lock.registries
    entries = by_key(lock)
    assert {Ecosystem.RUBYGEMS} == {one.package.ecosystem for one in lock.packages}
    git = entries["gg@0.2.0"]
    assert (
        SourceKind.GIT,
        "https://git.example/sample/gg.git#8cee7f2b9f7956b440f08056bcaaf0b0a2007f12",
        (),
    ) == (git.source, git.url, git.files)
    assert (SourceKind.PATH, "eng") == (entries["eng@0.1.0"].source, entries["eng@0.1.0"].url)
    alpha = entries["alpha@1.2.3"]
    assert {"Gamma": "*", "beta": "~> 2.0, >= 2.0.1"} == alpha.dependencies
    assert (ROOT,) == alpha.parents
    assert ("eng@0.1.0", "alpha@1.2.3") == entries["beta@2.0.5"].parents
    assert "https://registry.example/" == alpha.registry
    lines = sample("Gemfile.lock").decode().split("\n")
    assert all(f"    {one.package.name} (" in lines[(one.line or 0) - 1] for one in lock.packages)


def test_a_gem_for_one_platform_is_an_entry_with_a_marker_and_a_file() -> None:
    entries = by_key(parse(sample("Gemfile.lock")))
    plain, linux = entries["nok@1.16.0"], entries["nok@1.16.0-x86_64-linux-musl"]
    assert ("1.16.0", (), "nok-1.16.0.gem") == (plain.version, plain.markers, plain.files[0].filename)
    assert ("1.16.0", ("platform=x86_64-linux-musl",), "nok-1.16.0-x86_64-linux-musl.gem") == (
        linux.version,
        linux.markers,
        linux.files[0].filename,
    )
    assert plain.digests != linux.digests
    assert {"racc": "~> 1.4"} == linux.dependencies
    assert set(entries["racc@1.8.0"].parents) == {ROOT, *(key for key in entries if key.startswith("nok@"))}


def test_names_keep_their_case() -> None:
    assert ["RedCloth", "redcloth"] == [
        one.package.name for one in bundler(gems("    RedCloth (4.3.2)", "    redcloth (1.0)")).packages
    ]


def test_an_old_lock_without_checksums_and_with_several_remotes_is_read() -> None:
    lock = bundler(
        "GEM\r\n  remote: https://one.example/\r\n  remote: https://me:pw@two.example/\r\n  specs:\r\n"
        "    a (1.0)\r\n      b (= 2)\r\n    b (2)\r\n\r\nPLATFORMS\r\n  ruby\r\n\r\nDEPENDENCIES\r\n  a (~> 1.0)!\r\n"
    )
    assert "Gemfile.lock" == lock.format
    assert ("https://one.example/", "https://two.example/") == lock.registries
    assert [(None, ("a-1.0.gem", ())), (None, ("b-2.gem", ()))] == [
        (one.registry, (one.files[0].filename, one.files[0].digests)) for one in lock.packages
    ]
    assert [(ROOT,), ("a@1.0",)] == [one.parents for one in lock.packages]


def test_several_sections_have_their_own_registries() -> None:
    lock = bundler(gems("    a (1)") + "\n" + gems("    b (1)", remote="https://me:pw@private.example"))
    assert ["https://registry.example/", "https://private.example"] == [one.registry for one in lock.packages]


def test_gems_without_a_remote_have_no_registry() -> None:
    assert [None] == [one.registry for one in bundler("GEM\n  specs:\n    a (1)\n").packages]


def test_a_gem_of_a_plugin_comes_from_an_address_of_its_own() -> None:
    lock = bundler("PLUGIN SOURCE\n  remote: https://odd.example/x\n  type: odd\n  specs:\n    a (1)\n")
    assert [(SourceKind.URL, "https://odd.example/x", ())] == [
        (one.source, one.url, one.files) for one in lock.packages
    ]


def test_the_project_itself_may_be_a_gem() -> None:
    lock = bundler(
        "PATH\n  remote: .\n  specs:\n    mine (0.1)\n      a\n\n"
        + gems("    a (1)")
        + "\nDEPENDENCIES\n  mine!\n"
    )
    assert "mine" == lock.name
    assert ("mine@0.1",) == by_key(lock)["a@1"].parents
    assert SourceKind.PATH is by_key(lock)["mine@0.1"].source


def test_a_lock_of_bundler_4_is_read() -> None:
    lock = bundler(
        whole(gems("    a (1)"), "a")
        + f"\nCHECKSUMS\n  a (1) {SUM}\n  bundler (4.0.0) {SUM}\n\nBUNDLED WITH\n  4.0.0\n"
    )
    assert ("Gemfile.lock 4.0.0", ()) == (lock.format, lock.problems)
    assert ["sha256"] == [digest.algorithm for digest in lock.packages[0].digests]


@pytest.mark.parametrize(
    ("checksums", "digests", "problems"),
    [
        # Bundler refuses two of one algorithm that differ, wherever they are.
        (f"  a (1) {SUM},{SUM.replace('0', '1')}", 2, 1),
        ("  a (1)", 0, 0),
        ("  a (1) sha256=xx", 0, 1),
        (f"  a (1) {SUM}\n  a (1) {SUM}", 1, 0),
        (f"  a (1) {SUM}\n  a (1) {SUM.replace('0', '1')}", 2, 1),
        (f"  a (1-java) {SUM}", 0, 1),
        (f"  a {SUM}", 0, 2),
    ],
)
def test_checksums(checksums: str, digests: int, problems: int) -> None:
    lock = bundler(whole(gems("    a (1)"), "a") + f"\nCHECKSUMS\n{checksums}\n")
    assert (digests, problems) == (len(lock.packages[0].digests), len(lock.problems))


def test_a_bad_gem_is_a_problem_and_keeps_what_hangs_on_it() -> None:
    bad = ["b/../c (1)", "e", ".. (1)", "h (1/2)"]
    text = gems("    a (1)", *(f"    {line}\n      d" for line in bad), "    g (1)")
    lock = bundler(whole(text, "a", "g"))
    assert [("a", {}), ("g", {})] == [(one.package.name, one.dependencies) for one in lock.packages]
    assert list(zip(bad, [5, 7, 9, 11], strict=True)) == [
        (problem.what, problem.line) for problem in lock.problems
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("GEM\n    a (1)\n", "a (1)"),
        ("GEM\n  specs:\n      a (1)\n", "a (1)"),
        ("GEM\n  specs:\n  remote: https://registry.example\n", "remote: https://registry.example"),
        ("GEM\n  specs:\n\tx\n", "x"),
        ("GEM\n  specs:\n\nODD THING\n  a (1)\n", "ODD THING"),
        ("GEM \nGEM\n", "GEM "),
        ("DEPENDENCIES\n    a\n", "a"),
    ],
)
def test_a_line_that_is_not_understood_is_told(text: str, what: str) -> None:
    lacking = {"DEPENDENCIES", "PLATFORMS"}
    assert [what] == [one.what for one in bundler(text).problems if one.what not in lacking]


def test_a_version_of_bundler_that_is_none_is_of_no_consequence() -> None:
    lock = bundler(whole("GEM\n  specs:\n") + "\nRUBY VERSION\n   ruby 3.3.8p144\n\nBUNDLED WITH\n   odd\n")
    assert ("Gemfile.lock", ()) == (lock.format, lock.problems)


def test_the_address_of_a_file_is_bundler_s_where_the_lock_tells_one_server() -> None:
    (one,) = bundler(gems("    a (1-java)", remote="https://me:pw@registry.example/root")).packages
    assert "https://registry.example/root/gems/a-1-java.gem" == one.files[0].url
    several = gems("    a (1)").replace("  specs:", "  remote: https://other.example/\n  specs:")
    assert bundler(several).packages[0].files[0].url is None


@pytest.mark.parametrize(
    ("platforms", "is_any"),
    [("  ruby\n", True), ("  ruby\n  x86_64-linux\n", False), ("  java\n  ruby\n", False), ("", False)],
)
def test_where_ruby_is_the_only_platform_any_file_of_the_release_is_accepted(
    platforms: str, *, is_any: bool
) -> None:
    text = gems("    a (1)", "    b (2-java)") + f"\nPLATFORMS\n{platforms}\nCHECKSUMS\n  a (1) {SUM}\n"
    plain, java = bundler(text).packages
    assert (is_any, False) == (plain.any_file, java.any_file)
    assert ("a-1.gem", (SHA256,)) == (plain.files[0].filename, tuple(map(str, plain.digests)))


def test_a_gem_that_stands_twice_is_told() -> None:
    text = gems("    a (1)") + "\nGIT\n  remote: https://git.example/a\n  revision: 1\n  specs:\n    a (1)\n"
    lock = bundler(whole(text, "a!"))
    assert ["a@1", "a@1 #2"] == [one.key for one in lock.packages]
    assert [("a", 10)] == [(problem.what, problem.line) for problem in lock.problems]


def test_a_gem_for_ruby_by_name_has_no_marker() -> None:
    assert [("a@1", ())] == [(one.key, one.markers) for one in bundler(gems("    a (1-ruby)")).packages]


def test_circles_are_read() -> None:
    lock = bundler(gems("    a (1)", "      b", "      a", "    b (1)", "      a"))
    assert {"a@1": ("b@1",), "b@1": ("a@1",)} == {one.key: one.parents for one in lock.packages}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "none of the sections"),
        ("PLATFORMS\n  ruby\n", "none of the sections"),
        ("GEM\n  specs:\n<<<<<<< HEAD\n    a (1)\n", "merge conflict"),
        # Half solved: what follows would else be a section that is not known.
        ("GEM\n  specs:\n    a (1)\n=======\n    a (2)\n", "merge conflict"),
        ("GEM\n  specs:\n    a (1)\n||||||| base\n    a (2)\n", "merge conflict"),
        ("GEM\n" + "\n" * MOST_LINES, "lines"),
        ("GEM\n  specs:\n" + "    a (1)\n" * (MOST_ENTRIES + 1), "gems"),
        ("GEM\n  specs:\n" + "    a (1)\n" * 2_000 + "    b (1)\n      a\n" * 1_000, "dependencies"),
    ],
)
def test_what_is_no_such_lock_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        bundler(text)
    assert Reference.LOCK_INVALID is caught.value.reference


def test_a_flood_of_bad_lines_is_cut_and_takes_no_time() -> None:
    start = time.perf_counter()
    lock = bundler(
        "GEM\n  specs:\n"
        + "    !\n" * 50_000
        + "CHECKSUMS\n  a (1) "
        + "," * 200_000
        + "\n    "
        + " (" * 100_000
    )
    assert MOST_PROBLEMS + 1 == len(lock.problems)
    assert time.perf_counter() - start < 10


def missed(text: str) -> list[str]:
    """What is said of a lock that lacks something."""
    lock = bundler(text)
    return [
        f"{problem.what}: {problem.why}"
        for problem in (*lock.problems, *(one.problem for one in open_requests(lock)))
    ]


def test_each_request_of_a_gem_and_of_the_project_is_listed_with_its_answers() -> None:
    lock = parse(sample("Gemfile.lock"))
    asked = {(one.asker, one.name): one for one in lock.requests}
    racc = asked["nok@1.16.0-x86_64-linux", "racc"]
    assert ("~> 1.4", ("racc@1.8.0",)) == (racc.wanted, racc.answers)
    assert 4 == len(asked[ROOT, "nok"].answers)
    assert (
        "    nok (1.16.0-x86_64-linux)" == sample("Gemfile.lock").decode().split("\n")[(racc.line or 0) - 1]
    )
    assert [] == list(open_requests(lock))


def test_a_request_that_no_gem_answers_is_told() -> None:
    text = whole(gems("    a (1)", "      b (~> 2.0)", "      c"), "a", "d (= 3)")
    assert [
        "d = 3: the project requests this package, but the lock has no matching entry",
        "b ~> 2.0: a@1 requests this package, but the lock has no matching entry",
        "c: a@1 requests this package, but the lock has no matching entry",
    ] == missed(text)


def test_bundler_itself_is_never_locked() -> None:
    assert [] == missed(whole(gems("    a (1)", "      bundler (>= 1.2)"), "a", "bundler (~> 2.0)"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (gems("    a (1)"), ["DEPENDENCIES", "PLATFORMS"]),
        (f"{gems('    a (1)')}\nPLATFORMS\n  ruby\n", ["DEPENDENCIES"]),
        (f"{gems('    a (1)')}\nDEPENDENCIES\n  a\n", ["PLATFORMS"]),
        ("GEM\n  specs:\n", ["DEPENDENCIES", "PLATFORMS"]),
        (
            whole(gems("    a (1)", "      b", "    b (1)", "    c (1)", "      d", "    d (1)"), "a"),
            ["c", "d"],
        ),
        (whole(gems("    a (1)", "    b (1)"), "a", "b") + f"\nCHECKSUMS\n  a (1) {SUM}\n", ["b"]),
    ],
)
def test_what_bundler_writes_into_every_lock_is_missed(text: str, expected: list[str]) -> None:
    assert expected == [line.partition(":")[0] for line in missed(text)]


def test_a_lock_of_bundler_that_was_cut_off_is_told_until_all_gems_and_requests_are_there() -> None:
    """What follows then is what Bundler wrote into no lock once: checksums and its own version."""
    lines = sample("Gemfile.lock").decode().splitlines(keepends=True)
    silent = []
    for count in range(len(lines)):
        try:
            if not missed("".join(lines[:count])):
                silent.append(count)
        except ParseError:
            continue
    last_wish, sums = lines.index("  nok (>= 1.0)\n"), lines.index("CHECKSUMS\n")
    # `racc` is asked for by another gem, too. Within CHECKSUMS a gem has no line yet.
    assert [*range(last_wish + 1, sums + 1)] == [count for count in silent if count <= sums]
    assert [count for count in silent if count > sums] == [
        *range(lines.index("RUBY VERSION\n") - 1, len(lines))
    ]


NAMES = st.sampled_from(["a", "A", "b-c", "d_e", "f-1", "g.h"])
PLATFORMS = st.sampled_from(["", "-java", "-x86_64-linux", "-arm64-darwin-23", "-x64-mingw-ucrt"])


@pytest.mark.fuzz
@given(
    releases=st.sets(st.tuples(NAMES, st.sampled_from(["0", "1.10.2", "2.0.pre.1"]), PLATFORMS), max_size=5),
    summed=st.booleans(),
)
def test_a_valid_lock_comes_back(*, releases: set[tuple[str, str, str]], summed: bool) -> None:
    written = sorted(releases)
    text = whole(
        gems(*(f"    {name} ({version}{platform})" for name, version, platform in written)),
        *sorted({name for name, _, _ in written}),
    )
    if summed:
        text += "\nCHECKSUMS\n" + "".join(f"  {n} ({v}{p}) {SUM}\n" for n, v, p in written)
    lock = bundler(text)
    assert () == lock.problems
    assert written == [
        (one.package.name, one.version, "".join(f"-{mark.removeprefix('platform=')}" for mark in one.markers))
        for one in lock.packages
    ]
    assert [f"{n}-{v}{p}.gem" for n, v, p in written] == [one.files[0].filename for one in lock.packages]
    assert all(summed == bool(one.digests) for one in lock.packages)


LINES = st.sampled_from(
    [
        "GEM", "GIT", "PATH", "PLUGIN SOURCE", "PLATFORMS", "DEPENDENCIES", "CHECKSUMS", "BUNDLED WITH", "RUBY VERSION",
        "  specs:", "  remote: x", "  revision: y", "    a (1)", "    a (1-java)", "      a (>= 1)", "      b", "  a!",
        f"  a (1) {SUM}", "   2.0", "", "x", "\t", "    ", "\x00", "  é (1)",
    ]
)  # fmt: skip


@pytest.mark.fuzz
@given(lines=st.lists(LINES, max_size=25), ending=st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_lines_of_a_lock_give_a_lock_or_an_error(lines: list[str], ending: str) -> None:
    try:
        bundler(ending.join(lines))
    except ParseError:
        return


@pytest.mark.fuzz
@given(data=st.binary(max_size=60) | st.text(alphabet=" a1().-\n=~>!", max_size=60).map(str.encode))
def test_any_bytes_in_a_section_give_a_lock_or_an_error(data: bytes) -> None:
    try:
        assert_lawful(parse(b"GEM\n  specs:\n" + data))
    except ParseError:
        return


@pytest.mark.parametrize(("glob", "problems"), [("gems/*/*.gemspec", 0), ("gems/run.rb", 1)])
def test_a_glob_that_names_no_gemspecs_is_a_problem(glob: str, problems: int) -> None:
    lock = bundler(whole(f"PATH\n  remote: eng\n  glob: {glob}\n  specs:\n    eng (0.1.0)\n", "eng!"))
    assert [glob] * problems == [problem.what for problem in lock.problems]


def test_the_bundler_that_a_lock_names_is_its_client_and_none_of_its_packages() -> None:
    text = whole(gems("    a (1.0)"), "a")
    lock = bundler(f"{text}\nCHECKSUMS\n  a (1.0) {SUM}\n  bundler (4.0.3) {SUM}\n\nBUNDLED WITH\n  4.0.3\n")
    assert lock.client is not None
    assert ("bundler", "4.0.3", None) == (lock.client.package.name, lock.client.version, lock.client.registry)
    assert [SHA256] == [str(digest) for digest in lock.client.digests]
    assert lock.client.line == len(text.split("\n")) + 6
    assert ["a"] == [one.package.name for one in lock.packages]
    assert ["a", "bundler"] == [one.package.name for one in lock.with_client.packages]


@pytest.mark.parametrize("version", [None, "2.7.0.dev", "no version"])
def test_a_lock_without_a_bundler_that_can_be_fetched_has_no_client(version: str | None) -> None:
    lock = bundler(whole(gems("    a (1.0)"), "a") + (f"\nBUNDLED WITH\n   {version}\n" if version else ""))
    assert lock.client is None
    assert lock.with_client is lock
