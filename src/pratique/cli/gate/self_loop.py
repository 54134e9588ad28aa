"""Detects a gate that is its own upstream, because the client configuration on its machine points to the gate."""

from collections.abc import Iterable

from pratique.core.names import Ecosystem
from pratique.errors import Reference, UsageError
from pratique.net.client.address import is_loopback, origin, parse
from pratique.net.registries.upstreams import Upstream, Upstreams

_VARIABLE = {Ecosystem.NPM: "npm_config_registry=URL", Ecosystem.PYPI: "PIP_INDEX_URL=URL"}
_ANY_HOST = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on


def refuse_itself(
    upstreams: Upstreams, prefixes: Iterable[str], *, host: str, port: int, public_url: str | None
) -> None:
    """Raise UsageError if an upstream registry is this gate itself.

    If the port is 0, only the public URL of the gate is compared with the upstreams.
    """
    for up in upstreams:
        if _is_here(up, tuple(prefixes), host, port, public_url):
            variable = _VARIABLE.get(up.ecosystem)
            say = f"set the variable {variable}, or " if variable else ""
            raise UsageError(
                Reference.CONFIG_INVALID,
                f"the {up.label} in {up.origin} points to this gate itself ({up.url})",
                hint=f"set the gate's upstream registry: {say}run the gate as a user without client "
                f"configuration for the gate",
            )


def _is_here(up: Upstream, prefixes: tuple[str, ...], host: str, port: int, public_url: str | None) -> bool:
    url = parse(up.url)
    if public_url is not None and up.url.startswith(tuple(f"{public_url}{prefix}" for prefix in prefixes)):
        return True
    here = origin(url)
    if not port or here.port != port or not url.path.startswith(prefixes):
        return False
    return here.host == host or (is_loopback(url) and (host in _ANY_HOST or _local(host)))


def _local(host: str) -> bool:
    return is_loopback(parse(f"http://{f'[{host}]' if ':' in host else host}/"))
