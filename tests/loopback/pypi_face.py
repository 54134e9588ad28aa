"""The Simple Repository API: PEP 503 HTML and PEP 691 JSON, version 1.4."""

import hashlib
import html
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from tests.loopback.packages import PypiFile, PypiProject

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"


def file_path(file: PypiFile) -> str:
    """Where a file lies on the host of files, as PyPI lays them out: by a hash of the content."""
    digest = hashlib.blake2b(file.data, digest_size=32).hexdigest()
    return f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{file.filename}"


def json_page(project: PypiProject, name: str, files_url: str, *, mirror: bool) -> bytes:
    """The project page as JSON. A mirror has no upload times, sizes, metadata files or provenance."""
    files = () if project.status == "quarantined" else project.files
    page: dict[str, Any] = {
        "meta": {"api-version": "1.0"} if mirror else {"api-version": "1.4", "_last-serial": len(files)},
        "name": name,
        "files": [_mirrored(file, files_url) if mirror else _file(file, name, files_url) for file in files],
    }
    if not mirror:
        status = {"status": project.status}
        if project.status_reason is not None:
            status["reason"] = project.status_reason
        page |= {
            "versions": list(dict.fromkeys(file.version for file in files)),
            "alternate-locations": [],
            "project-status": status,
        }
    return json.dumps(page).encode()


def html_page(project: PypiProject, name: str, files_url: str, *, mirror: bool) -> bytes:
    """The project page as HTML."""
    files = () if project.status == "quarantined" else project.files
    lines = ["<!DOCTYPE html>", "<html>", "<head>", '<meta name="pypi:repository-version" content="1.4">']
    if not mirror:
        lines.append(f'<meta name="pypi:project-status" content="{html.escape(project.status)}">')
    lines += [f"<title>Links for {name}</title>", "</head>", "<body>", f"<h1>Links for {name}</h1>"]
    for file in files:
        attributes = {"href": f"{files_url}{file_path(file)}#sha256={_sha256(file.data)}"}
        if file.requires_python is not None:
            attributes["data-requires-python"] = file.requires_python
        if file.yanked is not None:
            attributes["data-yanked"] = file.yanked
        if file.metadata is not None and not mirror:
            attributes["data-dist-info-metadata"] = f"sha256={_sha256(file.metadata)}"
            attributes["data-core-metadata"] = attributes["data-dist-info-metadata"]
        shown = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items())
        lines.append(f"<a {shown}>{html.escape(file.filename)}</a><br />")
    return "\n".join([*lines, "</body>", "</html>", ""]).encode()


def _mirrored(file: PypiFile, files_url: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "filename": file.filename,
        "url": files_url + file_path(file),
        "hashes": {"sha256": _sha256(file.data)},
        "yanked": False if file.yanked is None else (file.yanked or True),
    }
    if file.requires_python is not None:
        found["requires-python"] = file.requires_python
    return found


def _file(file: PypiFile, name: str, files_url: str) -> Mapping[str, Any]:
    metadata: Any = False if file.metadata is None else {"sha256": _sha256(file.metadata)}
    found: dict[str, Any] = {
        **_mirrored(file, files_url),
        "core-metadata": metadata,
        "data-dist-info-metadata": metadata,
        "size": len(file.data),
        "requires-python": file.requires_python,
        "provenance": None,
    }
    if file.uploaded_at is not None:
        at = file.uploaded_at.astimezone(UTC)
        found["upload-time"] = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if file.provenance is not None:
        found["provenance"] = f"{files_url}/integrity/{name}/{file.version}/{file.filename}/provenance"
    return found


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
