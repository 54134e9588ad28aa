"""A gem server: the compact index, format versions 1 and 2, and the files."""

import hashlib
from collections.abc import Iterable
from datetime import UTC

from tests.loopback.gem_packages import GemFile, GemPackage


def info(package: GemPackage, *, mirror: bool) -> bytes:
    """The page of a gem, as `/info/NAME` gives it. A mirror is seen to tell no times."""
    return "\n".join(["---", *(_line(file, mirror=mirror) for file in package.files), ""]).encode()


def versions(packages: Iterable[GemPackage], *, mirror: bool) -> bytes:
    """The list of all gems with their versions, as `/versions` gives it."""
    lines = ["created_at: 2024-01-01T00:00:00Z", "---"]
    for package in packages:
        listed = ",".join(file.full_version for file in package.files)
        lines.append(f"{package.name} {listed} {hashlib.md5(info(package, mirror=mirror)).hexdigest()}")
    return "\n".join([*lines, ""]).encode()


_GEMS, _QUICK = "gems/", "quick/Marshal.4.8/"


def find(packages: Iterable[GemPackage], path: str) -> bytes | None:
    """The bytes at `gems/NAME-VERSION[-PLATFORM].gem` or `quick/Marshal.4.8/NAME-VERSION[-PLATFORM].gemspec.rz`."""
    for package in packages:
        for file in package.files:
            name = f"{package.name}-{file.full_version}"
            if path == f"{_GEMS}{name}.gem":
                return file.data
            if path == f"{_QUICK}{name}.gemspec.rz":
                return file.specification
    return None


def _line(file: GemFile, *, mirror: bool) -> str:
    needs = ",".join(f"{name}:{wanted.replace(', ', '&')}" for name, wanted in file.needs.items())
    facts = [f"checksum:{file.checksum or hashlib.sha256(file.data).hexdigest()}"]
    if file.published_at is not None and not mirror:
        facts.append(f"created_at:{file.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return f"{file.full_version} {needs}|{','.join(facts)}"
