"""Creates the errors for failed registry requests.

The hint of each error names the next step or the likely cause. No error contains secrets.
"""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import shown
from pratique.net.client.proxies import Proxy

TRANSIENT_STATUSES = frozenset({429, 502, 503, 504})
"""The HTTP statuses after which a request can be retried."""


class TransientError(Exception):
    """A failure that may be temporary.

    A TransientError contains the error to raise after the last attempt, and the registry's `Retry-After` time, if any.
    """

    def __init__(self, error: RegistryError, *, retry_after_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after_s = retry_after_s


def for_status(url: URL, status: int, reason: str | None, headers: Mapping[str, str]) -> Exception:
    """Return the error for an unsuccessful status: a RegistryError, or a TransientError if a retry is possible."""
    where = shown(url)
    said = f"{status} {_clean(reason)}".strip()
    if status in {401, 403}:
        return RegistryError(
            Reference.REGISTRY_UNAUTHORIZED,
            f"{where} refuses access ({said})",
            hint=f"check the credentials for {url.host} in .npmrc, pip.conf, netrc, Bundler's configuration or "
            f"environment variables",
            status=status,
        )
    if status in {404, 410}:
        return RegistryError(
            Reference.REGISTRY_NOT_FOUND,
            f"{where} does not exist ({said})",
            hint="check the spelling of the name, and the registry that is configured for it",
            status=status,
        )
    if status == 429:
        error = RegistryError(
            Reference.REGISTRY_BUSY,
            f"{url.host} is rate limiting requests ({said})",
            hint="run the command again later, or with fewer --jobs",
            status=status,
        )
    else:
        error = RegistryError(
            Reference.REGISTRY_FAILED,
            f"{where} answered {said}",
            hint="the registry, or a proxy or mirror in between, is at fault",
            status=status,
        )
    if status in TRANSIENT_STATUSES:
        return TransientError(error, retry_after_s=retry_after(headers))
    return error


def for_exception(url: URL, error: Exception, proxy: Proxy | None) -> Exception:
    """Return the error for a failed connection: a RegistryError, or a TransientError if a retry is possible."""
    # aiohttp's own texts can hold request headers, and so credentials: none of them is repeated.
    match error:
        case aiohttp.ClientHttpProxyError() | aiohttp.ClientProxyConnectionError():
            return _for_proxy(url, error, proxy)
        case aiohttp.ClientConnectorCertificateError():
            why = (
                getattr(error.certificate_error, "verify_message", "")
                or "the certificate does not match the host"
            )
            return _unreachable(
                f"the certificate of {url.host} is not trusted: {_clean(why)}",
                "for a private certificate authority, set cafile in .npmrc, cert in pip.conf, or SSL_CERT_FILE",
            )
        case aiohttp.ClientSSLError():
            return _unreachable(
                f"no TLS connection to {url.host} is possible",
                _proxy_hint(proxy) or "check that the URL is correct and that its port uses TLS",
            )
        case aiohttp.ClientPayloadError():
            return TransientError(
                RegistryError(
                    Reference.BODY_TRUNCATED,
                    f"{shown(url)} was truncated",
                    hint="the connection was interrupted, or a proxy or mirror in between has an incomplete copy",
                )
            )
        case aiohttp.ClientOSError() | aiohttp.ServerDisconnectedError() | TimeoutError():
            why = _why_cut(error)
            return TransientError(_unreachable(f"{url.host} cannot be reached: {why}", _slow_hint(proxy)))
    return RegistryError(
        Reference.REGISTRY_FAILED,
        f"{url.host} sent a response that is not HTTP ({type(error).__name__})",
        hint="the registry, or a proxy or mirror in between, is at fault",
    )


def _for_proxy(url: URL, error: Exception, proxy: Proxy | None) -> Exception:
    name = proxy.url if proxy else "in between"
    if not isinstance(error, aiohttp.ClientHttpProxyError):
        return TransientError(_unreachable(f"the proxy {name} cannot be reached", _proxy_hint(proxy)))
    wanting = "; the proxy requires a user and a password" if error.status == 407 else ""
    return _unreachable(
        f"the proxy {name} refuses to connect to {url.host} ({error.status})", _proxy_hint(proxy) + wanting
    )


def _why_cut(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no response in time"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the host name does not resolve"
    if isinstance(error, OSError) and error.strerror:
        return _clean(error.strerror)
    return "the connection was closed"


def no_answer(url: URL, proxy: Proxy | None) -> RegistryError:
    """Return the error for a server that accepts a connection but sends no response."""
    return _unreachable(f"{url.host} cannot be reached: no response in time", _slow_hint(proxy))


def too_slow(url: URL, deadline_s: float, proxy: Proxy | None) -> RegistryError:
    """Return the error for an exchange that exceeds its time limit."""
    return _unreachable(f"{url.host} took longer than {deadline_s:g} s", _slow_hint(proxy))


def too_slow_body(url: URL, least_bytes_per_s: int) -> RegistryError:
    """Return the error for a download that is slower than the lowest permitted speed."""
    text = f"{url.host} sends less than {least_bytes_per_s // 1024} KiB per second"
    return _unreachable(text, "try again; if the error persists, check the connection to the registry")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the time in a `Retry-After` header in seconds (RFC 9110, 10.2.3).

    A date in this header is relative to the response's `Date` header.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    then, sent = _http_date(text), _http_date(headers.get("Date", ""))
    if then is None or sent is None:
        return None
    return max(0.0, (then - sent).total_seconds())


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None


def _unreachable(message: str, hint: str) -> RegistryError:
    return RegistryError(Reference.REGISTRY_UNREACHABLE, message, hint=hint)


def _proxy_hint(proxy: Proxy | None) -> str:
    return f"the proxy is set in {proxy.origin}" if proxy else ""


def _slow_hint(proxy: Proxy | None) -> str:
    return (
        _proxy_hint(proxy)
        or "check the network; behind a firewall, set HTTPS_PROXY or the proxy in npm's and pip's configuration"
    )


def _clean(text: str | None) -> str:
    """Return untrusted text with only printable ASCII characters, for one line of a terminal."""
    return "".join(sign for sign in (text or "")[:160] if sign.isascii() and sign.isprintable())
