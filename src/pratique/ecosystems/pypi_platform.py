"""Whether a Python package is installed on a platform, by its PEP 508 markers."""

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

from pratique.ecosystems.interface import Platform

_MOST_CHARACTERS = 10_000
_SYSTEM = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
_MACHINE = {
    ("linux", "x64"): "x86_64",
    ("linux", "arm64"): "aarch64",
    ("darwin", "x64"): "x86_64",
    ("darwin", "arm64"): "arm64",
    ("win32", "x64"): "AMD64",
    ("win32", "arm64"): "ARM64",
}


def matches_platform(markers: tuple[str, ...], platform: Platform) -> bool:
    """Whether all markers hold on the platform (PEP 508, CPython).

    A platform that names no particular machine matches everything, and so does a marker that cannot be read: what
    may be installed is judged.
    """
    if platform.os is None:
        return True
    environment = _environment(platform)
    return all(_holds(marker, environment) for marker in markers)


def _holds(text: str, environment: dict[str, str]) -> bool:
    if len(text) > _MOST_CHARACTERS:
        return True
    try:
        return Marker(text).evaluate(environment)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
        return True


def _environment(platform: Platform) -> dict[str, str]:
    assert platform.os is not None
    version = ".".join(str(part) for part in platform.python)
    return {
        **_SYSTEM[platform.os],
        "platform_machine": _MACHINE.get((platform.os, platform.cpu or ""), ""),
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "implementation_version": f"{version}.0",
        "python_version": version,
        "python_full_version": f"{version}.0",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
