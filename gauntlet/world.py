"""The registry of an incident at a moment: what was published by then, and is not away."""

import base64
import hashlib
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


def set_to(registry: LoopbackRegistry, incident: Incident, when: datetime) -> None:
    """Make the registry what it was at a moment; bad releases stay listed, also after they were taken down."""
    for package in incident.packages:
        out = tuple(release for release in package.releases if release.at <= when)
        away = package.away is not None and package.away[0] <= when < package.away[1]
        if not out:
            registry.remove(package.name)
        elif incident.ecosystem is Ecosystem.NPM:
            registry.put_npm(_npm(package, out, away=away))
        elif away:
            registry.remove(package.name)
        elif incident.ecosystem is Ecosystem.PYPI:
            files = tuple(file for release in out for file in pypi_files(package.name, release))
            registry.put_pypi(PypiProject(name=package.name, files=files))
        else:
            gems = tuple(gem(package.name, release) for release in out)
            registry.put_gem(GemPackage(name=package.name, files=gems))


def _npm(package: Package, out: tuple[Release, ...], *, away: bool) -> NpmPackage:
    return NpmPackage(
        name=package.name,
        releases=tuple(npm_release(release) for release in out),
        maintainers=out[-1].maintainers,
        created_at=out[0].at,
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
    )


def pypi_files(name: str, release: Release) -> tuple[PypiFile, ...]:
    """A release as PyPI lists it: a wheel and a source distribution with the same code."""
    needs = tuple(f"{need}{wanted}" for need, wanted in release.depends.items())
    wheel = wheel_file(name, release.version, release.files, requires=needs, uploaded_at=release.at)
    return (wheel, sdist_file(name, release.version, release.files, uploaded_at=release.at))


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


def _release(incident: Incident, name: str, version: str) -> Release:
    """One release of the record. Raises KeyError."""
    for package in incident.packages:
        for release in package.releases:
            if (package.name, release.version) == (name, version):
                return release
    raise KeyError(f"{incident.id} has no {name} {version}")
