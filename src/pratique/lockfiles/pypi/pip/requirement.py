"""Parses one requirement as pip does: a name with a range, a name with a URL, or only a URL or path.

Sources: PEP 508, and pip's documentation ("Requirement Specifiers", "VCS Support", "Local project installs").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from pratique.core.lock import SourceKind
from pratique.core.names import Digest
from pratique.lockfiles.pypi.entry import filename_of, read_hash, release_of

MOST_CHARS = 8_192

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:(?://)?")
_ARCHIVES = (
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
)
_SEPARATOR = re.compile(r"[/\\]")
_VCS = ("git+", "hg+", "svn+", "bzr+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The requirement on one line of a requirements file. `name` is as written, or taken from the URL."""

    name: str
    version: str | None
    source: SourceKind
    url: str | None = None
    digests: tuple[Digest, ...] = ()
    marker: str | None = None
    extras: frozenset[str] = frozenset()


def read_requirement(text: str) -> Wanted:
    """Parse one requirement. Raises ValueError with the reason if the requirement is invalid."""
    if len(text) > MOST_CHARS:
        raise ValueError("the requirement is too long")
    if _is_direct(text):
        return _direct(text)
    try:
        requirement = Requirement(text)
    except RecursionError:
        raise ValueError("the marker is nested too deeply") from None
    except InvalidRequirement as error:
        if _SEPARATOR.search(text.partition(";")[0]):
            return _direct(text)
        raise ValueError(" ".join(str(error).split())[:200]) from None
    marker = None if requirement.marker is None else str(requirement.marker)
    if requirement.url is None:
        version = pinned(requirement.specifier)
        return Wanted(
            name=requirement.name,
            version=version,
            source=SourceKind.REGISTRY,
            marker=marker,
            extras=_normalised(requirement.extras),
        )
    source, digests, told, version = _address(requirement.url)
    same = told is not None and canonicalize_name(told) == canonicalize_name(requirement.name)
    return Wanted(
        name=requirement.name,
        version=version if same else None,
        source=source,
        url=requirement.url,
        digests=digests,
        marker=marker,
        extras=_normalised(requirement.extras),
    )


def read_editable(text: str) -> Wanted:
    """Parse the value of `-e`: a path or the URL of a repository. Raises ValueError if the value is invalid."""
    if len(text) > MOST_CHARS:
        raise ValueError("the requirement is too long")
    return read_requirement(text) if " @ " in text else _direct(text)


def pinned(specifier: SpecifierSet) -> str | None:
    """Return the single version that `==` or `===` allows, as written.

    Returns None for a range, a wildcard or contradicting conditions.
    """
    exact = {
        one.version for one in specifier if one.operator in {"==", "==="} and not one.version.endswith(".*")
    }
    return exact.pop() if len(exact) == 1 else None


def _is_direct(text: str) -> bool:
    """Return True if pip treats the text as a URL or path without a name."""
    head = text.partition(";")[0].strip()
    if _SCHEME.match(head) or head.startswith((".", "/", "\\", "~")):
        return True
    return "@" not in head and _without_extras(head).lower().endswith(_ARCHIVES)


def _direct(text: str) -> Wanted:
    place, _, marker = text.partition("; " if _SCHEME.match(text) else ";")
    place, extras = _and_extras(place.strip())
    source, digests, told, version = _address(place)
    name = told
    if name is None and source is SourceKind.PATH:
        name = (filename_of(place.partition("#")[0].rstrip("/\\")) or "").strip(".") or "."
    if name is None:
        raise ValueError("the requirement is a URL without a name: write `name @ URL`")
    return Wanted(
        name=name,
        version=version,
        source=source,
        url=place,
        digests=digests,
        marker=_marker(marker.strip()),
        extras=extras | _and_extras(_fragment(place).get("egg", ""))[1],
    )


def _without_extras(text: str) -> str:
    return _and_extras(text)[0]


def _and_extras(text: str) -> tuple[str, frozenset[str]]:
    if not text.endswith("]") or "[" not in text:
        return text, frozenset()
    place, _, extras = text[:-1].rpartition("[")
    return place, _normalised(extras.split(","))


def _normalised(extras: Iterable[str]) -> frozenset[str]:
    return frozenset(str(canonicalize_name(extra.strip())) for extra in extras if extra.strip())


def _marker(text: str) -> str | None:
    try:
        return str(Marker(text)) if text else None
    except RecursionError:
        raise ValueError("the marker is nested too deeply") from None
    except InvalidMarker as error:
        raise ValueError(" ".join(str(error).split())[:200]) from None


def _address(address: str) -> tuple[SourceKind, tuple[Digest, ...], str | None, str | None]:
    """Return the kind of a URL, the digests in its fragment, and its name and version."""
    lowered = address.lower()
    fragment = _fragment(address)
    digests = tuple(
        digest
        for algorithm in ("sha256", "sha384", "sha512", "sha1", "md5")
        if algorithm in fragment
        for digest in read_hash(f"{algorithm}:{fragment[algorithm]}")[0]
    )
    egg = _without_extras(fragment.get("egg", "")) or None
    if lowered.startswith(_VCS):
        return SourceKind.GIT, digests, egg, None
    is_path = lowered.startswith("file:") or not _SCHEME.match(address)
    release = release_of(filename_of(address) or "")
    name, version = release or (None, None)
    return SourceKind.PATH if is_path else SourceKind.URL, digests, egg or name, version


def _fragment(address: str) -> Mapping[str, str]:
    try:
        fragment = urlsplit(address).fragment
        return {key: unquote(value) for key, value in parse_qsl(fragment, max_num_fields=20)}
    except ValueError:
        return {}
