"""Parses npm listings (packuments, full and abbreviated) into `Listing`.

Sources: the npm registry's public documentation and recorded packuments. A field of an unexpected type counts as unknown, unless it
identifies a version. An invalid version is omitted and listed in `Listing.problems`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pratique.core.names import Digest, PackageRef
from pratique.core.release import (
    Account,
    Artifact,
    ArtifactKind,
    Dated,
    Hook,
    Listing,
    ProjectStatus,
    Release,
    TimeSource,
)
from pratique.ecosystems.npm.address import tarball_filename
from pratique.ecosystems.npm.versions import SPACES, parse_version
from pratique.ecosystems.reading.json_values import (
    count,
    read_any,
    read_fields,
    read_members,
    table,
    text,
    text_table,
)
from pratique.ecosystems.reading.listing_values import parse_time, told_problems, web_address
from pratique.errors import ParseError, Reference

INSTALL_HOOKS = ("preinstall", "install", "postinstall")
"""Scripts that npm runs automatically, in this order, when it installs a package from a registry."""
COMMIT_HOOKS = ("preprepare", "prepare", "postprepare", "prepack", "postpack")
"""Scripts that npm also runs when it packs a git repository (pacote's git and dir fetchers)."""
GYP_COMMAND = "node-gyp rebuild"
"""The command that npm runs if a package has a binding.gyp and no install script."""

_SPACE = re.compile(f"[{SPACES}]")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}\Z")
_COMMIT = re.compile(r"(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})\Z")
_MOST_SIGNATURES = 16
_SIGNATURE_LIMIT = 1024
_TOOL_LIMIT = 80
_NOT_VERSIONS = frozenset({"created", "modified", "unpublished"})
_HOLDING_VERSION = "0.0.1-security"
_HOLDING_TEXT = "security holding package"
_NAME_LIMIT = 256
_ADDRESS_LIMIT = 512
_MOST_FUNDING = 10
_NOTHING: frozenset[str] = frozenset()
_DOMAIN = re.compile(r"(?=.{3,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")


class _Version(msgspec.Struct, rename="camel"):
    """The fields of one version that Pratique uses; any of them may have any type."""

    dist: Any = None
    dependencies: Any = None
    optional_dependencies: Any = None
    bundle_dependencies: Any = None
    bundled_dependencies: Any = None
    scripts: Any = None
    gypfile: Any = None
    npm_user: Any = msgspec.field(name="_npmUser", default=None)
    id: Any = msgspec.field(name="_id", default=None)
    maintainers: Any = None
    repository: Any = None
    deprecated: Any = None
    description: Any = None
    has_install_script: Any = None
    git_head: Any = None
    node_version: Any = msgspec.field(name="_nodeVersion", default=None)
    npm_version: Any = msgspec.field(name="_npmVersion", default=None)
    funding: Any = None


@dataclass(frozen=True, slots=True)
class _Setting:
    """Properties that all versions of a listing share."""

    package: PackageRef
    times: Mapping[str, datetime]
    source: TimeSource | None
    base: str


def parse_listing(data: bytes, *, package: PackageRef, registry: str, url: str) -> Listing:
    """Parse a packument that was downloaded from `url`.

    Publish times count as the registry's own if the listing has `created`, `modified` and at least one publisher. A
    listing that lacks `created`, `modified` or publishers counts as a mirror's, because mirrors that invent publish
    times provide none of these. Raises ParseError (listing-invalid) if the bytes are not a JSON object, or are the
    packument of another package.
    """
    members = read_members(data)
    if members is None:
        raise _invalid(package, "the response is not a JSON object")
    name = read_any(members.get("name"))
    if isinstance(name, str) and name != package.name:
        raise _invalid(package, f"the response is the listing of {name[:80]!r}")
    told = table(read_any(members.get("time")))
    unpublished = told.get("unpublished")
    listed = read_members(members.get("versions"))
    if listed is None and not isinstance(unpublished, dict):
        raise _invalid(package, "the listing contains no versions")
    versions, problems = _versions(listed or {})
    times = {key: at for key, value in told.items() if (at := parse_time(value)) is not None}
    source = _time_source(times, versions)
    setting = _Setting(package, times, source, url)
    releases = {key: _release(key, fields, setting) for key, fields in versions.items()}
    held = _is_holding(read_any(members.get("description")), versions)
    return Listing(
        package=package,
        registry=registry,
        releases=releases,
        tags=text_table(read_any(members.get("dist-tags"))),
        maintainers=_accounts(read_any(members.get("maintainers"))),
        removed=_removed(setting, listed or {}, unpublished),
        status=ProjectStatus.QUARANTINED if held else ProjectStatus.ACTIVE,
        status_reason=_status_reason(unpublished, held=held),
        times=source,
        problems=told_problems(problems),
    )


