"""Packages as plain values, and the archives that are made of them."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from tests.builders import Files, sdist, tgz, wheel

LONG_AGO = datetime(2024, 1, 10, 12, 0, tzinfo=UTC)
"""When things were published, if a test does not say."""


@dataclass(frozen=True, kw_only=True)
class NpmRelease:
    """One version. `files` are those of its tarball; without a package.json one is made."""

    version: str
    files: Files = field(default_factory=dict)
    manifest: Mapping[str, object] = field(default_factory=dict)
    """More fields of the package.json that is made."""
    published_at: datetime | None = LONG_AGO
    publisher: str | None = "ada"
    maintainers: tuple[str, ...] | None = None
    """None: those of the package."""
    trusted_publisher: str | None = None
    """Whose workflow published it without a token, such as `github`; None: somebody with a token."""
    deprecated: str | None = None
    attestations: Mapping[str, object] | None = None
    """What `/-/npm/v1/attestations/` answers; None: published without provenance."""
    signatures: tuple[Mapping[str, str], ...] | None = None
    """`dist.signatures`; None: what the registry signs."""
    tarball: bytes | None = None
    """The bytes themselves, for archives that `files` cannot make."""
    listed_manifest: Mapping[str, object] | None = None
    """What the listing says in place of the package.json in the tarball (a manifest confusion)."""

    def package_json(self, name: str) -> Mapping[str, object]:
        """The manifest that lies in the tarball."""
        written = self.files.get("package.json")
        if written is not None:
            found = json.loads(written)
            assert isinstance(found, dict)
            return found
        return {"name": name, "version": self.version, "license": "MIT", **self.manifest}

    def pack(self, name: str) -> bytes:
        """The tarball, the same on every machine."""
        if self.tarball is not None:
            return self.tarball
        manifest = json.dumps(self.package_json(name), indent=2) + "\n"
        return tgz({"package.json": manifest, **self.files})


@dataclass(frozen=True, kw_only=True)
class NpmPackage:
    """A package. `tags=None`: `latest` is the last release given."""

    name: str
    releases: tuple[NpmRelease, ...] = ()
    tags: Mapping[str, str] | None = None
    maintainers: tuple[str, ...] = ("ada",)
    created_at: datetime = LONG_AGO
    modified_at: datetime | None = None
    """None: when the last release was published."""
    removed: Mapping[str, datetime] = field(default_factory=dict)
    """Versions that were published once: they have a time and nothing else."""
    unpublished_at: datetime | None = None
    """When the whole package was taken away."""
    readme: str = ""

    @cached_property
    def tarballs(self) -> Mapping[str, bytes]:
        """File name -> bytes."""
        base = self.name.rpartition("/")[2]
        return {f"{base}-{release.version}.tgz": release.pack(self.name) for release in self.releases}


@dataclass(frozen=True, kw_only=True)
class PypiFile:
    """One file of a project."""

    filename: str
    version: str
    data: bytes
    uploaded_at: datetime | None = LONG_AGO
    yanked: str | None = None
    """The reason ("" for none), or None when it is not yanked."""
    requires_python: str | None = None
    metadata: bytes | None = None
    """The METADATA that is served beside it (PEP 658)."""
    provenance: Mapping[str, object] | None = None
    """What the provenance address answers (PEP 740)."""


@dataclass(frozen=True, kw_only=True)
class PypiProject:
    """A project; `status` and `status_reason` are those of PEP 792."""

    name: str
    files: tuple[PypiFile, ...] = ()
    status: str = "active"
    status_reason: str | None = None


def wheel_file(
    name: str,
    version: str,
    files: Files | None = None,
    *,
    tag: str = "py3-none-any",
    requires: tuple[str, ...] = (),
    requires_python: str | None = None,
    uploaded_at: datetime | None = LONG_AGO,
    yanked: str | None = None,
    provenance: Mapping[str, object] | None = None,
) -> PypiFile:
    """Make a wheel that pip installs: METADATA, WHEEL and RECORD are added to `files`."""
    stem = f"{name.replace('-', '_')}-{version}"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Python: {requires_python}"] if requires_python else []
    lines += [f"Requires-Dist: {need}" for need in requires]
    metadata = "\n".join(lines) + "\n"
    content: dict[str, bytes | str] = dict(files or {f"{name.replace('-', '_')}.py": "VALUE = 1\n"})
    content[f"{stem}.dist-info/METADATA"] = metadata
    content[f"{stem}.dist-info/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: loopback\nRoot-Is-Purelib: true\nTag: {tag}\n"
    )
    content[f"{stem}.dist-info/RECORD"] = _record(content, f"{stem}.dist-info/RECORD")
    return PypiFile(
        filename=f"{stem}-{tag}.whl",
        version=version,
        data=wheel(content),
        uploaded_at=uploaded_at,
        yanked=yanked,
        requires_python=requires_python,
        metadata=metadata.encode(),
        provenance=provenance,
    )


def sdist_file(
    name: str,
    version: str,
    files: Files | None = None,
    *,
    uploaded_at: datetime | None = LONG_AGO,
    yanked: str | None = None,
) -> PypiFile:
    """Make a source distribution with a PKG-INFO and a pyproject.toml, unless `files` has them."""
    stem = f"{name.replace('-', '_')}-{version}"
    content: dict[str, bytes | str] = {
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "pyproject.toml": f'[project]\nname = "{name}"\nversion = "{version}"\n',
        **(files or {}),
    }
    data = sdist(content, root=stem)
    return PypiFile(
        filename=f"{stem}.tar.gz", version=version, data=data, uploaded_at=uploaded_at, yanked=yanked
    )


def _record(content: Mapping[str, bytes | str], own: str) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for path, text in content.items():
        data = text.encode() if isinstance(text, str) else text
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        rows.writerow([path, f"sha256={digest}", len(data)])
    rows.writerow([own, "", ""])
    return out.getvalue()
