"""Reads the fields of a package.json that determine which code is loaded and run."""

import hashlib
import json
from collections.abc import Mapping

from pratique.ecosystems.npm.listing import GYP_COMMAND, INSTALL_HOOKS
from pratique.ecosystems.reading.json_values import read_any, table

_FIELDS = ("main", "module", "browser", "unpkg", "jsdelivr", "exports", "imports", "type")
"""Fields that Node.js (documentation, modules: packages), bundlers and CDNs read."""


def loading(data: bytes) -> Mapping[str, str] | None:
    """Return the fields that determine the loaded code, each with the sha256 of its value.

    An install script that only repeats the build of a binding.gyp is omitted, because npm before 7 writes that command into the
    package.json. Returns None if the bytes are not a JSON object.
    """
    value = read_any(data.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(value, dict):
        return None
    found = {name: value[name] for name in _FIELDS if name in value}
    for name in INSTALL_HOOKS:
        command = table(value.get("scripts")).get(name)
        if command is not None and command != GYP_COMMAND:
            found[f"scripts.{name}"] = command
    return {name: _digest(told) for name, told in found.items()}


def _digest(value: object) -> str:
    # The order of keys counts: of the conditions in `exports` the first that holds is taken.
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
