"""The names of lockfiles, and their text without credentials."""

from __future__ import annotations  # Python 3.9

import re

MOST_BYTES = 16 * 1024 * 1024
"""The maximum size of a packed lockfile."""
_NAMES = frozenset(
    {
        *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"),
        *("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "Gemfile.lock", "gems.locked"),
    }
)
_PATTERNS = re.compile(
    r"(?:(?:requirements|constraints)(?:[-_.].*)?\.txt|.*[-_.](?:requirements|constraints)\.txt"
    r"|pnpm-lock\..*\.yaml|pylock\..*\.toml|.*\.py\.lock|.*\.gemfile\.lock)\Z"
)
_USER = re.compile(r"(?<=://)[^/\s\"'@]{1,500}@")
_ESCAPED_USER = re.compile(r"(?<=%3A%2F%2F)(?:(?!%2F)[^/\s\"'&]){1,500}?%40", re.IGNORECASE)
"""The user in an address inside the query of another, as yarn 4 writes it."""
_SECRET = re.compile(
    r"(?<=[?&])([^=&\s\"'#]{0,40}(?:token|key|secret|password|passwd|auth|signature|credential)[^=&\s\"'#]{0,40})"
    r"=[^&\s\"'#]{1,2000}",
    re.IGNORECASE,
)


def is_lock(name: str, folder: str) -> bool:
    """Return True if a file in a folder with this name is a lockfile that the merger can parse."""
    if name in _NAMES:
        return True
    if not name.endswith((".txt", ".yaml", ".toml", ".lock")):
        return False
    return (folder == "requirements" and name.endswith(".txt")) or _PATTERNS.match(name) is not None


def without_credentials(text: str) -> str:
    """Return the text of a lockfile without user names, passwords and tokens in its addresses."""
    return _SECRET.sub(r"\1=", _ESCAPED_USER.sub("", _USER.sub("", text)))
