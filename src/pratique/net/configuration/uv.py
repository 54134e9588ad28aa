"""Reads uv's indexes from environment variables (uv 0.9 and later, including the older names)."""

import re
from collections.abc import Mapping
from dataclasses import replace

from pratique.net.client.authorization import Authorization
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.net.configuration.config_file import Stated
from pratique.net.configuration.pip.pip_conf import Index, PipConfig, read_indexes

_NAMED = re.compile(r"([A-Za-z0-9_.-]{1,100})=(.*)\Z")


def load_uv(env: Mapping[str, str]) -> PipConfig:
    """Read UV_DEFAULT_INDEX, UV_INDEX, and the older UV_INDEX_URL and UV_EXTRA_INDEX_URL.

    This function raises no errors. Credentials come from the URL or, for a named index, from UV_INDEX_<NAME>_USERNAME
    and UV_INDEX_<NAME>_PASSWORD.
    """
    notes: list[str] = []
    index: Index | None = None
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        index = index or next(iter(_indexes(env, name, notes)), None)
    extra = [*_indexes(env, "UV_INDEX", notes), *_indexes(env, "UV_EXTRA_INDEX_URL", notes)]
    # SSL_CERT_FILE, which uv honours, is honoured by every `Trust` that names no other file.
    route = Route(proxies=from_environment(env, notes))
    return PipConfig(index=index, extra=tuple(extra), route=route, problems=tuple(dict.fromkeys(notes)))


def _indexes(env: Mapping[str, str], variable: str, notes: list[str]) -> list[Index]:
    found: list[Index] = []
    for text in env.get(variable, "").split():
        match = _NAMED.match(text)
        name, address = (match[1], match[2]) if match else ("", text)
        for index in read_indexes(Stated(address, variable), notes):
            own = index.authorization or _authorization(env, name)
            found.append(replace(index, authorization=own))
    return found


def _authorization(env: Mapping[str, str], name: str) -> Authorization | None:
    if not name:
        return None
    stem = "UV_INDEX_" + re.sub(r"[^A-Z0-9]", "_", name.upper())
    user, password = env.get(f"{stem}_USERNAME"), env.get(f"{stem}_PASSWORD")
    if user is None and password is None:
        return None
    return Authorization.basic(user or "", password or "")
