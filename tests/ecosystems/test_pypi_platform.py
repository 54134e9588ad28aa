import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.ecosystems.platforms import platform_from_name
from pratique.ecosystems.pypi_platform import matches_platform

LINUX = platform_from_name("linux-x86_64", python=(3, 12))
WINDOWS = platform_from_name("windows-x86_64")


@pytest.mark.parametrize(
    ("marker", "linux", "windows"),
    [
        ('sys_platform == "win32"', False, True),
        ('platform_system == "Linux" and platform_machine == "x86_64"', True, False),
        ('python_version >= "3.12"', True, False),
        ('os_name == "nt" or python_version < "3.12"', False, True),
        ('implementation_name == "pypy"', False, False),
        ('extra == "speed"', False, False),
        ("not a marker", True, True),
        ('python_version ~= "three"', True, True),
        ("x" * 20_000, True, True),
    ],
)
def test_markers_hold_where_the_platform_is_meant(marker: str, linux: bool, windows: bool) -> None:
    assert (linux, windows) == (matches_platform((marker,), LINUX), matches_platform((marker,), WINDOWS))


def test_no_particular_machine_matches_everything() -> None:
    assert matches_platform(('sys_platform == "win32"',), platform_from_name("any"))


def test_every_marker_must_hold() -> None:
    assert not matches_platform(('os_name == "posix"', 'sys_platform == "darwin"'), LINUX)


@pytest.mark.fuzz
@given(st.text(max_size=60) | st.text("'\"<>=!~() andorpythn_vesi31.0", max_size=60))
def test_any_text_holds_or_not(marker: str) -> None:
    assert matches_platform((marker,), LINUX) in {True, False}
