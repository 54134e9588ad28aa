"""A gem server: the compact index, format versions 1 and 2, and the files."""

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC

from tests.loopback.gem_packages import GemFile, GemPackage


def info(package: GemPackage, *, mirror: bool) -> bytes:
    """The page of a gem, as `/info/NAME` gives it. A mirror is seen to tell no times."""
    return "\n".join(["---", *(_line(file, mirror=mirror) for file in package.files), ""]).encode()


def versions(packages: Iterable[GemPackage], *, mirror: bool) -> bytes:
    """The list of all gems with their versions, as `/versions` gives it."""
    lines = ["created_at: 2024-01-01T00:00:00Z", "---", ""]
    head = "\n".join(lines).encode()
    return head + b"".join(news(None, package, mirror=mirror) for package in packages)


def news(before: GemPackage | None, package: GemPackage, *, mirror: bool) -> bytes:
    """The line that is put to the list when a gem is another one than before: the list only grows."""
    had = [file.full_version for file in before.files] if before else []
    has = [file.full_version for file in package.files]
    told = [f"-{one}" for one in had if one not in has] + [one for one in has if one not in had]
    digest = hashlib.md5(info(package, mirror=mirror)).hexdigest()
    return f"{package.name} {','.join(told or has)} {digest}\n".encode()


def part(body: bytes, asked: str | None) -> tuple[bytes, str] | None:
    """What comes from an offset on, which is all that clients ask for, and `Content-Range`; None: the whole is due."""
    match = re.fullmatch(r"bytes=([0-9]+)-", asked or "")
    if match is None or int(match[1]) >= len(body):
        return None
    return body[int(match[1]) :], f"bytes {match[1]}-{len(body) - 1}/{len(body)}"


def digest_header(body: bytes) -> str:
    """`Repr-Digest` of a whole body, as the public server tells it."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


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


def attestations(packages: Iterable[GemPackage], path: str) -> list[object] | None:
    """The bundles at `api/v1/attestations/NAME-VERSION[-PLATFORM].json`."""
    name = path.rpartition("/")[2].removesuffix(".json")
    found = (
        file.attestations
        for one in packages
        for file in one.files
        if f"{one.name}-{file.full_version}" == name
    )
    return next(found, None)


def _line(file: GemFile, *, mirror: bool) -> str:
    needs = ",".join(f"{name}:{wanted.replace(', ', '&')}" for name, wanted in file.needs.items())
    facts = [f"checksum:{file.checksum or hashlib.sha256(file.data).hexdigest()}"]
    if file.published_at is not None and not mirror:
        facts.append(f"created_at:{file.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return f"{file.full_version} {needs}|{','.join(facts)}"
