import pytest

from pratique.ecosystems.interface import Platform
from pratique.ecosystems.npm.platform import matches_platform
from pratique.ecosystems.platforms import platform_from_name

LINUX = platform_from_name("linux-x86_64")
MUSL = platform_from_name("linux-musl-arm64")
MAC = platform_from_name("macos-arm64")


@pytest.mark.parametrize(
    ("platform", "markers", "expected"),
    [
        (LINUX, (), True),
        (LINUX, ("os=linux", "cpu=x64", "libc=glibc"), True),
        (LINUX, ("os=linux", "libc=musl"), False),
        (LINUX, ("os=darwin,win32",), False),
        (LINUX, ("os=!win32",), True),
        (LINUX, ("os=!linux",), False),
        (LINUX, ("os=!linux,linux",), False),
        (LINUX, ("os=any",), True),
        (LINUX, ("engine=none",), True),
        (MUSL, ("os=linux", "cpu=arm64", "libc=musl"), True),
        (MUSL, ("cpu=!arm64",), False),
        (MAC, ("os=darwin", "cpu=arm64"), True),
        (MAC, ("libc=glibc",), False),
        (MAC, ("libc=!musl",), False),
        (platform_from_name("any"), ("os=aix", "cpu=s390x", "libc=musl"), True),
    ],
)
def test_platform_lists_mean_what_they_mean_to_npm(
    platform: Platform, markers: tuple[str, ...], expected: bool
) -> None:
    assert expected is matches_platform(markers, platform)
