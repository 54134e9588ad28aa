"""Platforms of gems, against RubyGems itself where there is one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.platforms import PLATFORM_NAMES, platform_from_name
from pratique.ecosystems.rubygems.platform import (
    GemPlatform,
    closeness,
    machine_of,
    matches_platform,
    parse_platform,
)
from tests.ecosystems.ruby_oracle import run_ruby

WRITTEN = (
    *(
        "x86_64-linux",
        "x86_64-linux-gnu",
        "x86_64-linux-musl",
        "aarch64-linux",
        "aarch64-linux-gnu",
        "arm-linux",
    ),
    *("arm-linux-gnueabihf", "arm-linux-musl", "armv7l-linux", "x86-linux", "i686-linux", "universal-linux"),
    *(
        "x86_64-darwin",
        "x86_64-darwin-19",
        "x86_64-darwin23",
        "arm64-darwin",
        "arm64-darwin-22",
        "universal-darwin-20",
    ),
    *("x64-mingw-ucrt", "x64-mingw32", "x64-mingw", "x86-mingw32", "universal-mingw32", "aarch64-mingw-ucrt"),
    *("java", "jruby", "universal-java-11", "java-1.8", "mswin32", "x86-mswin32-60", "x64-mswin64-140"),
    *(
        "x86_64-freebsd-13",
        "amd64-freebsd",
        "x86_64-openbsd7.2",
        "wasm32-wasi",
        "dalvik",
        "dotnet-4.0",
        "x86-solaris-2.8",
    ),
    *(
        "powerpc-aix-7",
        "x86_64-cygwin",
        "linux",
        "darwin",
        "unheard-of",
        "a-b-c-d",
        "x86_64",
        "foo_platform2",
    ),
)

MACHINES = [platform_from_name(name) for name in PLATFORM_NAMES]


@pytest.mark.parametrize(
    ("marker", "fitting"),
    [
        ("x86_64-linux", {"linux-x86_64", "linux-musl-x86_64"}),
        ("x86_64-linux-gnu", {"linux-x86_64"}),
        ("x86_64-linux-musl", {"linux-musl-x86_64"}),
        ("aarch64-linux", {"linux-arm64", "linux-musl-arm64"}),
        ("arm64-darwin", {"macos-arm64"}),
        ("arm64-darwin-22", {"macos-arm64"}),
        ("universal-darwin", {"macos-arm64", "macos-x86_64"}),
        ("x64-mingw-ucrt", {"windows-x86_64"}),
        ("x64-mingw32", set()),
        ("java", set()),
        ("ruby", {name for name in PLATFORM_NAMES if name != "any"}),
    ],
)
def test_a_gem_is_installed_where_its_platform_fits(marker: str, fitting: set[str]) -> None:
    found = {
        name for name in PLATFORM_NAMES if matches_platform((f"platform={marker}",), platform_from_name(name))
    }
    assert {*fitting, "any"} == found


def test_markers_of_another_kind_exclude_nothing() -> None:
    assert matches_platform(("os=win32", "nonsense", ""), platform_from_name("linux-x86_64"))


def test_the_platform_that_says_most_is_nearest_and_ruby_is_the_last() -> None:
    machine = machine_of(platform_from_name("linux-musl-x86_64"))
    assert machine is not None
    found = {text: closeness(text, machine) for text in ("ruby", "x86_64-linux-musl", "x86_64-linux", "java")}
    assert None is found.pop("java")
    assert ["x86_64-linux-musl", "x86_64-linux", "ruby"] == sorted(found, key=lambda text: found[text] or 0)


def test_platforms_are_read_as_rubygems_reads_them() -> None:
    theirs = run_ruby("answer = CASES.map { |t| Gem::Platform.new(t).to_a }", list(WRITTEN))
    ours = []
    for text in WRITTEN:
        platform = parse_platform(text)
        assert platform is not None
        ours.append([platform.cpu, platform.os, platform.version])
    unlike = [
        (text, their, our)
        for text, their, our in zip(WRITTEN, theirs, ours, strict=True)  # type: ignore[call-overload]  # JSON
        if their != our and text != "foo_platform2"  # a form that only tests of RubyGems use
    ]
    assert not unlike


def test_platforms_fit_as_in_rubygems_and_bundler() -> None:
    pairs = [[one, other] for one in WRITTEN for other in WRITTEN if "platform2" not in one + other]
    program = """require "bundler"
    require "bundler/gem_helpers"
    answer = CASES.map { |a, b| x, y = Gem::Platform.new(a), Gem::Platform.new(b)
      [!!(x === y), Bundler::GemHelpers.platform_specificity_match(x, y)] }"""
    theirs = run_ruby(program, pairs)
    ours = []
    for one, other in pairs:
        gem, machine = parse_platform(one), parse_platform(other)
        assert gem is not None
        assert machine is not None
        ours.append([gem.fits(machine), gem.score(machine)])
    assert isinstance(theirs, list)
    unlike = [(p, their, our) for p, their, our in zip(pairs, theirs, ours, strict=True) if their != our]
    # Bundler gives an arm gem on armv7 no penalty for the cpu; none of the machines here is one.
    assert not [entry for entry in unlike if not entry[0][0].startswith("arm-")]


@pytest.mark.fuzz
@given(st.text(max_size=30) | st.text("xia864_-linuxdarwmgj.0", max_size=300))
def test_any_text_is_a_platform_or_ruby(text: str) -> None:
    platform = parse_platform(text)
    assert platform is None or isinstance(platform, GemPlatform)
    for machine in MACHINES:
        assert matches_platform((f"platform={text}",), machine) in {True, False}


def test_a_long_platform_costs_nothing() -> None:
    dice = random.Random(1)
    text = "".join(dice.choices("-0linux", k=100_000))
    assert GemPlatform(None, "unknown", None) == parse_platform(text)
