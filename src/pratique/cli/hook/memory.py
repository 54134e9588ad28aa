"""Keeps answers for a short time in one file, so that a repeated question needs no registry.

An answer is used again only if the variables and the configuration files on which it depends are unchanged.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pratique.cli.hook.answer import Action, Answer

FRESH_S = 600
"""The time in seconds for which an answer is used again: the same as for cached listings."""
_MOST = 500
_MOST_BYTES = 4 << 20
_PREFIXES = (
    "PRATIQUE_",
    "NPM_CONFIG_",
    "YARN_",
    "BUN_",
    "PIP_",
    "UV_",
    "BUNDLE_",
    "GEM_",
    "RUBYGEMS_",
    "XDG_",
)
_NAMES = frozenset(
    {"HOME", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "VIRTUAL_ENV", "NETRC", "PREFIX"}
)
_PROJECT_FILES = (
    *("package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"),
    *(
        "bun.lockb",
        "pyproject.toml",
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "pylock.toml",
        "Pipfile",
        "Pipfile.lock",
    ),
    *(
        "requirements.txt",
        "setup.py",
        "setup.cfg",
        "Gemfile",
        "Gemfile.lock",
        "pratique.toml",
        ".npmrc",
        ".yarnrc.yml",
    ),
)


def key_of(subject: str, folder: str, env: Mapping[str, str]) -> str:
    """Return the key of an answer: the subject, the folder, and the variables that choose registries and policy."""
    chosen = sorted(
        (name, value)
        for name, value in env.items()
        if name.upper().startswith(_PREFIXES) or name.upper() in _NAMES
    )
    return hashlib.sha256(
        json.dumps([subject, folder, chosen]).encode("utf-8", "surrogateescape")
    ).hexdigest()


def recall(file: Path, keys: Iterable[str], now: float) -> dict[str, Answer]:
    """Return the kept answers that are fresh and whose configuration files are unchanged."""
    entries = _entries(file)
    found: dict[str, Answer] = {}
    for key in keys:
        entry = entries.get(key)
        try:
            if entry is None or not 0 <= now - entry["at"] < FRESH_S:
                continue
            if all(_stamp(path) == stamp for path, stamp in entry["files"].items()):
                found[key] = Answer(Action(entry["action"]), tuple(map(str, entry["reasons"])))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return found


def keep(file: Path, answers: Mapping[str, Answer], files: Iterable[str], folder: str, now: float) -> None:
    """Keep answers that depend on configuration files and on the project's files. Raise StoreError."""
    from pratique.store.folder.replaced_file import replace_file  # noqa: PLC0415 - a repeated question does without

    paths = [*files, *(os.path.join(folder, name) for name in _PROJECT_FILES)]  # noqa: PTH118 - no path is made of it
    stamps = {path: _stamp(path) for path in paths}
    entries = _entries(file)
    for key, answer in answers.items():
        entries[key] = {
            "at": now,
            "action": answer.action.value,
            "reasons": list(answer.reasons),
            "files": stamps,
        }
    fresh = [(key, one) for key, one in entries.items() if now - one.get("at", 0) < FRESH_S]
    replace_file(file, json.dumps(dict(fresh[-_MOST:])).encode(), private=True)


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    """Return the content of the file; nothing if it is missing or damaged."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        entries = json.loads(data) if len(data) <= _MOST_BYTES else {}
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(entries, dict):
        return {}
    return {key: one for key, one in entries.items() if isinstance(one, dict)}


def _stamp(path: str) -> list[int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - for every kept answer
    except (OSError, ValueError):
        return None
    return [found.st_mtime_ns, found.st_size, found.st_ino]
