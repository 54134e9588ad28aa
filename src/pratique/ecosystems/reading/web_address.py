"""Addresses of files in listings."""

from urllib.parse import urldefrag, urljoin, urlsplit


def web_address(written: str | None, base: str) -> str | None:
    """Give an http or https address of printable characters, without fragment; None for anything else.

    A relative address is resolved against `base`, the address of the listing.
    """
    if written is None or not written.isprintable() or " " in written:
        return None
    try:
        url = written if written.startswith(("https://", "http://")) else urljoin(base, written)
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        url = parts.scheme + url[len(parts.scheme) :]
        return urldefrag(url).url if "#" in url else url
    except ValueError:
        return None
