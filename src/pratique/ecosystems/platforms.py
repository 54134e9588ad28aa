"""Defines the target platforms that the user can select by name."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from packaging import tags

from pratique.core.suggestion import did_you_mean
from pratique.ecosystems.interface import Platform, Python
from pratique.ecosystems.pypi.python_versions import PYTHONS
from pratique.errors import Reference, UsageError

ANY = "any"
_DEFAULT_PYTHON = (3, 11)
_WITH_PYTHON = re.compile(r"(?:(.+)-)?py([23])([0-9]{1,2})")
_NEWEST_GLIBC = 43
"""Minor version of the newest glibc 2 that is assumed to be installed."""
_NEWEST_MUSL = 2
_NEWEST_MACOS = (26, 0)

_MACHINES = {
    "linux-x86_64": ("linux", "x64", "glibc", "x86_64"),
    "linux-arm64": ("linux", "arm64", "glibc", "aarch64"),
    "linux-musl-x86_64": ("linux", "x64", "musl", "x86_64"),
    "linux-musl-arm64": ("linux", "arm64", "musl", "aarch64"),
    "macos-x86_64": ("darwin", "x64", None, "x86_64"),
    "macos-arm64": ("darwin", "arm64", None, "arm64"),
    "windows-x86_64": ("win32", "x64", None, "win_amd64"),
    "windows-arm64": ("win32", "arm64", None, "win_arm64"),
}

PLATFORM_NAMES = (ANY, *_MACHINES)
"""Every name that `platform_from_name` accepts."""


def split_name(name: str) -> tuple[str | None, tuple[int, int] | None]:
    """Split a name such as `linux-x86_64-py312` or `py312` into the machine name and a Python version.

    Raises UsageError for an unknown Python version.
    """
    found = _WITH_PYTHON.fullmatch(name)
    if found is None:
        return name, None
    python = int(found[2]), int(found[3])
    if python not in PYTHONS:
        known = ", ".join(f"py{major}{minor}" for major, minor in PYTHONS)
        raise UsageError(
            Reference.USAGE, f"unknown Python version {name[-5:]!r}", hint=f"the names are {known}"
        )
    return found[1], python


def platform_from_name(name: str, *, python: tuple[int, int] = _DEFAULT_PYTHON) -> Platform:
    """Return the platform with the given name.

    The Python version is the suffix of the name (`-py312`), else `python`. `any` is an unspecified machine: only wheels without
    compiled code match `any`. Raises UsageError for an unknown name.
    """
    machine, named = split_name(name)
    if machine is None or (machine != ANY and machine not in _MACHINES):
        raise UsageError(
            Reference.USAGE,
            f"unknown platform {name[:80]!r}",
            hint=did_you_mean(
                name,
                PLATFORM_NAMES,
                f"the names are {', '.join(PLATFORM_NAMES)}; the suffix -py312 specifies a Python version",
            ),
        )
    os, cpu, libc, _ = _MACHINES.get(machine, (None, None, None, ""))
    return Platform(
        name=machine,
        pythons=(_python(machine, named or python),),
        python_is_named=named is not None,
        os=os,
        cpu=cpu,
        libc=libc,
    )


def with_pythons(platform: Platform, versions: Iterable[tuple[int, int]]) -> Platform:
    """Return the same machine with the given Python versions; unchanged if no Python version is given."""
    pythons = tuple(_python(platform.name, version) for version in sorted(set(versions), reverse=True))
    return replace(platform, pythons=pythons) if pythons else platform


@lru_cache(maxsize=64)
def _python(machine: str, version: tuple[int, int]) -> Python:
    os, _, libc, processor = _MACHINES.get(machine, (None, None, None, ""))
    found = _wheel_tags(version, [] if os is None else _wheel_platforms(os, libc, processor))
    return Python(version, {tag: rank for rank, tag in enumerate(found)})


def _wheel_tags(python: tuple[int, int], platforms: list[str]) -> tuple[str, ...]:
    interpreter = f"cp{python[0]}{python[1]}"
    found: list[str] = []
    if platforms:
        # The ABI is named, since packaging would ask the running interpreter for it otherwise.
        found += (str(tag) for tag in tags.cpython_tags(python, [interpreter], platforms))
    found += (str(tag) for tag in tags.compatible_tags(python, interpreter, platforms or ["any"]))
    return tuple(dict.fromkeys(found))


def _wheel_platforms(os: str, libc: str | None, machine: str) -> list[str]:
    if os == "win32":
        return [machine]
    if os == "darwin":
        return list(tags.mac_platforms(_NEWEST_MACOS, machine))
    if libc == "musl":
        return [
            *(f"musllinux_1_{minor}_{machine}" for minor in range(_NEWEST_MUSL, -1, -1)),
            f"linux_{machine}",
        ]
    return [*_manylinux(machine), f"linux_{machine}"]


def _manylinux(machine: str) -> list[str]:
    """Return the PEP 600 platform tags from the newest glibc to the oldest, each followed by its legacy alias, if any."""
    older = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    oldest = 5 if machine == "x86_64" else 17
    found: list[str] = []
    for minor in range(_NEWEST_GLIBC, oldest - 1, -1):
        found.append(f"manylinux_2_{minor}_{machine}")
        if minor in older:
            found.append(f"{older[minor]}_{machine}")
    return found
