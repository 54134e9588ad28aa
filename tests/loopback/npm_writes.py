"""What npm writes to a registry: publish, deprecate, tags."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from tests.loopback.npm_face import tags
from tests.loopback.packages import NpmPackage, NpmRelease


def change(known: Mapping[str, NpmPackage], method: str, path: str, body: bytes) -> NpmPackage | None:
    """The package as it is after a write; None for a write that changes none."""
    tag = re.fullmatch(r"-/package/(@?[^@]+)/dist-tags/([^/]+)", path)
    if tag is not None and tag[1] in known:
        package = known[tag[1]]
        found = dict(tags(package))
        if method == "DELETE":
            found.pop(tag[2], None)
        else:
            found[tag[2]] = json.loads(body)
        return replace(package, tags=found)
    if path.startswith("-/") or method != "PUT":
        return None
    document = json.loads(body)
    name = document["name"]
    package = known.get(name, NpmPackage(name=name))
    releases = {release.version: release for release in package.releases}
    for version, item in document.get("versions", {}).items():
        attached = document.get("_attachments", {}).get(f"{name}-{version}.tgz")
        if attached is not None:
            data = base64.b64decode(attached["data"])
            manifest = {key: item[key] for key in item if not key.startswith("_") and key != "dist"}
            releases[version] = NpmRelease(
                version=version, tarball=data, published_at=datetime.now(UTC), listed_manifest=manifest
            )
        elif version in releases:
            releases[version] = replace(releases[version], deprecated=item.get("deprecated") or None)
    told = {**(tags(package) if package.releases else {}), **document.get("dist-tags", {})}
    return replace(package, releases=tuple(releases.values()), tags=told)
