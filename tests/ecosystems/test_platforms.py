import pytest

from pratique.ecosystems.platforms import ANY, PLATFORM_NAMES, platform_from_name
from pratique.errors import UsageError


def test_every_name_makes_a_platform_that_takes_pure_wheels() -> None:
    for name in PLATFORM_NAMES:
        platform = platform_from_name(name)
        assert name == platform.name
        assert "py3-none-any" in platform.wheel_tags
        assert len(platform.wheel_tags) == len(set(platform.wheel_tags))


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
    tags = platform_from_name(name).wheel_tags
    assert taken in tags
    assert refused not in tags


def test_the_python_version_is_in_the_tags() -> None:
    platform = platform_from_name("windows-arm64", python=(3, 13))
    assert platform.wheel_tags[0] == "cp313-cp313-win_arm64"
    assert platform.python == (3, 13)


def test_npm_has_its_own_words() -> None:
    musl = platform_from_name("linux-musl-x86_64")
    assert ("linux", "x64", "musl") == (musl.os, musl.cpu, musl.libc)
    assert platform_from_name(ANY).os is None


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        platform_from_name("amiga")
    assert "linux-x86_64" in caught.value.hint
