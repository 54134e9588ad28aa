"""Parses the URLs in npm lockfiles to determine the kind of source and the registry.

Every npm registry serves tarballs at `<registry>/<name>/-/<file>`, and npm itself rewrites URLs of this layout
(`replace-registry-host`). One large package host uses the layout `/download/<name>/<version>/`.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from pratique.core.lock import SourceKind

MOST_ADDRESS_CHARS = 8_192

_GIT_PREFIXES = ("git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:")
_WEB_PREFIXES = ("https:", "http:")
_PATH_PREFIXES = ("file:", "link:")
# URL parsers disagree on these: browsers and npm read `\` as `/`, and drop tabs and line ends.
_DISPUTED = re.compile(r"[\\\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The parsed URL of a lockfile entry. `doubt` is a reason not to trust the other fields of the entry."""

    source: SourceKind
    url: str | None
    registry: str | None = None
    doubt: str | None = None


def is_address(text: str) -> bool:
    """Return True if the text is a URL, not a version or a range."""
    return text.lower().startswith((*_GIT_PREFIXES, *_WEB_PREFIXES, *_PATH_PREFIXES))


def read_address(text: str | None, *, name: str, version: str | None) -> Address:
    """Return the source that `resolved` (or `version` in a v1 lockfile) specifies; None means an unspecified registry.

    `name` and `version` are those of the lockfile entry. The result contains a doubt if the registry URL belongs to another package
    or version, because npm would install the artifact at the URL.
    """
    if text is None:
        return Address(source=SourceKind.REGISTRY, url=None)
    lowered = text[:16].lower()
    if lowered.startswith(_PATH_PREFIXES):
        return Address(source=SourceKind.PATH, url=text)
    if lowered.startswith(_GIT_PREFIXES):
        return Address(source=SourceKind.GIT, url=text)
    if not lowered.startswith(_WEB_PREFIXES):
        return Address(source=SourceKind.URL, url=text, doubt="the URL has an unknown scheme")
    if len(text) > MOST_ADDRESS_CHARS or _DISPUTED.search(text):
        doubt = "the URL is too long, or has characters that URL parsers interpret differently"
        return Address(source=SourceKind.URL, url=text, doubt=doubt)
    return _web_address(text, name=name, version=version)


def _web_address(text: str, *, name: str, version: str | None) -> Address:
    try:
        parts = urlsplit(text)
        host = _host(parts)
    except ValueError:
        return Address(source=SourceKind.URL, url=text, doubt="the URL is not valid")
    path = unquote(parts.path)
    if not host or any(segment in {".", ".."} for segment in path.split("/")):
        return Address(
            source=SourceKind.URL, url=text, doubt="the URL has no host, or has dot segments in the path"
        )
    origin = f"{parts.scheme}://{host}"
    before, found, file = path.rpartition(f"/{name}/-/")
    if found:
        doubt = _file_doubt(file, name=name, version=version)
        return Address(source=SourceKind.REGISTRY, url=text, registry=origin + before, doubt=doubt)
    before, found, _ = path.rpartition(f"/download/{name}/{version}/")
    if found:
        return Address(source=SourceKind.REGISTRY, url=text, registry=origin + before)
    if "/-/" in path:
        doubt = f"the URL belongs to another package: {path.rpartition('/-/')[0][-120:].lstrip('/')!r}"
        return Address(source=SourceKind.URL, url=text, doubt=doubt)
    return Address(source=SourceKind.URL, url=text)


def _host(parts: SplitResult) -> str:
    """Return the host and port without user and password, because credentials must not be read from a lockfile."""
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port is None else f"{host}:{parts.port}"


def _file_doubt(file: str, *, name: str, version: str | None) -> str | None:
    """Return a doubt if the filename of a tarball contains a different version of the package."""
    stem = f"{name.rpartition('/')[2]}-"
    told = file.rpartition("/")[2].removesuffix(".tgz")
    if version is None or not told.startswith(stem) or told == stem + version:
        return None
    return f"the URL belongs to another version: {told[:120]!r}"
