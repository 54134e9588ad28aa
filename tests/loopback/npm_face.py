"""The npm protocol: packuments, as the public registry and as a caching mirror give them."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from tests.loopback.packages import NpmPackage, NpmRelease

ABBREVIATED = "application/vnd.npm.install-v1+json"
MIRRORED_AT = datetime(2026, 6, 1, 3, 4, 5, 678000, tzinfo=UTC)
"""When the mirror says that everything was published: when it first fetched it."""

_ABBREVIATED_FIELDS = (
    "name",
    "version",
    "deprecated",
    "dependencies",
    "optionalDependencies",
    "devDependencies",
    "bundleDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "acceptDependencies",
    "bin",
    "directories",
    "dist",
    "engines",
    "cpu",
    "os",
    "libc",
    "funding",
    "_hasShrinkwrap",
)
"""Fields of a version in the short form (npm/registry, docs/responses/package-metadata.md)."""


class Signer(Protocol):
    """A registry's key: `tests.signing.RegistrySigner` is one."""

    def document(self) -> Mapping[str, Any]:
        """What `/-/npm/v1/keys` answers."""

    def signature(self, name: str, version: str, integrity: str) -> Mapping[str, Any]:
        """One of `dist.signatures`."""


def packument(
    package: NpmPackage, base_url: str, *, mirror: bool, signer: Signer | None = None
) -> Mapping[str, Any]:
    """The whole packument; `base_url` is the registry's own address, with a slash at its end."""
    versions = {release.version: _version(package, release, base_url, signer) for release in package.releases}
    found: dict[str, Any] = {
        "_id": package.name,
        "_rev": f"{len(package.releases)}-{hashlib.md5(package.name.encode()).hexdigest()}",
        "name": package.name,
        "dist-tags": dict(tags(package)),
        "versions": versions,
        "maintainers": [_person(name) for name in package.maintainers],
        "time": _times(package),
        "readme": package.readme,
        "readmeFilename": "README.md",
    }
    if package.releases:
        last = package.releases[-1].package_json(package.name)
        found |= {key: last[key] for key in ("description", "repository", "license") if key in last}
    if package.unpublished_at is not None:
        for key in ("dist-tags", "versions", "readme", "readmeFilename"):
            del found[key]
    return _as_mirrored(found) if mirror else found


def abbreviated(full: Mapping[str, Any], *, mirror: bool) -> Mapping[str, Any]:
    """The short form of a packument. Mirrors are seen to give the whole one to every question."""
    if mirror:
        return full
    return {
        "name": full["name"],
        "modified": full["time"]["modified"],
        "dist-tags": full.get("dist-tags", {}),
        "versions": {key: _short_version(version) for key, version in full.get("versions", {}).items()},
    }


def _short_version(version: Mapping[str, Any]) -> dict[str, Any]:
    short = {key: version[key] for key in _ABBREVIATED_FIELDS if key in version}
    if version.get("scripts", {}).keys() & {"preinstall", "install", "postinstall"}:
        short["hasInstallScript"] = True
    return short


def _version(
    package: NpmPackage, release: NpmRelease, base_url: str, signer: Signer | None
) -> dict[str, Any]:
    manifest = release.listed_manifest
    base = package.name.rpartition("/")[2]
    filename = f"{base}-{release.version}.tgz"
    data = package.tarballs[filename]
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    found: dict[str, Any] = {
        **(release.package_json(package.name) if manifest is None else manifest),
        "name": package.name,
        "version": release.version,
        "_id": f"{package.name}@{release.version}",
        "_nodeVersion": "20.20.2",
        "_npmVersion": "11.19.1",
        "_hasShrinkwrap": "npm-shrinkwrap.json" in release.files,
        "dist": {
            "integrity": integrity,
            "shasum": hashlib.sha1(data).hexdigest(),
            "tarball": f"{base_url}{package.name}/-/{filename}",
            "fileCount": len(release.files) or 1,
            "unpackedSize": sum(len(content) for content in release.files.values()),
            "signatures": list(_signatures(package, release, integrity, signer)),
        },
    }
    maintainers = package.maintainers if release.maintainers is None else release.maintainers
    found["maintainers"] = [_person(name) for name in maintainers]
    if release.publisher is not None:
        found["_npmUser"] = _person(release.publisher)
        if release.trusted_publisher is not None:
            found["_npmUser"]["trustedPublisher"] = {
                "id": release.trusted_publisher,
                "oidcConfigId": "oidc:loopback",
            }
    if release.deprecated is not None:
        found["deprecated"] = release.deprecated
    if release.attestations is not None:
        found["dist"]["attestations"] = {
            "url": f"{base_url}-/npm/v1/attestations/{package.name.replace('/', '%2f')}@{release.version}",
            "provenance": {"predicateType": "https://slsa.dev/provenance/v1"},
        }
    return found


def _signatures(
    package: NpmPackage, release: NpmRelease, integrity: str, signer: Signer | None
) -> tuple[Mapping[str, Any], ...]:
    if release.signatures is not None:
        return release.signatures
    if signer is not None:
        return (signer.signature(package.name, release.version, integrity),)
    return ({"keyid": "SHA256:loopback", "sig": "bm90IGEgc2lnbmF0dXJl"},)


def tags(package: NpmPackage) -> Mapping[str, str]:
    """Tag -> version."""
    if package.tags is not None:
        return package.tags
    return {"latest": package.releases[-1].version} if package.releases else {}


def _times(package: NpmPackage) -> dict[str, Any]:
    released = {r.version: r.published_at for r in package.releases if r.published_at is not None}
    latest = max([package.created_at, *released.values(), *package.removed.values()])
    times: dict[str, Any] = {
        "created": _iso(package.created_at),
        "modified": _iso(package.modified_at or package.unpublished_at or latest),
    }
    times |= {version: _iso(at) for version, at in {**released, **package.removed}.items()}
    if package.unpublished_at is not None:
        times["unpublished"] = {"time": _iso(package.unpublished_at), "versions": list(released)}
    return times


def _as_mirrored(full: dict[str, Any]) -> Mapping[str, Any]:
    """What a caching mirror makes of a packument: no people, only `latest`, and times of its own."""
    versions = {}
    for key, version in full.get("versions", {}).items():
        kept = {
            k: v
            for k, v in version.items()
            if k not in {"_npmUser", "maintainers", "_npmOperationalInternal"}
        }
        versions[key] = kept
    times = {key: _iso(MIRRORED_AT) for key in versions}
    tags = {tag: version for tag, version in full.get("dist-tags", {}).items() if tag == "latest"}
    return {"name": full["name"], "dist-tags": tags, "versions": versions, "time": times}


def _person(name: str) -> dict[str, Any]:
    login, _, domain = name.partition("@")
    return {"name": login, "email": f"{login}@{domain or 'mail.example'}"}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
