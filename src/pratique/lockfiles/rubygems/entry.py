"""Defines patterns for names, versions and platforms of gems in lockfiles and SBOMs.

The rules for a gem name are those of `rubygems/specification_policy.rb`. A name has letters, digits, dots, hyphens
and underscores, starts with a letter or digit, and has at least one letter. A gem name therefore cannot change the
path of a URL.
"""

import re

NAME = r"(?=[0-9._-]*+[A-Za-z])[A-Za-z0-9][A-Za-z0-9._-]{0,254}+"
VERSION = r"[0-9][0-9A-Za-z.]{0,255}+"
PLATFORM = r"[0-9A-Za-z._-]{1,100}+"
ANY_RUBY = "ruby"
"""The platform of a gem for any Ruby, which is equivalent to no platform."""

_NAME = re.compile(NAME)
# Bundler takes what is behind the first dash for the platform.
_RELEASE = re.compile(rf"({VERSION})(?:-({PLATFORM}))?")


def is_gem_name(text: str) -> bool:
    """Return True if a gem server could have a gem of this name."""
    return _NAME.fullmatch(text) is not None


def read_release(text: str) -> tuple[str, str | None]:
    """Return the version and platform of a text such as `1.16.0-x86_64-linux`. The platform is None for any Ruby.

    Raises ValueError for an invalid version.
    """
    found = _RELEASE.fullmatch(text)
    if found is None:
        raise ValueError(f"the version is not valid: {text[:80]!r}")
    return found[1], None if found[2] == ANY_RUBY else found[2]
