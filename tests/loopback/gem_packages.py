"""Gems as plain values, and the archives that are made of them, without Ruby."""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tests.builders import Files, tarred
from tests.loopback.packages import LONG_AGO


@dataclass(frozen=True, kw_only=True)
class GemFile:
    """One file of a gem: a version for a platform."""

    version: str
    data: bytes
    platform: str = "ruby"
    published_at: datetime | None = LONG_AGO
    """None: the index tells no time (format version 1)."""
    needs: Mapping[str, str] = field(default_factory=dict)
    checksum: str | None = None
    """What the index tells in place of the true sha256."""
    specification: bytes | None = None
    """What gem itself asks for below `/quick/`: a dump that only Ruby can make; None: it is not there."""
    attestations: list[object] | None = None
    """What `/api/v1/attestations/` answers; None: the server has no such page."""

    @property
    def full_version(self) -> str:
        """Version and platform as file names and the index join them."""
        return self.version if self.platform == "ruby" else f"{self.version}-{self.platform}"


@dataclass(frozen=True, kw_only=True)
class GemPackage:
    """A gem; `files` in the order of publication."""

    name: str
    files: tuple[GemFile, ...] = ()


def gem_file(
    name: str,
    version: str,
    files: Files | None = None,
    *,
    platform: str = "ruby",
    extensions: tuple[str, ...] = (),
    executables: tuple[str, ...] = (),
    needs: Mapping[str, str] | None = None,
    published_at: datetime | None = LONG_AGO,
    checksum: str | None = None,
    attestations: list[object] | None = None,
) -> GemFile:
    """Make a gem that gem and Bundler install. `needs` are names to conditions such as `>= 1, < 3`."""
    content = files if files is not None else {f"lib/{name}.rb": f"module {name.title()}\nend\n"}
    written = metadata(
        name,
        version,
        tuple(content),
        platform=platform,
        extensions=extensions,
        executables=executables,
        needs=needs or {},
    )
    return GemFile(
        version=version,
        data=packed_gem(content, written),
        platform=platform,
        published_at=published_at,
        needs=needs or {},
        checksum=checksum,
        attestations=attestations,
    )


def packed_gem(files: Files, written: str) -> bytes:
    """Pack files and metadata as `gem build` does: a tar with metadata.gz, data.tar.gz and checksums.yaml.gz."""
    data = gzip.compress(tarred(files, root=""), compresslevel=1, mtime=0)
    return gem_of({"metadata.gz": gzip.compress(written.encode(), mtime=0), "data.tar.gz": data})


def gem_of(members: Mapping[str, bytes], *, sums: str | None = None) -> bytes:
    """Put members into a gem, with checksums of them, or with `sums` ("" for none)."""
    written = checksums(members) if sums is None else sums
    if written:
        members = {**members, "checksums.yaml.gz": gzip.compress(written.encode(), mtime=0)}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o444
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def checksums(members: Mapping[str, bytes]) -> str:
    """The text of a checksums.yaml."""
    lines = ["---"]
    for algorithm in ("SHA256", "SHA512"):
        lines.append(f"{algorithm}:")
        lines += [
            f"  {name}: '{hashlib.new(algorithm.lower(), data).hexdigest()}'"
            for name, data in members.items()
        ]
    return "\n".join([*lines, ""])


def metadata(
    name: str,
    version: str,
    files: tuple[str, ...],
    *,
    platform: str = "ruby",
    extensions: tuple[str, ...] = (),
    executables: tuple[str, ...] = (),
    needs: Mapping[str, str] | None = None,
) -> str:
    """The metadata as RubyGems writes it."""
    lines = [
        "--- !ruby/object:Gem::Specification",
        f"name: {name}",
        *("version: !ruby/object:Gem::Version", f"  version: '{version}'"),
        f"platform: {platform}",
        *("authors:", "- ada", "bindir: exe", "cert_chain: []", "date: 2024-01-10 00:00:00.000000000 Z"),
        "dependencies:" if needs else "dependencies: []",
    ]
    for need, conditions in (needs or {}).items():
        lines += [
            "- !ruby/object:Gem::Dependency",
            f"  name: {need}",
            *_requirement("  requirement", conditions),
        ]
        lines += ["  type: :runtime", "  prerelease: false"]
        lines += _requirement("  version_requirements", conditions)
    lines += [*_listed("executables", executables), *_listed("extensions", extensions)]
    lines += ["extra_rdoc_files: []"]
    lines += [
        *_listed("files", files),
        "homepage: https://kite.example",
        "licenses:",
        "- MIT",
        "metadata: {}",
    ]
    lines += ["rdoc_options: []", "require_paths:", "- lib"]
    lines += [
        *_requirement("required_ruby_version", ">= 0"),
        *_requirement("required_rubygems_version", ">= 0"),
    ]
    lines += ["requirements: []", "rubygems_version: 3.6.7", "specification_version: 4", "summary: a gem"]
    return "\n".join([*lines, "test_files: []", ""])


def _listed(key: str, values: tuple[str, ...]) -> list[str]:
    return [f"{key}:", *(f"- {value}" for value in values)] if values else [f"{key}: []"]


def _requirement(key: str, conditions: str) -> list[str]:
    indent = " " * (len(key) - len(key.lstrip()))
    lines = [f"{key}: !ruby/object:Gem::Requirement", f"{indent}  requirements:"]
    for condition in conditions.split(","):
        operator, _, version = condition.strip().partition(" ")
        lines += [f'{indent}  - - "{operator}"', f"{indent}    - !ruby/object:Gem::Version"]
        lines.append(f"{indent}        version: '{version}'")
    return lines
