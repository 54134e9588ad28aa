"""Parses npm's configuration: registries, scopes, credentials, proxies and certificates.

The parser is based on npm 11 (`@npmcli/config`, `ini`, `npm-registry-fetch/lib/auth.js`). This module does no I/O;
the module `files` opens the files.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pratique.errors import ParseError, Reference
from pratique.net.client.address import parse as parse_address
from pratique.net.client.address import registry_url
from pratique.net.client.authorization import Authorization, split_userinfo
from pratique.net.client.credentials import Credentials
from pratique.net.client.proxies import (
    Proxies,
    Proxy,
    no_proxy_variable,
    parse_no_proxy,
    parse_proxy,
    variable,
)
from pratique.net.client.route import Route, Trust
from pratique.net.configuration.config_file import MAX_BYTES, Stated
from pratique.net.configuration.npm.ini import IniValue, parse_ini

_VARIABLE = re.compile(r"(?<!\\)(\\*)\$\{([^${}?]+)(\?)?\}")
_ENV_KEY = re.compile(r"npm_config_", re.IGNORECASE)
_SCOPE_REGISTRY = re.compile(r"@[^/:\s]{1,214}:registry\Z")
_PROJECT_KEYS = re.compile(r"(@[^/:\s]{1,214}:)?registry\Z")


@dataclass(frozen=True, slots=True)
class Layer:
    """The npm configuration from one source: a file or the environment."""

    origin: str
    values: Mapping[str, IniValue]
    from_project: bool = False
    key_origins: Mapping[str, str] = field(default_factory=dict)
    """The file or variable that sets a key, for keys with another origin than the rest of the layer."""

    def where(self, key: str) -> str:
        """Return the file or variable that sets a key."""
        return self.key_origins.get(key, self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class NpmConfig:
    """The configuration of npm. `registry=None` means the public registry."""

    registry: Stated[str] | None = None
    scopes: Mapping[str, Stated[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Maps each `@scope` to its only registry."""
    credentials: Credentials = field(default_factory=Credentials)
    route: Route = field(default_factory=Route)
    problems: tuple[str, ...] = ()
    """Messages about unusable values, without secrets."""


def parse(data: bytes, *, env: Mapping[str, str] | None) -> Mapping[str, IniValue]:
    """Parse an `.npmrc`.

    With `env`, `${NAME}` is replaced as in npm. Without `env`, `${NAME}` is not replaced. An unset variable is
    replaced only if its name ends with `?`. pnpm's `${NAME-default}` and `${NAME:-default}` are also supported,
    because pnpm reads the same file. Raises ParseError for a file of more than 1 MiB.
    """
    if len(data) > MAX_BYTES:
        raise ParseError(
            Reference.CONFIG_INVALID,
            "the .npmrc is larger than 1 MiB",
            hint="check that the file is an .npmrc",
        )
    return _expanded(parse_ini(data.decode("utf-8", "replace")), env)


def parse_environment(env: Mapping[str, str]) -> Layer:
    """Parse the environment variables whose names start with `npm_config_`, ignoring case."""
    values: dict[str, IniValue] = {}
    origins: dict[str, str] = {}
    for name, text in env.items():
        match = _ENV_KEY.match(name)
        if match is None or not text:
            continue
        key = name[match.end() :]
        if not key.startswith("//"):
            key = (key[:1] + key[1:].replace("_", "-")).lower()
        values[key] = {"true": True, "false": False, "null": None}.get(text, text)
        origins[key] = name
    return Layer("environment", _expanded(values, env), key_origins=origins)


def project_layer(origin: str, data: bytes) -> Layer:
    """Parse the registries in a trusted project's `.npmrc`, without replacing variables.

    Raises ParseError for a file of more than 1 MiB.
    """
    values = {key: value for key, value in parse(data, env=None).items() if _PROJECT_KEYS.match(key)}
    return Layer(origin, values, from_project=True)