def _versions(listed: Mapping[str, Any]) -> tuple[dict[str, _Version], list[str]]:
    found: dict[str, _Version] = {}
    problems: list[str] = []
    for key, item in listed.items():
        if not _is_version(key):
            problems.append(f"{text(key, most=80) or ''!r} is not a version")
        elif (fields := read_fields(item, _Version)) is None:
            problems.append(f"the registry's data for version {key} is not an object")
        else:
            found[key] = fields
    return found, problems


def _is_version(key: str) -> bool:
    return parse_version(key) is not None and _SPACE.search(key) is None


def _time_source(times: Mapping[str, datetime], versions: Mapping[str, _Version]) -> TimeSource | None:
    if not times.keys() - _NOT_VERSIONS:
        return None
    published = any(_account(fields.npm_user) is not None for fields in versions.values())
    if published and "created" in times and "modified" in times:
        return TimeSource.REGISTRY
    return TimeSource.MIRROR


def _release(version: str, fields: _Version, setting: _Setting) -> Release:
    published = _dated(setting.times.get(version), setting.source)
    hooks = _hooks(fields)
    told = fields.has_install_script
    attestations = table(table(fields.dist).get("attestations"))
    return Release(
        ref=setting.package.at(version),
        artifacts=tuple(_artifacts(version, fields, setting, published)),
        published=published,
        publisher=_account(fields.npm_user),
        maintainers=_accounts(fields.maintainers),
        dependencies=text_table(fields.dependencies) | text_table(fields.optional_dependencies),
        optional=_optional(fields),
        hooks=hooks,
        has_install_hook=told if isinstance(told, bool) else (None if hooks is None else bool(hooks)),
        repository=_repository(fields.repository),
        provenance=_provenance(fields, setting.source),
        deprecated=_deprecated(fields.deprecated),
        commit=_commit(fields.git_head),
        trusted_publisher=_trusted_publisher(fields.npm_user),
        attestations=web_address(text(attestations.get("url")), setting.base),
        tool=_tool(fields),
        funding=_funding(fields.funding),
    )


def _optional(fields: _Version) -> frozenset[str]:
    """Return the dependencies that are optional or bundled in the tarball; `bundleDependencies: true` means all dependencies."""
    optional = text_table(fields.optional_dependencies)
    bundled = fields.bundle_dependencies or fields.bundled_dependencies
    if bundled is True:
        return frozenset((*text_table(fields.dependencies), *optional))
    names = [name for name in bundled if isinstance(name, str)] if isinstance(bundled, list) else ()
    return frozenset((*optional, *names)) if optional or names else _NOTHING


def _artifacts(
    version: str, fields: _Version, setting: _Setting, published: Dated | None
) -> Iterator[Artifact]:
    dist = table(fields.dist)
    url = web_address(text(dist.get("tarball")), setting.base)
    if url is None:
        return
    yield Artifact(
        filename=tarball_filename(setting.package, version),
        url=url,
        kind=ArtifactKind.NPM_TARBALL,
        digests=tuple(_digests(dist)),
        published=published,
        unpacked_bytes=count(dist.get("unpackedSize")),
        file_count=count(dist.get("fileCount")),
        signatures=tuple(_signatures(dist)),
    )


def _digests(dist: Mapping[str, Any]) -> Iterator[Digest]:
    integrity = text(dist.get("integrity"))
    found = Digest.parse_sri(integrity) if integrity is not None else ()
    yield from found
    shasum = text(dist.get("shasum"))
    if shasum is not None and _SHA1.match(shasum):
        digest = Digest("sha1", shasum.lower())
        if digest not in found:
            yield digest


