import pytest

from pratique.ecosystems.platforms import ANY, PLATFORM_NAMES, platform_from_name, split_name, with_pythons
from pratique.errors import UsageError


def test_every_name_makes_a_platform_that_takes_pure_wheels() -> None:
    for name in PLATFORM_NAMES:
        platform = platform_from_name(name)
        assert name == platform.name
        assert "py3-none-any" in platform.pythons[0].ranks


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        ("linux-x86_64", "cp311-cp311-manylinux2014_x86_64", "cp311-cp311-musllinux_1_1_x86_64"),
        ("linux-x86_64", "cp37-abi3-manylinux_2_17_x86_64", "cp312-cp312-manylinux_2_17_x86_64"),
        ("linux-x86_64", "cp311-cp311-manylinux1_x86_64", "cp311-cp311-manylinux_2_17_aarch64"),
        ("linux-arm64", "cp311-cp311-manylinux_2_28_aarch64", "cp311-cp311-manylinux1_aarch64"),
        ("linux-musl-arm64", "cp311-cp311-musllinux_1_2_aarch64", "cp311-cp311-manylinux_2_28_aarch64"),
        ("macos-arm64", "cp311-cp311-macosx_11_0_arm64", "cp311-cp311-macosx_11_0_x86_64"),
        ("macos-x86_64", "cp311-cp311-macosx_10_9_x86_64", "cp311-cp311-win_amd64"),
        ("windows-x86_64", "cp311-cp311-win_amd64", "cp311-cp311-win32"),
        (ANY, "py3-none-any", "cp311-cp311-win_amd64"),
    ],
)
def test_wheels_fit_their_platform_alone(name: str, taken: str, refused: str) -> None:
    tags = platform_from_name(name).pythons[0].ranks
    assert taken in tags
    assert refused not in tags


def test_the_python_version_is_in_the_tags() -> None:
    platform = platform_from_name("windows-arm64", python=(3, 13))
    (python,) = platform.pythons
    assert python.ranks["cp313-cp313-win_arm64"] == 0
    assert python.version == (3, 13)


def test_npm_has_its_own_words() -> None:
    musl = platform_from_name("linux-musl-x86_64")
    assert ("linux", "x64", "musl") == (musl.os, musl.cpu, musl.libc)
    assert platform_from_name(ANY).os is None


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        platform_from_name("amiga")
    assert "linux-x86_64" in caught.value.hint


def test_a_name_may_end_with_a_python() -> None:
    platform = platform_from_name("linux-musl-arm64-py312")
    assert ("linux-musl-arm64", True) == (platform.name, platform.python_is_named)
    assert platform.label == "linux-musl-arm64 with Python 3.12"
    assert not platform_from_name("linux-x86_64").python_is_named
    assert split_name("py27") == (None, (2, 7))
    assert split_name("linux-x86_64") == ("linux-x86_64", None)


@pytest.mark.parametrize("name", ["py312", "amiga-py312", "-py312", "linux-x86_64-py", "linux-x86_64-py399"])
def test_a_name_without_a_machine_or_with_an_unknown_python_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        platform_from_name(name)


def test_the_same_machine_may_have_several_pythons() -> None:
    platform = with_pythons(platform_from_name("linux-x86_64"), [(3, 11), (3, 13), (3, 11)])
    assert [(3, 13), (3, 11)] == [python.version for python in platform.pythons]
    assert platform.label == "linux-x86_64 with Python 3.11, 3.13"
    assert platform == with_pythons(platform, [])
