"""Decides whether an npm package is installed on a platform, by its `os`, `cpu` and `libc` lists."""

from pratique.ecosystems.interface import Platform


def matches_platform(markers: tuple[str, ...], platform: Platform) -> bool:
    """Return True if all markers, such as `os=linux,!win32`, match the platform.

    The rule is that of npm-install-checks. An entry with `!` must not match the platform. If there are entries without
    `!`, at least one of them must match the platform. A list that contains only `any` matches all platforms. A platform
    without a specified machine matches all markers.
    """
    if platform.os is None:
        return True
    values = {"os": platform.os, "cpu": platform.cpu, "libc": platform.libc}
    for marker in markers:
        name, _, listed = marker.partition("=")
        if name in values and not _list_matches(values[name], tuple(listed.split(","))):
            return False
    return True


def _list_matches(value: str | None, entries: tuple[str, ...]) -> bool:
    if entries in {("any",), ("",)}:
        return True
    if value is None:
        return False
    wanted = [entry for entry in entries if not entry.startswith("!")]
    if f"!{value}" in entries:
        return False
    return not wanted or value in wanted
