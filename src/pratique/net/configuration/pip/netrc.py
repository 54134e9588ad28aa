"""Reads passwords from `~/.netrc` like pip."""

import netrc
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import MAX_BYTES, Project, Stated, home_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Netrc:
    """The credentials by host name, and the problems. The `default` entry for any host is ignored."""

    hosts: Mapping[str, Stated[Authorization]] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[str, ...] = ()


def load_netrc(env: Mapping[str, str], *, project: Project | None = None) -> Netrc:
    """Read the file in NETRC, else `~/.netrc` or `~/_netrc`.

    This function raises no errors. A file is ignored if other users can read it, or if it belongs to another user or
    to the project.
    """
    home = home_folder(env)
    named = env.get("NETRC")
    places = [Path(named).expanduser()] if named else [home / ".netrc", home / "_netrc"]
    for path in places:
        try:
            found = path.stat()
        except (OSError, ValueError):
            continue
        why = _unfit(found)
        if project is not None and project.holds(path, home):
            why = "the file belongs to the checked project"
        return Netrc(problems=(f"{path} is not used: {why}",)) if why else _read(path)
    return Netrc()


def _unfit(found: os.stat_result) -> str:
    """Return the reason why a password file must not be used, or ""."""
    if not stat.S_ISREG(found.st_mode):
        return "the file is not a regular file"
    if found.st_size > MAX_BYTES:
        return "the file is larger than 1 MiB"
    if sys.platform != "win32":
        if found.st_uid not in {os.getuid(), 0}:
            return "the file belongs to another user"
        if found.st_mode & 0o077:
            return "other users can read or write it (chmod 600)"
    return ""


def _read(path: Path) -> Netrc:
    try:
        hosts = netrc.netrc(path).hosts
    except netrc.NetrcParseError as error:
        # The error's own text may repeat a password.
        return Netrc(problems=(f"{path} is not used: line {error.lineno} is invalid",))
    except (OSError, ValueError):
        return Netrc(problems=(f"{path} is not used: the file cannot be read",))
    found = {
        host.lower(): Stated(Authorization.basic(login or account or "", password or ""), str(path))
        for host, (login, account, password) in hosts.items()
        if host != "default" and (login or account or password)
    }
    return Netrc(hosts=MappingProxyType(found))