def _signatures(dist: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    told = dist.get("signatures")
    for item in told[:_MOST_SIGNATURES] if isinstance(told, list) else ():
        key, signature = text(table(item).get("keyid")), text(table(item).get("sig"))
        if key is not None and signature is not None and len(key) + len(signature) <= _SIGNATURE_LIMIT:
            yield key, signature


def _hooks(fields: _Version) -> tuple[Hook, ...] | None:
    """Return the install scripts; None for an abbreviated listing, which omits scripts."""
    if not isinstance(fields.scripts, dict):
        full = any(value is not None for value in (fields.id, fields.npm_user, fields.maintainers))
        return () if full else None
    scripts = fields.scripts
    # npm writes the implicit build into the manifest when it publishes, together with `gypfile`.
    return tuple(
        Hook(
            name,
            command,
            implicit=name == "install" and fields.gypfile is True and command == GYP_COMMAND,
        )
        for name in INSTALL_HOOKS
        if (command := text(scripts.get(name))) is not None
    )


def _repository(value: Any) -> str | None:
    return text(value) or text(table(value).get("url"))


def _provenance(fields: _Version, source: TimeSource | None) -> bool | None:
    """Return True if the release has an attestation.

    Mirrors strip attestations, so a missing attestation in a mirror's listing counts as unknown.
    """
    if isinstance(fields.dist, dict) and table(fields.dist.get("attestations")).get("provenance") is not None:
        return True
    return False if source is TimeSource.REGISTRY else None


def _commit(value: Any) -> str | None:
    written = text(value)
    return written.lower() if written is not None and _COMMIT.match(written) else None


def _trusted_publisher(user: Any) -> str | None:
    """Return the CI service that published the release with the service's own token.

    The configuration id of the publisher is ignored, because it has no meaning outside the registry.
    """
    return text(table(table(user).get("trustedPublisher")).get("id"), most=_NAME_LIMIT)


def _tool(fields: _Version) -> str | None:
    """Return the name of the publishing client: lerna and similar tools write their own name in place of npm's version."""
    npm, node = (
        text(fields.npm_version, most=_TOOL_LIMIT),
        text(fields.node_version, most=_TOOL_LIMIT),
    )
    parts = []
    if npm is not None:
        parts.append(npm if "/" in npm else f"npm/{npm}")
    if node is not None:
        parts.append(f"node/{node.removeprefix('v')}")
    return " ".join(parts) or None


def _funding(value: Any) -> str | None:
    """Return the first URL of `funding`, which is a text, an object with `url`, or a list of them (npm's package.json)."""
    for item in value[:_MOST_FUNDING] if isinstance(value, list) else (value,):
        address = text(item, most=_ADDRESS_LIMIT) or text(table(item).get("url"), most=_ADDRESS_LIMIT)
        if address is not None and address.startswith(("https://", "http://")):
            return address
    return None


def _deprecated(value: Any) -> str | None:
    return "deprecated" if value is True else text(value)


def _account(value: Any) -> Account | None:
    """Parse an account in the form `{"name": ..., "email": ...}`, or in the old form `name <address>`.

    Only the domain of the e-mail address is kept.
    """
    written = value.get("name") if isinstance(value, dict) else value
    address = text(table(value).get("email"), most=_ADDRESS_LIMIT)
    name = text(written, most=_NAME_LIMIT)
    if name is not None and "<" in name:
        name, _, rest = name.partition("<")
        name, address = name.strip(), address or rest.partition(">")[0]
    return Account(name, _domain(address)) if name else None


def _domain(address: str | None) -> str | None:
    """Return the domain of an e-mail address in lower case; None if the domain is not a valid DNS name."""
    domain = (address or "").rpartition("@")[2].strip().rstrip(".").lower()
    return domain if address is not None and "@" in address and _DOMAIN.match(domain) else None


def _accounts(value: Any) -> tuple[Account, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(dict.fromkeys(account for item in value if (account := _account(item)) is not None))


def _dated(at: datetime | None, source: TimeSource | None) -> Dated | None:
    return None if at is None or source is None else Dated(at, source)


def _removed(setting: _Setting, listed: Mapping[str, Any], unpublished: Any) -> dict[str, Dated]:
    """Return the versions that are no longer available: they have a publish time, or are listed as unpublished."""
    source = setting.source or TimeSource.MIRROR
    found = {
        version: Dated(at, source)
        for version, at in setting.times.items()
        if version not in listed and version not in _NOT_VERSIONS and _is_version(version)
    }
    at = parse_time(table(unpublished).get("time"))
    names = table(unpublished).get("versions")
    if at is not None and isinstance(names, list):
        for version in names:
            if isinstance(version, str) and version not in listed and _is_version(version):
                found.setdefault(version, Dated(at, source))
    return found


def _is_holding(description: Any, versions: Mapping[str, _Version]) -> bool:
    """Return True if the registry replaced a malicious package with an empty package, by its versions and description."""
    if not versions or not all(key.startswith(_HOLDING_VERSION) for key in versions):
        return False
    texts = [description, *(fields.description for fields in versions.values())]
    return any(isinstance(item, str) and item.strip().lower() == _HOLDING_TEXT for item in texts)


def _status_reason(unpublished: Any, *, held: bool) -> str | None:
    if held:
        return "the registry replaced the package with a security holding package"
    if isinstance(unpublished, dict):
        at = parse_time(unpublished.get("time"))
        return "the package was unpublished" + ("" if at is None else f" on {at:%Y-%m-%d}")
    return None


def _invalid(package: PackageRef, why: str) -> ParseError:
    return ParseError(
        Reference.LISTING_INVALID,
        f"the registry's response for {package.name} is not an npm listing: {why}",
        hint="check that the registry setting is the URL of an npm registry",
    )
