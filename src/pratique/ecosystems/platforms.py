"""The platforms that an installation can be judged for, by name."""

from packaging import tags

from pratique.ecosystems.interface import Platform
from pratique.errors import Reference, UsageError

ANY = "any"
_NEWEST_GLIBC = 43
"""Minor version of the newest glibc 2 that is taken for installed."""
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
"""Every name that `platform_from_name` knows."""


def platform_from_name(name: str, *, python: tuple[int, int] = (3, 11)) -> Platform:
    """Make the platform of that name, with the wheel tags that CPython of this version takes on it.

    `any` is no particular machine: only wheels without compiled code fit it. Raises UsageError for another name.
    """
    if name == ANY:
        return Platform(name=ANY, python=python, wheel_tags=_wheel_tags(python, []))
    if name not in _MACHINES:
        raise UsageError(
            Reference.USAGE,
            f"no platform is called {name[:80]!r}",
            hint=f"the names are {', '.join(PLATFORM_NAMES)}",
        )
    os, cpu, libc, machine = _MACHINES[name]
    return Platform(
        name=name,
        os=os,
        cpu=cpu,
        libc=libc,
        python=python,
        wheel_tags=_wheel_tags(python, _wheel_platforms(os, libc, machine)),
    )


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
    """Give the tags of PEP 600 from the newest glibc down, each followed by its older name if it has one."""
    older = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    oldest = 5 if machine == "x86_64" else 17
    found: list[str] = []
    for minor in range(_NEWEST_GLIBC, oldest - 1, -1):
        found.append(f"manylinux_2_{minor}_{machine}")
        if minor in older:
            found.append(f"{older[minor]}_{machine}")
    return found
