"""Locks of Bundler against themselves and the Gemfile."""

import pytest

from pratique.intake.agreement import disagreements
from tests.intake.agreement.files import Files, files, lock_of, told

LOCK = """GEM
  remote: https://registry.example/
  specs:
    a (1.5.0)
      b (~> 2.0, >= 2.1)
    b (2.1.3)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  a (>= 1)
"""


def project(lock: str, gemfile: str | None = None, *, name: str = "Gemfile.lock") -> Files:
    more = {} if gemfile is None else {"Gemfile": gemfile}
    return files({name: lock, **more})


def test_a_lock_that_holds_what_is_asked_for_agrees() -> None:
    assert [] == told("Gemfile.lock", project(LOCK, 'gem "a"\n'))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    b (2.1.3)\n",
            "",
            ["b ~> 2.0, >= 2.1: a@1.5.0 requests this package, but the lock has no matching entry"],
        ),
        (
            "b (2.1.3)",
            "b (3.0.0)",
            ["b ~> 2.0, >= 2.1: a@1.5.0 requests this package, but the lock resolves the request to b@3.0.0"],
        ),
        (
            "a (>= 1)",
            "a (>= 2)",
            ["a >= 2: the project requests this package, but the lock resolves the request to a@1.5.0"],
        ),
        (
            "  a (>= 1)\n",
            "  a\n  wdm\n",
            ["wdm: the project requests this package, but the lock has no matching entry"],
        ),
        ("b (2.1.3)", "b (2.2.0.rc1)", []),
        ("(~> 2.0, >= 2.1)", "(odd)", []),
    ],
)
def test_a_request_without_an_entry_that_fits_is_told(old: str, new: str, expected: list[str]) -> None:
    assert old in LOCK
    assert expected == told("Gemfile.lock", project(LOCK.replace(old, new)))


def test_a_gem_that_the_gemfile_asks_for_on_some_platforms_needs_no_entry() -> None:
    lock = LOCK.replace("  a (>= 1)\n", "  a\n  wdm\n")
    assert [] == told("Gemfile.lock", project(lock, 'gem "a"\ngem "wdm", platforms: [:windows]\n'))
    assert 1 == len(told("Gemfile.lock", project(lock, 'gem "a"\ngem "wdm"\n')))


def test_what_a_gem_asks_for_needs_an_entry_whatever_the_gemfile_says() -> None:
    lock = LOCK.replace("    b (2.1.3)\n", "")
    assert 1 == len(told("Gemfile.lock", project(lock, 'gem "b", platforms: [:windows]\n')))


def test_each_problem_names_the_line_of_who_asks() -> None:
    beside = project(LOCK.replace("    b (2.1.3)\n", ""))
    [found] = disagreements("Gemfile.lock", "Gemfile.lock", lock_of("Gemfile.lock", beside), beside)
    assert (4, True) == (found.line, found.why.endswith("; `bundle lock` regenerates the lock"))


def test_a_lock_with_the_gem_of_its_folder_agrees_with_gemspec() -> None:
    path = "PATH\n  remote: .\n  specs:\n    own (1.0.0)\n\n"
    lock = path + LOCK.replace("  a (>= 1)\n", "  a (>= 1)\n  own!\n")
    assert [] == told("Gemfile.lock", project(lock, 'gem "a"\ngemspec\n'))


