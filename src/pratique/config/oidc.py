"""Parses `[[gate.oidc]]`: the CI systems whose ID tokens the gate exchanges for its own short-lived tokens."""

import re
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from pratique.config.form import duration, expected
from pratique.config.layer import OidcSetting, TokenSystem
from pratique.config.place import Place
from pratique.config.registry import parse_url
from pratique.errors import ParseError, Reference

OIDC_KEYS = ("system", "issuer", "audience", "require", "lifetime")
LONGEST = timedelta(hours=24)
"""The longest lifetime of a token of the gate for a CI job."""
MOST_CLAIMS = 20
MOST_TEXT = 500
_CLAIM = re.compile(r"[A-Za-z0-9_.:/-]{1,100}\Z")


def parse_oidc(table: Mapping[str, object], place: Place) -> OidcSetting:
    """Parse one entry of `[[gate.oidc]]`. Raise UsageError for a missing, unknown or invalid key."""
    place.known(table, OIDC_KEYS)
    for key in ("system", "issuer", "audience", "require"):
        if key not in table:
            raise place.refuse_text(
                key, "is missing", hint="an issuer needs system, issuer, audience and require"
            )
    system = table["system"]
    if system not in list(TokenSystem):
        raise place.refuse("system", expected(f"one of {', '.join(TokenSystem)}", system))
    try:
        issuer = parse_issuer(table["issuer"])
    except ParseError as error:
        raise place.refuse("issuer", error) from None
    return OidcSetting(
        system=TokenSystem(str(system)),
        issuer=issuer,
        audience=_text(table["audience"], "audience", "an audience such as https://gate.example", place),
        require=_require(table["require"], place),
        lifetime=_lifetime(table.get("lifetime", "1h"), place),
        origin=place.at(),
    )


def parse_issuer(value: object) -> str:
    """Return the URL of an issuer unchanged.

    Raise ParseError for a URL with a query, a fragment or credentials, and for a scheme other than https. The scheme
    http is accepted only for a loopback address.
    """
    parse_url(value)
    parts = urlsplit(str(value))
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise ParseError(
            Reference.CONFIG_INVALID,
            f"not an https URL: {str(value)[:100]!r}",
            hint="the issuer must use https, because it publishes the keys that sign ID tokens",
        )
    return str(value)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require(value: object, place: Place) -> Mapping[str, tuple[str, ...]]:
    table = place.mapping("require", value)
    if not 0 < len(table) <= MOST_CLAIMS:
        raise place.refuse_text(
            "require",
            f"expected 1 to {MOST_CLAIMS} claims, got {len(table)}",
            hint='without a required claim, every job of the CI system would be accepted: write { repository_owner = "acme" }',
        )
    found: dict[str, tuple[str, ...]] = {}
    for name, told in table.items():
        if not _CLAIM.match(name):
            raise place.refuse("require", expected("the name of a claim", name))
        values = told if isinstance(told, list) else [told]
        if not 0 < len(values) <= MOST_CLAIMS:
            raise place.refuse("require", expected(f"1 to {MOST_CLAIMS} values of {name}", told))
        found[name] = tuple(
            _text(one, "require", f"a text, or a list of texts, for {name}", place) for one in values
        )
    return found


def _lifetime(value: object, place: Place) -> timedelta:
    try:
        found = duration().read(value)
    except ParseError as error:
        raise place.refuse("lifetime", error) from None
    if not timedelta(minutes=1) <= found <= LONGEST:
        raise place.refuse("lifetime", expected("a duration from 1m to 24h", value))
    return found


def _text(value: object, key: str, what: str, place: Place) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MOST_TEXT or not value.isprintable():
        raise place.refuse(key, expected(what, value))
    return value
