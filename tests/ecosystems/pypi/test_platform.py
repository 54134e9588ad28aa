import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker

from pratique.ecosystems.platforms import platform_from_name, with_pythons
from pratique.ecosystems.pypi.platform import holds, matches_platform

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
        ('extra == "speed"', True, True),
        ('platform_release != ""', True, True),
        ('platform_version == "#1"', True, True),
        ('implementation_version < "3.0"', True, True),
        ('sys_platform == "win32" and platform_release != ""', False, True),
        ('not_a_variable == "x"', True, True),
        ("sys_platform == platform_release", True, True),
        ('"a" == "b"', True, True),
        ('sys_platform < "win"', True, True),
        ('platform_machine in "x86_64 i686"', True, False),
        ('"win" in sys_platform', False, True),
        ('sys_platform not in "win32 darwin"', True, False),
        ('python_version not in "3.12"', True, True),
        ('python_full_version >= "3.12"', True, False),
        ('python_full_version < "3.12.4"', True, True),
        ('python_full_version == "3.11.*"', False, True),
        ('python_full_version == "3.12.7"', True, False),
        ('python_full_version != "3.12.7"', True, True),
        ('(os_name == "nt" or os_name == "java") and (python_version < "3.12" or extra == "x")', False, True),
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


def test_one_of_the_pythons_is_enough() -> None:
    several = with_pythons(LINUX, [(3, 11), (3, 12), (3, 13)])
    assert matches_platform(('python_version == "3.13"',), several)
    assert not matches_platform(('python_version == "3.10"',), several)
    # No single Python fulfils both.
    assert not matches_platform(('python_version == "3.11"', 'python_version == "3.12"'), several)


def atoms() -> st.SearchStrategy[str]:
    """Conditions whose value the platform knows, and some that it does not."""
    words = st.sampled_from(
        ["sys_platform", "os_name", "platform_system", "platform_machine", "implementation_name"]
    )
    texts = st.sampled_from(["linux", "win32", "posix", "nt", "Linux", "x86_64", "cpython", "pypy", ""])
    versions = st.sampled_from(["3.8", "3.11", "3.12", "3.12.*", "3.13", "4"])
    signs = st.sampled_from(["==", "!="])
    orders = st.sampled_from(["<", "<=", ">", ">="])
    unknown = st.sampled_from(
        [
            'platform_release == "6"',
            'platform_version != "x"',
            'implementation_version >= "3"',
            'extra == "e"',
        ]
    )
    return st.one_of(
        st.builds('{} {} "{}"'.format, words, signs, texts),
        st.builds('"{}" in {}'.format, texts, words),
        st.builds('python_version {} "{}"'.format, signs, versions),
        st.builds('python_version {} "{}"'.format, orders, versions.filter(lambda text: "*" not in text)),
        st.builds('python_full_version {} "{}"'.format, signs, versions),
        unknown,
    )


def conditions() -> st.SearchStrategy[str]:
    return st.recursive(
        atoms(),
        lambda inner: (
            st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
            | st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner)
        ),
        max_leaves=8,
    )


@pytest.mark.fuzz
@given(
    conditions(),
    st.sampled_from(["", "6", "6.8.0-generic"]),
    st.sampled_from(["3.12.0", "3.12.9"]),
    st.sampled_from(["", "e"]),
)
def test_what_is_certain_is_what_packaging_says(marker: str, release: str, full: str, extra: str) -> None:
    environment = {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "implementation_version": full,
        "python_version": "3.12",
        "python_full_version": full,
        "platform_release": release,
        "platform_version": release,
        "extra": extra,
    }
    certain = holds(marker, ("linux", "x64"), (3, 12))
    assert certain is None or certain is Marker(marker).evaluate(environment)


@pytest.mark.parametrize(
    ("text", "extra", "expected"),
    [
        ('extra == "Far_Away"', "far-away", True),
        ('extra == "far"', "", False),
        ('extra == "far"', None, None),
        ('extra == "far" and sys_platform == "win32"', "far", False),
        ('extra != "far"', "", True),
    ],
)
def test_an_extra_is_asked_for_or_not(text: str, extra: str | None, *, expected: bool | None) -> None:
    assert holds(text, ("linux", "x64"), (3, 12), extra) is expected
