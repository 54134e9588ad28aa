"""The staged releases of npm: what `npm stage` asks of the registry, and what the registry answers.

Sources: `lib/commands/stage/` and `libnpmpublish` of npm 12.2, and `stage.yaml` of npm's
documentation of its API.

    POST   /-/stage/package/NAME     a body as of `npm publish`; 201 with `stageId`, 409 for a version that exists
    GET    /-/stage                  `page` (from 0), `perPage` (10, at most 100), `package`; the newest first
    GET    /-/stage/ID               one record
    GET    /-/stage/ID/tarball       its bytes
    POST   /-/stage/ID/approve       publishes it; needs a one-time password
    DELETE /-/stage/ID               deletes it; needs a one-time password

Every question needs a token (401), and an ID that nobody staged is 404.
"""

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_MOST_PER_PAGE = 100
_USUAL_PER_PAGE = 10
_ID = re.compile(r"-/stage/([^/]+)(?:/(tarball|approve))?")


@dataclass(frozen=True, kw_only=True)
class NpmStaged:
    """One staged release, and what its record says of it; `shasum=None`: the true one of `tarball`."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    name: str
    version: str
    tarball: bytes
    tag: str = "latest"
    staged_at: datetime = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    actor: str = "ada"
    actor_type: str = "user"
    access: str = "public"
    shasum: str | None = None
    told: Mapping[str, object] = field(default_factory=dict)
    """What the record says in place of the truth."""
    body: bytes = b""
    """What npm sent; an approval publishes it."""

    @property
    def record(self) -> dict[str, Any]:
        """Its record, as the list and the view give it."""
        return {
            "id": self.id,
            "packageName": self.name,
            "version": self.version,
            "tag": self.tag,
            "createdAt": self.staged_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "actor": self.actor,
            "actorType": self.actor_type,
            "access": self.access,
            "shasum": self.shasum or hashlib.sha1(self.tarball).hexdigest(),
            **self.told,
        }


@dataclass(frozen=True)
class Said:
    """An answer: JSON, or the bytes of a tarball."""

    status: int
    document: object = None
    data: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class NpmStage:
    """The staging area of a registry."""

    items: list[NpmStaged] = field(default_factory=list)
    """In the order in which they were staged."""

    def put(self, staged: NpmStaged) -> NpmStaged:
        """Stage a release."""
        self.items.append(staged)
        return staged

    def answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
        *,
        exists: Callable[[str, str], bool],
        publish: Callable[[str, bytes], None],
    ) -> Said:
        """Answer one question; `path` is decoded and below the registry, names of headers are in lower case."""
        if not headers.get("authorization"):
            return Said(401, {"message": "Unauthorized"})
        if path == "-/stage":
            return self._list(query) if method == "GET" else Said(405, {"message": "Method Not Allowed"})
        if path.startswith("-/stage/package/") and method == "POST":
            return self._stage(path.removeprefix("-/stage/package/"), body, exists)
        match = _ID.fullmatch(path)
        found = next((one for one in self.items if match and one.id == match[1].lower()), None)
        if match is None or found is None:
            return Said(404, {"message": "Not Found - No staged package version found with the provided ID."})
        if method == "GET" and match[2] != "approve":
            return Said(200, found.record) if match[2] is None else Said(200, data=found.tarball)
        return self._decide(found, (method, match[2]), headers, publish)

    def _decide(
        self,
        found: NpmStaged,
        asked: tuple[str, str | None],
        headers: Mapping[str, str],
        publish: Callable[[str, bytes], None],
    ) -> Said:
        if asked not in {("POST", "approve"), ("DELETE", None)}:
            return Said(405, {"message": "Method Not Allowed"})
        if not headers.get("npm-otp"):
            return Said(
                401, {"message": "a one-time password is needed"}, headers={"WWW-Authenticate": "OTP"}
            )
        self.items.remove(found)
        if asked == ("DELETE", None):
            return Said(204)
        publish(found.name, found.body)
        return Said(201, {"message": "Package version approved and published successfully."})

    def _list(self, query: Mapping[str, str]) -> Said:
        named = query.get("package")
        found = [one.record for one in reversed(self.items) if named is None or one.name == named]
        page, size = int(query.get("page", "0")), int(query.get("perPage", str(_USUAL_PER_PAGE)))
        size = min(size, _MOST_PER_PAGE)
        items = found[page * size : (page + 1) * size]
        return Said(200, {"items": items, "page": page, "perPage": size, "total": len(found)})

    def _stage(self, name: str, body: bytes, exists: Callable[[str, str], bool]) -> Said:
        document = json.loads(body)
        if document.get("name") != name or not document.get("versions") or not document.get("_attachments"):
            return Said(
                400, {"message": "Bad Request - Missing required fields: name, versions, _attachments"}
            )
        version = next(iter(document["versions"]))
        if exists(name, version) or any((one.name, one.version) == (name, version) for one in self.items):
            return Said(409, {"message": "Conflict - the version exists, published or staged."})
        attached = document["_attachments"][f"{name}-{version}.tgz"]
        staged = self.put(
            NpmStaged(
                name=name,
                version=version,
                tarball=base64.b64decode(attached["data"]),
                tag=next(iter(document.get("dist-tags", {})), "latest"),
                staged_at=datetime.now(UTC),
                access=document.get("access") or "public",
                body=body,
            )
        )
        return Said(201, {"message": "Package version staged successfully.", "stageId": staged.id})
