"""Conditions of requests: those that hold nowhere, and all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker

from pratique.lockfiles.pypi.conditions import MOST_ATOMS, Conditions, names_platform
from pratique.lockfiles.pypi.pythons import Pythons

WIN = 'sys_platform == "win32"'
LINUX = 'sys_platform == "linux"'


def may(*markers: str, pythons: str = ">=3.10", extras: frozenset[str] = frozenset()) -> bool:
    return Conditions(Pythons.of(pythons), markers=markers).may_hold(markers, extras)


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
        ("(" * 3_000,),
        ("(" * 900 + WIN + ")" * 900,),
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


def uncovered(marker: str, *answers: str, pythons: str = ">=3.10") -> str | None:
    texts = (marker, *answers)
    conditions = Conditions(Pythons.of(pythons), markers=texts)
    return conditions.uncovered([marker], [(answer,) for answer in answers], frozenset())


@pytest.mark.parametrize(
    ("marker", "answers"),
    [
        ("", ('python_version < "3.12"', 'python_version >= "3.12"')),
        ('python_version < "3.11"', ('python_version == "3.10"',)),
        ('python_version < "3.11"', ('python_full_version < "3.11.0"',)),
        (WIN, ('platform_system == "Windows" and python_version >= "3.10"',)),
        (WIN, ('os_name == "nt"', LINUX)),
        ('platform_machine == "x86_64"', ('platform_machine != "arm64"',)),
        ('(python_version < "3.9" or sys_platform == "win32") and os_name != "nt"', (LINUX,)),
        ("not a marker", (WIN,)),
        ("", ("not a marker",)),
        ("", ("platform_release == '1'",)),
        ("", ("'x' in platform_version",)),
    ],
)
def test_answers_for_all_platforms_of_a_request_cover_it(marker: str, answers: tuple[str, ...]) -> None:
    assert uncovered(marker, *answers) is None


@pytest.mark.parametrize(
    ("marker", "answers", "where"),
    [
        ("", ('python_version < "3.12"',), "Python 3.12.0, linux"),
        ("", ('python_version >= "3.12"', 'python_version < "3.11"'), "Python 3.11.0, linux"),
        ('python_version < "3.12"', (WIN,), "Python 3.11.0, linux"),
        ('implementation_name == "pypy"', (LINUX,), "Python 4.0.0, darwin, pypy"),
        (LINUX, ('platform_machine != "arm64"',), "Python 4.0.0, linux, arm64"),
    ],
)
def test_a_platform_without_an_answer_is_named(marker: str, answers: tuple[str, ...], where: str) -> None:
    found = uncovered(marker, *answers)
    assert found is not None
    assert where.split(", ")[1:] == found.split(", ")[1:]


def test_an_answer_for_every_platform_covers_everything() -> None:
    conditions = Conditions(Pythons.of(">=3.10"), markers=[WIN])
    assert conditions.uncovered([None], [(WIN,), ()], frozenset()) is None


def test_a_lock_for_some_platforms_covers_what_it_says() -> None:
    for conditions in (Conditions(None), Conditions(every_platform=False)):
        assert conditions.uncovered([None], [(WIN,)], frozenset()) is None
        assert not conditions.may_hold([f"{WIN} and python_version < '4'"])


def test_a_marker_of_the_python_names_no_platform() -> None:
    assert not names_platform('python_version >= "3.3"')
    assert names_platform('python_version >= "3.3" and platform_machine == "x86_64"')


def test_what_is_compared_is_bounded() -> None:
    """What was not looked at may hold."""
    many = [f'platform_machine == "a{number}" and sys_platform == "b{number}"' for number in range(2_000)]
    conditions = Conditions(Pythons.of(">=3.10"), markers=many)
    assert all(conditions.may_hold([marker, WIN]) for marker in many[MOST_ATOMS:])


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_gets_an_answer(marker: str, pythons: str) -> None:
    conditions = Conditions(Pythons.of(pythons), markers=[marker])
    assert conditions.may_hold([marker]) in {True, False}


ATOMS = st.sampled_from(
    [
        WIN, LINUX, 'python_version < "3.12"', 'python_full_version >= "3.11.4"', 'os_name != "nt"', 'platform_machine == "arm64"',
        'implementation_name == "pypy"', '"3.11" <= python_version', 'sys_platform in "linux darwin"', 'platform_system == "Darwin"',
    ]
)  # fmt: skip
MARKERS = st.recursive(
    ATOMS,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=6,
)
ENVIRONMENTS = st.sampled_from(
    [
        ("3.11.4", "linux", "Linux", "posix", "cpython", "arm64"),
        ("3.11.3", "darwin", "Darwin", "posix", "cpython", "arm64"),
        ("3.10.0", "win32", "Windows", "nt", "pypy", "other"),
        ("3.12.0", "win32", "Windows", "nt", "cpython", "other"),
    ]
)


@given(marker=MARKERS, environment=ENVIRONMENTS)
def test_a_marker_that_holds_in_an_environment_may_hold(marker: str, environment: tuple[str, ...]) -> None:
    version, platform, system, os_name, implementation, machine = environment
    told = {
        "python_version": version.rpartition(".")[0],
        "python_full_version": version,
        "sys_platform": platform,
        "platform_system": system,
        "os_name": os_name,
        "implementation_name": implementation,
        "platform_machine": machine,
    }
    exact = [f'{name} == "{value}"' for name, value in told.items() if name != "python_version"]
    conditions = Conditions(Pythons.of(">=3.10"), markers=[marker, *exact])
    assert Marker(marker).evaluate(told) is conditions.may_hold([marker, *exact])