def resolve(layers: Iterable[Layer], env: Mapping[str, str], problems: Iterable[str] = ()) -> NpmConfig:
    """Return the configuration merged from `layers`, highest precedence first.

    This function raises no errors: unusable values are added to `problems`.
    """
    layers = tuple(layers)
    notes = list(problems)
    merged: dict[str, Stated[IniValue]] = {}
    registries: dict[str, Stated[str]] = {}
    entries: dict[str, Stated[Authorization]] = {}
    for layer in layers:
        for key, value in layer.values.items():
            stated = Stated(value, layer.where(key), layer.from_project)
            if key == "registry" or _SCOPE_REGISTRY.match(key):
                # As in npm, a registry that is no URL leaves the word to the next source.
                if key not in registries and (read := _registry(key, stated, notes, entries)) is not None:
                    registries[key] = read
            elif not layer.from_project:
                merged.setdefault(key, stated)
    entries |= _keyed_credentials(merged, notes)
    return NpmConfig(
        registry=registries.pop("registry", None),
        scopes=MappingProxyType({key.removesuffix(":registry"): value for key, value in registries.items()}),
        credentials=Credentials(MappingProxyType(entries)),
        route=Route(proxies=_proxies(merged, env, notes), trust=_trust(merged, env)),
        problems=tuple(dict.fromkeys(notes)),
    )


def _expanded(values: Mapping[str, IniValue], env: Mapping[str, str] | None) -> Mapping[str, IniValue]:
    if env is None:
        return values

    def expand(value: IniValue) -> IniValue:
        if isinstance(value, tuple):
            return tuple(_expand(item, env) for item in value)
        return _expand(value, env) if isinstance(value, str) else value

    return {_expand(key, env): expand(value) for key, value in values.items()}


