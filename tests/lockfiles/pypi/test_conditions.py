"""Conditions of requests: those that hold nowhere, and all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.lockfiles.pypi.conditions import MOST_EVALUATIONS, Conditions, Pythons

WIN = 'sys_platform == "win32"'
LINUX = 'sys_platform == "linux"'


def may(*markers: str, pythons: str = ">=3.10", extras: frozenset[str] = frozenset()) -> bool:
    return Conditions(Pythons.of(pythons)).may_hold(markers, extras)


@pytest.mark.parametrize(
    "markers",
    [
        (),
        (WIN,),
        ('python_version < "3.11"',),
        ('python_full_version < "3.10.2"',),
        ('python_full_version <= "3.11.0a6"',),
        ('python_version >= "3.15"',),
        ('platform_system == "Windows"', WIN, 'os_name == "nt"'),
        ('platform_python_implementation != "PyPy"', 'implementation_name == "cpython"'),
        ('platform_machine == "armv7l" and sys_platform == "linux"',),
        ('sys_platform == "freebsd13"',),
        ('os_name != "nt"', LINUX),
        ("platform_release != ''",),
        ("not a marker",),
        ("(" * 5_000,),
    ],
)
def test_a_condition_that_holds_somewhere_may_hold(markers: tuple[str, ...]) -> None:
    assert may(*markers)


@pytest.mark.parametrize(
    "markers",
    [
        ('python_version < "3.8"',),
        ('python_version < "3.10"',),
        ('python_version < "3.8" and sys_platform == "win32"',),
        (WIN, LINUX),
        (LINUX, 'platform_system == "Windows"'),
        (WIN, 'os_name == "posix"'),
        ('platform_machine == "x86_64"', 'platform_machine == "arm64"'),
        ('implementation_name == "pypy"', 'platform_python_implementation == "CPython"'),
        ('extra == "test"',),
    ],
)
def test_a_condition_that_holds_nowhere_does_not(markers: tuple[str, ...]) -> None:
    assert not may(*markers)


def test_an_extra_holds_where_it_is_chosen() -> None:
    assert may('python_version >= "3.10" and extra == "test"', extras=frozenset({"test"}))
    assert not may('extra == "docs"', extras=frozenset({"test"}))


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("^3.9", "3.12.0", "4.0.0"),
        ("^3.9", "3.9.0", "3.8.99"),
        ("~3.9", "3.9.99", "3.10.0"),
        ("~2.7 || ^3.6", "2.7.0", "3.5.0"),
        (">=3.8.1,<4.0.0", "3.8.1", "3.8.0"),
        (">=2.7, !=3.0.*, !=3.1.*", "2.7.0", "3.1.0"),
        ("3.9.*", "3.9.7", "3.10.0"),
        ("==3.12.*", "3.12.4", "3.11.0"),
        (">=3.8 <3.10", "3.9.0", "3.10.0"),
        ("~=3.9.2", "3.9.3", "3.10.0"),
    ],
)
def test_ranges_of_python_are_read_as_their_tools_do(text: str, allowed: str, refused: str) -> None:
    pythons = Pythons.of(text)
    assert pythons.allow(allowed)
    assert not pythons.allow(refused)


@pytest.mark.parametrize("text", [None, "", "*", "whatever", "^", ">=3.9,<<4", "x" * 100_000])
def test_a_range_that_cannot_be_read_allows_every_python(text: str | None) -> None:
    assert Pythons.of(text).allow("2.7.0")


def test_what_is_tried_is_bounded() -> None:
    """What was not tried may hold."""
    conditions = Conditions(Pythons.of(">=3.10"))
    many = [
        f'platform_machine == "a{number}" and sys_platform == "b" and os_name == "c"' for number in range(400)
    ]
    told = [
        conditions.may_hold([f"{marker} and implementation_name == 'd' and os_name == 'e'"])
        for marker in many
    ]
    assert not told[0]
    assert told[-1]
    assert conditions.left > -MOST_EVALUATIONS


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_gets_an_answer(marker: str, pythons: str) -> None:
    assert Conditions(Pythons.of(pythons), left=2_000).may_hold([marker]) in {True, False}
