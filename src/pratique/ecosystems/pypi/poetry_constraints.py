"""Parses Poetry's version constraints: `^1.2`, `~1.2`, `1.2.*`, `>=1,<2`, `1.0 || 2.0`, over PEP 440 versions.

Source: Poetry's documentation ("Dependency specification", "Version constraints"). A version is rejected only if
Poetry certainly rejects it. Pre-releases are therefore treated like other versions, and local labels (`+cpu`) are
ignored.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from packaging.version import InvalidVersion, Version

_MOST_CHARS = 4_096
_MOST_VERSION_CHARS = 256
_OR = re.compile(r" ?\|\|? ?")
# White space between two parts stands for a comma; the one between a sign and its version does not.
_AND = re.compile(r" ?, ?| (?=[\^~=!<>])")
_PART = re.compile(r"(\^|~=|~|={1,3}|!=|<>|<=|<|>=|>|) ?(\S*)")
_WILD = re.compile(r"(?:\.?[xX*])++\Z")

_Test = Callable[[Version], bool]


def satisfies(version: str, constraint: str) -> bool | None:
    """Return True if a version satisfies a constraint; None if the version or the constraint cannot be parsed."""
    tests = _parsed(constraint)
    if tests is None or len(version) > _MOST_VERSION_CHARS:
        return None
    try:
        told = _public(Version(version))
    except InvalidVersion:
        return None
    return any(all(test(told) for test in alternative) for alternative in tests)


@lru_cache(maxsize=256)
def _parsed(constraint: str) -> tuple[tuple[_Test, ...], ...] | None:
    """Return the alternatives of a constraint.

    A version satisfies a constraint if it passes all tests of one alternative.
    """
    if len(constraint) > _MOST_CHARS:
        return None
    try:
        told = " ".join(constraint.split())
        return tuple(tuple(_test(part) for part in _AND.split(either)) for either in _OR.split(told))
    except InvalidVersion:
        return None


def _test(text: str) -> _Test:
    """Return the test for one part of a constraint. Raises InvalidVersion if the part is invalid."""
    part = _PART.fullmatch(text)
    if part is None:
        raise InvalidVersion(text)
    sign, told = part.groups()
    bare = _WILD.sub("", told)
    return _wild(sign, bare) if bare != told else _SIGNS[sign](_public(Version(told)))


def _wild(sign: str, bare: str) -> _Test:
    """Return the test for `1.2.*` or `*`. Raises InvalidVersion for an unsupported operator."""
    if sign not in {"", "=", "==", "!="}:
        raise InvalidVersion(bare)
    if not bare:
        return lambda _: sign != "!="
    low = Version(bare)
    inside = _between(low, _bumped(low, len(low.release) - 1))
    return inside if sign != "!=" else lambda version: not inside(version)


def _caret(low: Version) -> _Test:
    """Return the test for `^`, which allows changes to the right of the leftmost nonzero number, or of the last given number."""
    at = next((place for place, number in enumerate(low.release) if number), len(low.release) - 1)
    return _between(low, _bumped(low, at))


def _tilde(low: Version) -> _Test:
    """Return the test for `~`, which allows changes of the third number, or of the second if only one number is given."""
    return _between(low, _bumped(low, min(len(low.release), 2) - 1))


def _compatible(low: Version) -> _Test:
    """Return the test for PEP 440's `~=`, which allows changes of the last number."""
    return _between(low, _bumped(low, max(len(low.release) - 2, 0)))


def _between(low: Version, high: Version) -> _Test:
    return lambda version: low <= version < high


def _bumped(version: Version, at: int) -> Version:
    """Return the next version that differs in the number at position `at`."""
    release = (*version.release[:at], version.release[at] + 1)
    return Version(f"{version.epoch}!" + ".".join(map(str, release)))


def _public(version: Version) -> Version:
    return Version(version.public) if version.local else version


_SIGNS: Mapping[str, Callable[[Version], _Test]] = {
    "^": _caret,
    "~": _tilde,
    "~=": _compatible,
    "": lambda bound: lambda version: version == bound,
    "=": lambda bound: lambda version: version == bound,
    "==": lambda bound: lambda version: version == bound,
    "===": lambda bound: lambda version: version == bound,
    "!=": lambda bound: lambda version: version != bound,
    "<>": lambda bound: lambda version: version != bound,
    "<": lambda bound: lambda version: version < bound,
    "<=": lambda bound: lambda version: version <= bound,
    ">": lambda bound: lambda version: version > bound,
    ">=": lambda bound: lambda version: version >= bound,
}
