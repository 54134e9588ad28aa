"""What an artifact says is its own: homepage, repository, documentation."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pratique.analysis.hosts.numbers import address_of
from pratique.analysis.hosts.reading import where
from pratique.analysis.hosts.registries import registries
from pratique.analysis.hosts.suffixes import registrable
from pratique.analysis.hosts.table import (
    BY_SUFFIX,
    MIRRORED_AS,
    PRIVATE_SUFFIXES,
    RESERVED_SUFFIXES,
    SHARED_SUFFIXES,
    HostClass,
)
from pratique.core.manifest import Manifest
from pratique.core.tree import Tree

_MOST_BYTES = 4 * 1024 * 1024
_MOST_HOSTS = 50
_CLOUDS = tuple(f".{suffix}" for suffix in SHARED_SUFFIXES)
_FIELDS = ("homepage", "repository", "bugs")
_HEADER = re.compile(r"(?:home-?page|project-?url):", re.IGNORECASE)
_GEM_FIELDS = re.compile(
    r"\A(?:homepage|  (?:homepage|source_code|bug_tracker|documentation|changelog)_uri): *(\S+)"
)
_SHORT = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_SHORTHAND = re.compile(r"(?:(github|gitlab|bitbucket):)?([\w.-]{1,100})/[\w.-]{1,100}\Z")
_REMOTE = re.compile(r"git@([\w.-]{1,200}):([\w.-]{1,100})/")


def own_hosts(tree: Tree, manifest: Manifest) -> frozenset[str]:
    """Registrable domains that the manifest calls its own, and `host/owner` for what lies on a code host.

    Read are homepage, repository and bugs of package.json, Home-page and Project-URL of METADATA and PKG-INFO, and
    the addresses of a gem's metadata. A manifest can claim anything: see `class_of` for what this overrules.
    """
    if manifest.path is None:
        return frozenset()
    file = tree.get(manifest.path)
    if file is None or file.size_bytes > _MOST_BYTES:
        return frozenset()
    text = file.data.decode("utf-8", "replace").removeprefix("\ufeff")
    found: set[str] = set()
    for address in _addresses(manifest.path, text):
        found |= _owned(address)
        if len(found) >= _MOST_HOSTS:
            break
    return frozenset(found)


def _addresses(path: str, text: str) -> Iterator[str]:
    name = path.rpartition("/")[2].lower()
    if name == "package.json":
        yield from _of_package_json(text)
    elif name in {"metadata", "pkg-info"}:
        yield from _of_headers(text)
    if name == "metadata" or name.endswith((".gemspec", ".yaml", ".yml")):
        yield from (
            match.group(1).strip("\"'")
            for match in map(_GEM_FIELDS.match, text.splitlines()[:2_000])
            if match
        )


def _of_package_json(text: str) -> Iterator[str]:
    try:
        fields: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(fields, Mapping):
        return
    for field in _FIELDS:
        value = fields.get(field)
        value = value.get("url") if isinstance(value, Mapping) else value
        if isinstance(value, str):
            yield value


def _of_headers(text: str) -> Iterator[str]:
    head = text[:100_000].replace("\r\n", "\n").partition("\n\n")[0]
    for line in head.split("\n"):
        match = _HEADER.match(line)
        if match is not None:
            yield line[match.end() :].rpartition(",")[2].strip()


def _owned(address: str) -> set[str]:
    address = address[:2_000].strip().removeprefix("git+")
    remote = _REMOTE.match(address)
    if remote is not None:
        return _on_code_host(remote.group(1).lower(), remote.group(2))
    short = _SHORTHAND.match(address)
    if short is not None and "." not in short.group(2):
        return _on_code_host(_SHORT[short.group(1) or "github"], short.group(2))
    place = where(address) if "." in address else None
    if place is None or address_of(place.host) is not None:
        return set()
    domain = registrable(place.host)
    if "." not in domain or domain.rpartition(".")[2] in PRIVATE_SUFFIXES | RESERVED_SUFFIXES:
        return set()
    shared = {found for path, found in BY_SUFFIX.get(domain, ()) if not path}
    if shared & {HostClass.WIDE, HostClass.CODE_HOST_RAW} or domain in registries():
        owner = place.path.strip("/").partition("/")[0]
        return _on_code_host(place.host.removeprefix("www."), owner) if owner else set()
    return set() if domain in BY_SUFFIX or place.host.endswith(_CLOUDS) else {domain}


def _on_code_host(host: str, owner: str) -> set[str]:
    owner = owner.lower()
    return {f"{name}/{owner}" for name in (host, *MIRRORED_AS.get(host, ()))} | {
        f"{owner}.{pages}" for pages in _PAGES.get(host, ())
    }


_PAGES: Mapping[str, tuple[str, ...]] = {"github.com": ("github.io",), "gitlab.com": ("gitlab.io",)}
"""Where a code host serves the pages of its owners."""
