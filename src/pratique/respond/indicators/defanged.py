"""Writes indicators as text that no program follows: `hxxps://evil[.]example`."""

import ipaddress
import re

from pratique.report.parts.escape import escape
from pratique.respond.indicators.hunt import Hunt
from pratique.respond.wanted.value import Indicator, IndicatorKind

_TITLES = {
    IndicatorKind.HOST: "Hosts",
    IndicatorKind.URL: "URLs",
    IndicatorKind.PATH: "Files that it writes",
    IndicatorKind.FILE_HASH: "Hashes of files",
}
_NONE = "No indicators are known.\n"


def defang(indicator: Indicator) -> str:
    """Return the value so that no program makes a link of it. Control characters are escaped."""
    value = escape(indicator.value)
    match indicator.kind:
        case IndicatorKind.HOST:
            return _host(value)
        case IndicatorKind.URL:
            scheme, mark, rest = value.partition("://")
            if not mark:
                return _host(value)
            scheme = re.sub("tt", "xx", scheme, count=1, flags=re.IGNORECASE)
            host, slash, path = rest.partition("/")
            return f"{scheme}[:]//{_host(host)}{slash}{path}"
        case _:
            return value


def _host(value: str) -> str:
    try:
        if ipaddress.ip_address(value.strip("[]")).version == 6:
            return value.replace(":", "[:]")
    except ValueError:
        pass
    return value.replace(".", "[.]").replace("@", "[at]")


def text(hunt: Hunt) -> str:
    """Return the indicators as text, one block for each kind, each with its origin."""
    blocks: list[str] = []
    if hunt.artifacts:
        rows = [
            f"  {one.digest}  {escape(str(one.ref) if one.ref else one.origin)}" for one in hunt.artifacts
        ]
        blocks.append("\n".join(["Artifacts", *rows]))
    for kind, title in _TITLES.items():
        rows = [f"  {defang(one)}  ({escape(one.origin)})" for one in hunt.indicators if one.kind is kind]
        if rows:
            blocks.append("\n".join([title, *rows]))
    return "\n\n".join(blocks) + "\n" if blocks else _NONE
