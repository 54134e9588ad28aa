"""Parses `[[registries]]`: registries in addition to those in the configuration of npm and pip."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from pratique.config.form import boolean, expected
from pratique.config.layer import RegistrySetting, RegistryTimes
from pratique.config.place import Place
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, Reference

REGISTRY_KEYS = ("url", "ecosystem", "private", "times")


def parse_registry(table: Mapping[str, object], place: Place) -> RegistrySetting:
    """Parse one entry of `[[registries]]`.

    Raise UsageError for a missing, unknown or invalid key, and for credentials in the URL.
    """
    place.known(table, REGISTRY_KEYS)
    for key in ("url", "ecosystem"):
        if key not in table:
            raise place.refuse_text(key, "is missing", hint="a registry needs url and ecosystem")
    ecosystem = table["ecosystem"]
    if ecosystem not in list(Ecosystem):
        raise place.refuse("ecosystem", expected(f"one of {', '.join(Ecosystem)}", ecosystem))
    times = table.get("times")
    if times is not None and times not in list(RegistryTimes):
        raise place.refuse("times", expected(f"one of {', '.join(RegistryTimes)}", times))
    try:
        private = boolean().read(table.get("private", False))
    except ParseError as error:
        raise place.refuse("private", error) from None
    try:
        url = parse_url(table["url"])
    except ParseError as error:
        raise place.refuse("url", error) from None
    return RegistrySetting(
        url=url,
        ecosystem=Ecosystem(str(ecosystem)),
        private=private,
        times=None if times is None else RegistryTimes(str(times)),
        origin=place.at(),
    )


def parse_url(value: object) -> str:
    """Return the URL of a registry with a trailing slash and its host in lower case.

    Raise ParseError for a scheme other than https or http, a missing host, credentials, a query or a fragment.
    """
    if not isinstance(value, str) or len(value) > 2000 or not value.isprintable() or " " in value:
        raise expected("a URL such as https://registry.example/", value)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise _bad(value, "not a URL") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise _bad(value, "not an http or https URL")
    if "@" in parts.netloc:
        # The value is not repeated: it holds a secret.
        raise _bad(
            "",
            "the URL of a registry must not contain credentials",
            hint="store credentials in .npmrc, pip.conf, netrc or a keyring",
        )
    if parts.query or parts.fragment:
        raise _bad(value, "the URL of a registry must not contain a query or a fragment")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = host if port is None else f"{host}:{port}"
    return f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}/"


def _bad(value: str, why: str, *, hint: str = "write a URL such as https://registry.example/") -> ParseError:
    shown = f": {value[:100]!r}" if value else ""
    return ParseError(Reference.CONFIG_INVALID, f"{why}{shown}", hint=hint)