@pytest.mark.parametrize(
    ("gemfile", "expected"),
    [
        (
            'gem "a"\ngem "gull"\n',
            ["gull: Gemfile requests this gem, but DEPENDENCIES of the lock does not list it"],
        ),
        (
            'gem "a"\ngroup :test do\n  gem("gull", "~> 1", require: false)\nend\n',
            ["gull ~> 1: Gemfile requests this gem, but DEPENDENCIES of the lock does not list it"],
        ),
        (
            'gem "a", "~> 1.0", "< 1.4"\n',
            ["a ~> 1.0, < 1.4: Gemfile requests this gem, but the lock contains 1.5.0"],
        ),
        (
            'gem "a", path: "vendor/a"\n',
            ["a: Gemfile takes this gem from another source, but the lock takes it from a registry"],
        ),
        ('gem "a", "~> 1.0", ">= 1.2"\n', []),
        ('gem "a"\ngem "gull" if ENV["X"]\ngem "kite", platforms: :jruby\n', []),
        ('gem "a", "odd"\ngem "bundler", ">= 2"\n', []),
        ('gemspec name: "x"\neval_gemfile "more"\n', []),
        (
            'gem "a"\ngemspec\n',
            ["gemspec: Gemfile uses the gem in its own folder, but the lock has no PATH section for it"],
        ),
        ('gem "a"\ngemspec if ENV["X"]\n', []),
    ],
)
def test_what_the_gemfile_certainly_asks_for(gemfile: str, expected: list[str]) -> None:
    assert expected == told("Gemfile.lock", project(LOCK, gemfile))


PLATFORMS = "PLATFORMS\n  x86_64-linux\n"
GNU, MUSL, MAC = "a (1.5.0-x86_64-linux-gnu)", "a (1.5.0-x86_64-linux-musl)", "a (1.5.0-arm64-darwin)"


@pytest.mark.parametrize(
    ("rows", "platforms", "missing"),
    [
        ((MAC,), ("arm64-darwin", "x86_64-linux"), "x86_64-linux"),
        ((MAC,), ("ruby",), "ruby"),
        ((MAC, GNU), ("arm64-darwin", "ruby", "x86_64-linux"), "ruby"),
        ((MUSL,), ("x86_64-linux",), "x86_64-linux"),
        ((MAC,), ("java", "ruby", "x86-linux", "x86_64-linux"), "java, ruby, x86-linux and 1 more"),
        ((MAC,), ("arm64-darwin",), None),
        ((GNU,), ("x86_64-linux",), None),
        (("a (1.5.0-x86_64-linux)",), ("x86_64-linux-gnu", "x86_64-linux-musl"), None),
        (("a (1.5.0-universal-darwin)",), ("arm64-darwin", "x86_64-darwin-22"), None),
        ((MAC, "a (1.5.0)"), ("arm64-darwin", "ruby", "x86_64-linux"), None),
    ],
)
def test_each_gem_has_an_entry_for_each_of_the_platforms(
    rows: tuple[str, ...], platforms: tuple[str, ...], missing: str | None
) -> None:
    lock = LOCK.replace("    a (1.5.0)\n      b (~> 2.0, >= 2.1)\n", "".join(f"    {row}\n" for row in rows))
    lock = lock.replace("  a (>= 1)\n", "  a\n  b\n").replace(
        PLATFORMS, "PLATFORMS\n" + "".join(f"  {one}\n" for one in platforms)
    )
    expected = [f"a 1.5.0: PLATFORMS lists {missing}, but this gem has no matching entry"] if missing else []
    assert expected == told("Gemfile.lock", project(lock))
    assert [] == told("Gemfile.lock", project(lock, 'gem "b"\ngem "a", platforms: [:mri]\n'))


def test_what_only_a_gem_for_some_platforms_asks_for_needs_no_entry_for_the_others() -> None:
    lock = LOCK.replace("    b (2.1.3)\n", "    b (2.1.3-arm64-darwin)\n")
    assert 1 == len(told("Gemfile.lock", project(lock, 'gem "a"\n')))
    assert [] == told("Gemfile.lock", project(lock, 'gem "a", platforms: [:mri]\n'))


def test_a_lock_that_bundler_passes_over_is_told() -> None:
    both = {"Gemfile.lock": LOCK, "Gemfile": 'gem "a"\n', "gems.rb": 'gem "a"\n'}
    [found] = told("Gemfile.lock", files(both))
    assert (
        found
        == "gems.rb: Bundler reads gems.rb instead of Gemfile and Gemfile.lock, but there is no gems.locked"
    )
    assert [] == told("Gemfile.lock", files({**both, "gems.locked": LOCK}))
    assert [] == told("gems.locked", files({"gems.locked": LOCK, "gems.rb": 'gem "a"\n'}))
