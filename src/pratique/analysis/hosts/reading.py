"""From the text of an address to its host and path. Hostile text: bounded, and read as clients read it (WHATWG URL)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

_MOST_TEXT = 2_000
_MOST_HOST = 253
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[/\\]{2,}")
_AUTHORITY_END = re.compile(r"[/\\?#]")
_DROPPED = dict.fromkeys(map(ord, "\t\n\r\u200b\u200c\u200d\u2060\ufeff\u00ad"))
"""Clients leave out tabs and line ends; the invisible ones are left out by IDNA's mapping."""
_IPV6 = re.compile(r"[0-9a-fA-F:.]{2,45}(?:%[\w.-]{1,20})?", re.ASCII)
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")


@dataclass(frozen=True, slots=True)
class Where:
    """Host in lower case and ASCII (IDN as `xn--`), IPv6 in brackets; path with its leading slash, "" for none."""

    host: str
    path: str = ""


@lru_cache(maxsize=4096)
def where(text: str) -> Where | None:
    """Read a URL, `host`, `host:port` or `host/path`; None for what names no host."""
    text = text[:_MOST_TEXT].translate(_DROPPED).strip()
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme is not None else text.lstrip("/\\")
    end = _AUTHORITY_END.search(rest)
    authority, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    host = _host(authority.rpartition("@")[2])
    return Where(host, path.replace("\\", "/")) if host is not None else None


def _host(authority: str) -> str | None:
    if authority.startswith("["):
        inside = authority[1:].partition("]")[0]
        return f"[{inside.lower()}]" if _IPV6.fullmatch(inside) else None
    host = authority.partition(":")[0]
    if "%" in host:
        host = unquote(host)
    host = unicodedata.normalize("NFKC", host[: 2 * _MOST_HOST]).lower().strip(".")
    if not host.isascii():
        host = _ascii(host) or ""
    if len(host) > _MOST_HOST or not _HOST.match(host):
        return None
    return host


def _ascii(host: str) -> str | None:
    """The host with its other labels in Punycode; None where a label does not fit."""
    labels: list[str] = []
    for label in re.split(r"[.\u3002\uff0e\uff61]", host):
        if len(label) > 63:
            return None
        if not label.isascii() and not label.isprintable():  # directional and other controls
            return None
        labels.append(label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii"))
    return ".".join(labels)