def _expand(text: str, env: Mapping[str, str]) -> str:
    def replacement(match: re.Match[str]) -> str:
        escapes, name, optional = match[1], match[2], match[3]
        if len(escapes) % 2:
            return match[0][(len(escapes) + 1) // 2 :]
        value = env.get(name)
        if value is None and "-" in name:
            short, _, default = name.partition("-")
            # pnpm: `-` stands in for an unset variable, `:-` for an empty one too.
            value = (env.get(short[:-1]) or default) if short.endswith(":") else env.get(short, default)
        if value is None:
            value = "" if optional else f"${{{name}}}"
        return escapes[: len(escapes) // 2] + value

    return _VARIABLE.sub(replacement, text)


def _registry(
    key: str, stated: Stated[IniValue], notes: list[str], entries: dict[str, Stated[Authorization]]
) -> Stated[str] | None:
    """Return the URL of a registry.

    A user and password in the URL are added to the credentials, unless the project sets the registry.
    """
    if not isinstance(stated.value, str):
        return None
    if "${" in stated.value:
        why = (
            "a project's file may not use variables"
            if stated.from_project
            else "the environment variable in the setting is not set"
        )
        notes.append(f"{stated.origin}: {key} is ignored: {why}")
        return None
    try:
        url, authorization = split_userinfo(parse_address(stated.value))
    except ParseError as error:
        notes.append(f"{stated.origin}: {key} is ignored: {error.message}")
        return None
    address = registry_url(url)
    if authorization is not None and stated.from_project:
        notes.append(
            f"{stated.origin}: the user and password in {key} are ignored, because the project sets them"
        )
    elif authorization is not None:
        prefix = address.partition(":")[2]
        entries.setdefault(prefix, Stated(authorization, stated.origin))
    return Stated(address, stated.origin, stated.from_project)


def _keyed_credentials(
    merged: Mapping[str, Stated[IniValue]], notes: list[str]
) -> Iterator[tuple[str, Stated[Authorization]]]:
    """Yield the credentials in keys such as `//host/path/:_authToken`, each with the prefix `//host/path/` of the key."""
    prefixes = dict.fromkeys(key.rpartition(":")[0] for key in merged if key.startswith("//"))
    for prefix in prefixes:
        said = {
            name: stated
            for name in ("_authToken", "_auth", "username", "_password", "certfile")
            if _text(stated := merged.get(f"{prefix}:{name}")) and stated is not None
        }
        if "certfile" in said:
            notes.append(
                f"{said['certfile'].origin}: {prefix}:certfile: client certificates are not supported"
            )
        first = next((said[name] for name in ("_authToken", "_auth", "_password") if name in said), None)
        if first is None:
            continue
        try:
            authorization = _authorization({name: str(stated.value) for name, stated in said.items()})
        except ParseError as error:
            notes.append(f"{first.origin}: the credentials for {prefix} are not used: {error.message}")
            continue
        if authorization is not None:
            yield prefix, Stated(authorization, first.origin)


def _authorization(said: Mapping[str, str]) -> Authorization | None:
    if any("${" in said.get(name, "") for name in ("_authToken", "_auth", "username", "_password")):
        raise ParseError(
            Reference.CONFIG_INVALID,
            "an environment variable is not set",
            hint="set the variable, or remove the line",
        )
    if "_authToken" in said:
        return Authorization.bearer(said["_authToken"])
    if "_auth" in said:
        return Authorization.encoded(said["_auth"])
    if "username" not in said:
        return None
    try:
        # Node reads base64 of either alphabet, with or without its padding.
        text = said["_password"].translate(str.maketrans("-_", "+/")).rstrip("=")
        password = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise ParseError(
            Reference.CONFIG_INVALID, "_password is not base64", hint="run `npm login` again"
        ) from None
    return Authorization.basic(said["username"], password)


def _proxies(merged: Mapping[str, Stated[IniValue]], env: Mapping[str, str], notes: list[str]) -> Proxies:
    """Return npm's proxy for http and https: https-proxy, else proxy, else the environment variables, HTTPS_PROXY first."""
    proxy: Proxy | None = None
    plain: Proxy | None = None
    stated = next((s for k in ("https-proxy", "proxy", "http-proxy") if _text(s := merged.get(k))), None)
    try:
        if stated is not None:
            proxy = plain = parse_proxy(str(stated.value), stated.origin)
        elif (found := variable(env, "https_proxy")) is not None:
            proxy = plain = parse_proxy(*found)
        elif (found := variable(env, "http_proxy", "proxy")) is not None:
            plain = parse_proxy(*found)
    except ParseError as error:
        notes.append(f"an invalid proxy is not used: {error.message}")
    listed = merged.get("noproxy")
    texts = listed.value if listed and isinstance(listed.value, tuple) else (_text(listed),)
    entries = tuple(entry for text in texts for entry in parse_no_proxy(text))
    return Proxies(http=plain, https=proxy, no_proxy=entries or no_proxy_variable(env))


def _trust(merged: Mapping[str, Stated[IniValue]], env: Mapping[str, str]) -> Trust:
    file, pem, strict = (merged.get(key) for key in ("cafile", "ca", "strict-ssl"))
    pems = (
        pem.value if pem and isinstance(pem.value, tuple) else tuple(filter(None, _text(pem).split("\n\n")))
    )
    extra = env.get("NODE_EXTRA_CA_CERTS")
    told = next(
        (s.origin for s in (file, pem, strict) if s is not None), "NODE_EXTRA_CA_CERTS" if extra else ""
    )
    return Trust(
        ca_files=(_text(file),) if _text(file) else (),
        ca_pems=tuple(text for text in pems if "-----BEGIN" in text),
        extra_ca_files=(extra,) if extra else (),
        verify=strict is None or strict.value is not False,
        origin=told,
    )


def _text(stated: Stated[IniValue] | None) -> str:
    return stated.value if stated is not None and isinstance(stated.value, str) else ""
