"""Reads the repository and its folder from an artifact's metadata. The repository and the folder are unverified.

Sources: `repository` of package.json (npm documentation; hosted-git-info for short forms), Project-URL and Home-page of
core metadata, `source_code_uri` and `homepage` of a gem's metadata.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from email.policy import compat32

from pratique.archive.gem import METADATA_PATH
from pratique.core.names import Ecosystem
from pratique.core.tree import Tree
from pratique.ecosystems.rubygems.metadata_yaml import Table, Text, read_document
from pratique.errors import ParseError
from pratique.lockfiles.git_address import at_commit, https_first, read_commit

_MOST_MANIFEST_BYTES = 2 * 1024 * 1024
_MOST_URLS = 100
_ANY_COMMIT = "0" * 40
_SHORT = re.compile(
    r"(?:(github|gitlab|bitbucket):)?([A-Za-z0-9][\w.-]{0,99}/[A-Za-z0-9_][\w.-]{0,99})\Z", re.ASCII
)
_SERVICES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "": "github.com"}
_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
_PAGE = re.compile(
    r"(https://[^/?#]+/[^/?#]+/[^/?#]+)/(?:-/)?(?:tree|blob|src)/[^/?#]+(?:/(?:branch/[^/]+/)?([^?#]*))?\Z"
)
_PAGES = re.compile(
    r"(https://[^/?#]+/[^/?#]+/[^/?#]+?)(?:\.git)?/?(?:(?:issues|releases|wiki|discussions|pulls)(?:/[^?#\n]*+)?)?(?:[?#].*)?\Z"
)
_LABELS = (
    "source",
    "source code",
    "sourcecode",
    "repository",
    "code",
    "github",
    "gitlab",
    "repo",
    "homepage",
    "home",
)
"""Labels of Project-URL, most reliable first (the well-known labels of the packaging guide, and usual spellings)."""


@dataclass(frozen=True, slots=True)
class Told:
    """The repository in the metadata: its git URL, the package's folder, and the metadata field that contains the URL."""

    address: str
    """The git URL: `https://host/path`, `ssh://user@host/path`, or http to this machine."""
    host: str
    folder: str
    by: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the git URLs to try, in this order.

        HTTPS comes before SSH, because public repositories need no key over HTTPS.
        """
        return https_first(self.address)


def told_repository(tree: Tree, ecosystem: Ecosystem) -> Told | None:
    """Return the repository in an artifact's metadata; None if the metadata has no usable repository."""
    match ecosystem:
        case Ecosystem.NPM:
            return _of_npm(tree)
        case Ecosystem.PYPI:
            return next(_of_python(tree), None)
        case Ecosystem.RUBYGEMS:
            return next(_of_gem(tree), None)


def read_address(text: str, *, by: str, folder: str = "") -> Told | None:
    """Parse the URL of a repository or of its page on a known forge. Return None if the URL is invalid."""
    told = text.strip()
    if len(told) > 2048 or not told.isprintable():
        return None
    short = _SHORT.match(told)
    if short is not None:
        told = f"https://{_SERVICES[short[1] or '']}/{short[2]}"
    for old, new in (("git+", ""), ("git://", "https://"), ("http://", "https://")):
        if told.startswith(old) and not _is_local(told):
            told = new + told.removeprefix(old)
    page = _PAGE.match(told)
    if page is not None and page[1].split("/")[2] in _FORGES:
        told, folder = page[1], folder or (page[2] or "").strip("/")
    elif told.split("/")[2:3] and told.split("/")[2].lower().removeprefix("www.") in _FORGES:
        home = _PAGES.match(told)
        told = home[1] if home is not None else told
    bare = told.partition("#")[0].rstrip("/")
    found = read_commit(at_commit(bare, _ANY_COMMIT, folder or None))
    return None if found is None else Told(found.address, found.host, found.folder, by)


def _is_local(text: str) -> bool:
    return text.startswith(("http://localhost", "http://127.0.0.1", "http://[::1]"))


def _of_npm(tree: Tree) -> Told | None:
    file = tree.get("package.json")
    if file is None or file.size_bytes > _MOST_MANIFEST_BYTES:
        return None
    try:
        manifest = json.loads(file.data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    told = manifest.get("repository") if isinstance(manifest, dict) else None
    if isinstance(told, str):
        return read_address(told, by="its package.json")
    if not isinstance(told, dict) or not isinstance(told.get("url"), str):
        return None
    folder = told.get("directory")
    named = folder.strip("./") if isinstance(folder, str) else ""
    return read_address(told["url"], by="its package.json", folder=named)


def _of_python(tree: Tree) -> Iterator[Told]:
    urls: dict[str, str] = {}
    for file in tree:
        top, _, name = file.path.partition("/")
        if file.path == "PKG-INFO" or (top.endswith(".dist-info") and name == "METADATA"):
            head = HeaderParser(policy=compat32).parsestr(file.data[:262_144].decode("utf-8", "replace"))
            for line in (head.get_all("Project-URL") or [])[:_MOST_URLS]:
                label, _, url = str(line).partition(",")
                urls.setdefault(label.strip().lower(), url.strip())
            if home := head.get("Home-page"):
                urls.setdefault("home", str(home).strip())
            break
    yield from _known(urls, "its metadata")


def _known(urls: Mapping[str, str], by: str) -> Iterator[Told]:
    """Yield URLs on known forges, by label. URLs on other hosts are often project pages, not repositories."""
    ordered = [urls[label] for label in _LABELS if label in urls]
    for url in (*ordered, *urls.values()):
        told = read_address(url, by=by)
        if told is not None and told.host in _FORGES:
            yield told
    for label in _LABELS[:8]:
        told = read_address(urls[label], by=by) if label in urls else None
        if told is not None:
            yield told


def _of_gem(tree: Tree) -> Iterator[Told]:
    file = tree.get(METADATA_PATH)
    if file is None or file.size_bytes > _MOST_MANIFEST_BYTES:
        return
    try:
        document = read_document(file.data)
    except ParseError:
        return
    members = document.members if isinstance(document, Table) else {}
    inner = members.get("metadata")
    urls: dict[str, str] = {}
    if isinstance(inner, Table):
        for label, key in (("source", "source_code_uri"), ("homepage", "homepage_uri")):
            value = inner.members.get(key)
            if isinstance(value, Text):
                urls[label] = value.value
    home = members.get("homepage")
    if isinstance(home, Text):
        urls["home"] = home.value
    yield from _known(urls, "its metadata")
