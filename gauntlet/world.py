"""The registry of an incident at a moment: what was published by then, and is not away."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from tests.loopback import (
    GemFile,
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiFile,
    PypiProject,
    gem_file,
    sdist_file,
    wheel_file,
)

from gauntlet.incident import Incident, Package, Release
from pratique.core.names import Ecosystem

_HOOKS = frozenset({"preinstall", "install", "postinstall"})
_ATTESTED: Mapping[str, object] = {"attestations": []}
"""That there is provenance is what the listing tells; what it says is not replayed."""


def set_to(registry: LoopbackRegistry, incident: Incident, when: datetime) -> None:
    """Make the registry what it was at a moment; bad releases stay listed, also after they were taken down."""
    for package in incident.packages:
        out = tuple(release for release in package.releases if _listed(release, when))
        away = package.away is not None and package.away[0] <= when < package.away[1]
        if not out:
            registry.remove(package.name)
        elif incident.ecosystem is Ecosystem.NPM:
            registry.put_npm(_npm(package, out, when, away=away))
        elif away:
            registry.remove(package.name)
        elif incident.ecosystem is Ecosystem.PYPI:
            files = tuple(file for release in out for file in pypi_files(package.name, release))
            registry.put_pypi(PypiProject(name=package.name, files=files))
        else:
            gems = tuple(gem(package.name, release) for release in out)
            registry.put_gem(GemPackage(name=package.name, files=gems))


def set_beside(registry: LoopbackRegistry, incident: Incident) -> None:
    """Fill the index that pip asks besides the gate; it is the same at all moments."""
    for package in incident.beside:
        files = tuple(file for release in package.releases for file in pypi_files(package.name, release))
        registry.put_pypi(PypiProject(name=package.name, files=files))


def _listed(release: Release, when: datetime) -> bool:
    return release.at <= when and (release.withdrawn_at is None or when < release.withdrawn_at)


def _npm(package: Package, out: tuple[Release, ...], when: datetime, *, away: bool) -> NpmPackage:
    tags = {release.dist_tag: release.version for release in out}
    return NpmPackage(
        name=package.name,
        releases=tuple(npm_release(release) for release in out),
        # npm has `latest` whatever was published under another tag.
        tags={"latest": out[-1].version, **tags},
        maintainers=out[-1].maintainers,
        created_at=package.releases[0].at,
        removed={r.version: r.at for r in package.releases if r.at <= when and not _listed(r, when)},
        unpublished_at=package.away[0] if away and package.away else None,
    )


def npm_release(release: Release) -> NpmRelease:
    """A release as npm lists it."""
    manifest: dict[str, object] = dict(release.more)
    if release.depends:
        manifest["dependencies"] = dict(release.depends)
    if release.scripts:
        manifest["scripts"] = dict(release.scripts)
    return NpmRelease(
        version=release.version,
        files=release.files,
        manifest=manifest,
        published_at=release.at,
        publisher=release.publisher,
        maintainers=release.maintainers,
        attestations=_ATTESTED if release.attested else None,
        trusted_publisher=release.trusted_publisher,
        tarball=release.archive,
    )


def pypi_files(name: str, release: Release) -> tuple[PypiFile, ...]:
    """A release as PyPI lists it: a wheel, and mostly a source distribution with the same code; a real wheel is alone."""
    if release.archive is not None:
        return (_real_wheel(name, release, release.archive),)
    needs = tuple(f"{need}{wanted}" for need, wanted in release.depends.items())
    wheel = wheel_file(
        name, release.version, release.files, tag=release.wheel_tag, requires=needs, uploaded_at=release.at
    )
    files: tuple[PypiFile, ...] = (wheel,)
    if release.sdist:
        source = {**release.files, **release.sdist_files}
        files += (sdist_file(name, release.version, source, uploaded_at=release.at),)
    return tuple(replace(file, provenance=_ATTESTED) for file in files) if release.attested else files


def _real_wheel(name: str, release: Release, data: bytes) -> PypiFile:
    stem = f"{name.replace('-', '_')}-{release.version}"
    metadata = release.files[f"{stem}.dist-info/METADATA"]
    return PypiFile(
        filename=f"{stem}-{release.wheel_tag}.whl",
        version=release.version,
        data=data,
        uploaded_at=release.at,
        metadata=metadata.encode() if isinstance(metadata, str) else metadata,
        provenance=_ATTESTED if release.attested else None,
    )


def gem(name: str, release: Release) -> GemFile:
    """A release as RubyGems lists it."""
    return gem_file(name, release.version, release.files, needs=release.depends, published_at=release.at)


def npm_integrity(incident: Incident, name: str, version: str) -> str:
    """The digest that a lock has of a tarball."""
    data = npm_release(_release(incident, name, version)).pack(name)
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def pypi_hashes(incident: Incident, name: str, version: str) -> tuple[str, ...]:
    """The digests that a lock has of the files of a release."""
    files = pypi_files(name, _release(incident, name, version))
    return tuple(hashlib.sha256(file.data).hexdigest() for file in files)


def depends(incident: Incident, name: str, version: str) -> dict[str, str]:
    """What a release asks for."""
    return dict(_release(incident, name, version).depends)


def runs_at_install(incident: Incident, name: str, version: str) -> bool:
    """Whether npm runs something of a release when it is installed. Raises KeyError."""
    release = _release(incident, name, version)
    return not _HOOKS.isdisjoint(release.scripts) or "binding.gyp" in release.files


def published_at(incident: Incident, name: str, version: str) -> datetime:
    """When a release of the record was published. Raises KeyError."""
    return _release(incident, name, version).at


def _release(incident: Incident, name: str, version: str) -> Release:
    """One release of the record. Raises KeyError."""
    for package in (*incident.packages, *incident.beside):
        for release in package.releases:
            if (package.name, release.version) == (name, version):
                return release
    raise KeyError(f"{incident.id} has no {name} {version}")
