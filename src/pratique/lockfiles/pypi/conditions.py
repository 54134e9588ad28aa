"""Whether a condition of a Python lock holds on some platform with some Python that the project allows.

A lock for all platforms has an entry for each request that is followed on one of them. It has none for a request whose
marker holds nowhere: for an older Python than the project allows, or for a platform on which nobody asks the asker. So a
request without an entry is held against every combination of the values that its markers compare.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, product

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

MOST_CHARS = 4_096
MOST_EVALUATIONS = 50_000
"""Most environments that are tried for all requests of one lock; beyond, a condition may hold."""

_MOST_LITERALS = 32
_OR = re.compile(r"\|\|?")
_AND = re.compile(r"[, ]+(?=[\^~=!<>\d*])")
_SIGN = re.compile(r"(===?|~=|!=|<=|>=|<|>|\^|~|=|)\s*+(\S*+)")
_LITERAL = re.compile(r"""'([^']{0,100})'|"([^"]{0,100})\"""")
_RELEASE = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})")
_UNKNOWN = re.compile(
    r"\b(?:platform_release|platform_version|implementation_version|extras|dependency_groups)\b"
)
_PYTHON = re.compile(r"\bpython_(?:full_)?version\b")
_PLATFORM = re.compile(r"\b(?:sys_platform|os_name|platform_\w+|implementation_\w+)\b")
_SYSTEMS = (
    ("linux", "Linux", "posix"),
    ("darwin", "Darwin", "posix"),
    ("win32", "Windows", "nt"),
    ("cygwin", "CYGWIN_NT-10.0", "posix"),
    ("java", "Java", "java"),
    ("emscripten", "Emscripten", "posix"),
    ("other", "Other", "posix"),
)
_IMPLEMENTATIONS = (("cpython", "CPython"), ("pypy", "PyPy"), ("other", "Other"))
_MINORS = ((2, 7), *((3, minor) for minor in range(21)), (4, 0))
_PATCHES = (0, 99)

_System = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Pythons:
    """The versions of Python that a project allows: those in one of the ranges."""

    ranges: tuple[SpecifierSet, ...] = (SpecifierSet(),)
    text: str = ""

    @classmethod
    def of(cls, text: str | None) -> "Pythons":
        """Read a range of PEP 440 or of Poetry (`^3.9`, `~2.7 || >=3.6`); one that cannot be read allows every Python."""
        if not text or len(text) > MOST_CHARS:
            return cls()
        try:
            return cls(tuple(_specifiers(part) for part in _OR.split(text)), text)
        except (InvalidSpecifier, InvalidVersion):
            return cls()

    def allow(self, version: str) -> bool:
        """Whether a full version is in one of the ranges."""
        return any(one.contains(version, prereleases=True) for one in self.ranges)


@dataclass(slots=True)
class Conditions:
    """Conditions of the requests of one lock."""

    pythons: Pythons | None = field(default_factory=Pythons)
    """None: the lock does not say which, so a condition on the Python may hold nowhere."""
    every_platform: bool = True
    """Whether the lock is for all platforms. Else a condition on the platform may hold on none of its own."""
    left: int = MOST_EVALUATIONS
    _known: dict[tuple[tuple[str, ...], frozenset[str]], bool] = field(default_factory=dict)

    def has_python(self, text: str | None) -> bool:
        """Whether one of the project's Pythons is in a range."""
        if not text:
            return True
        if self.pythons is None:
            return False
        asked = Pythons.of(text)
        return any(map(asked.allow, _versions(f"{text} {self.pythons.text}", self.pythons)))

    def may_hold(self, markers: Iterable[str | None], extras: frozenset[str] = frozenset()) -> bool:
        """Whether all markers hold in one environment, with none or one of `extras` chosen.

        True where they cannot be read or compared, and when too much was tried already.
        """
        texts = tuple(dict.fromkeys(marker for marker in markers if marker))
        if not texts:
            return True
        if self.pythons is None and any(map(_PYTHON.search, texts)):
            return False
        if not self.every_platform and any(map(_PLATFORM.search, texts)):
            return False
        key = (texts, extras)
        if key not in self._known:
            self._known[key] = self._search(texts, extras)
        return self._known[key]

    def _search(self, texts: Sequence[str], extras: frozenset[str]) -> bool:
        if any(_UNKNOWN.search(text) or len(text) > MOST_CHARS for text in texts):
            return True
        try:
            parsed = [Marker(text) for text in texts]
        except (InvalidMarker, RecursionError):
            return True
        for environment in _environments(" ".join(texts), self.pythons or Pythons(), extras):
            self.left -= 1
            if self.left < 0:
                return True
            try:
                if all(marker.evaluate(environment) for marker in parsed):
                    return True
            except (UndefinedComparison, UndefinedEnvironmentName, InvalidVersion):
                return True
        return False


def _specifiers(text: str) -> SpecifierSet:
    """One alternative of a range. Raises InvalidSpecifier or InvalidVersion."""
    clauses: list[str] = []
    for part in filter(None, (one.strip() for one in _AND.split(text.strip()))):
        found = _SIGN.fullmatch(part)
        if found is None:
            raise InvalidSpecifier(part)
        clauses.append(_clause(*found.groups()))
    return SpecifierSet(",".join(filter(None, clauses)))


def _clause(sign: str, told: str) -> str:
    """One part of a range in the words of PEP 440."""
    if told in {"*", ""}:
        return ""
    if sign in {"^", "~"}:
        low = Version(told).release
        at = (
            next((place for place, number in enumerate(low) if number), len(low) - 1)
            if sign == "^"
            else min(len(low), 2) - 1
        )
        high = ".".join(map(str, (*low[:at], low[at] + 1)))
        return f">={told},<{high}"
    return f"{'==' if sign in {'', '='} else sign}{told}"


def _environments(text: str, pythons: Pythons, extras: frozenset[str]) -> Iterator[dict[str, str]]:
    """Environments that differ in what the markers compare. A variable that they do not name has one value."""
    literals = list(
        dict.fromkeys(one or other for one, other in islice(_LITERAL.findall(text), _MOST_LITERALS))
    )
    for full, (platform, system, os_name), (implementation, name), machine, extra in product(
        _versions(f"{text} {pythons.text}", pythons),
        _systems(text, literals),
        _implementations(text, literals),
        ("other", *literals) if "platform_machine" in text else ("other",),
        ("", *sorted(extras)) if re.search(r"\bextra\b", text) else ("",),
    ):
        yield {
            "python_version": ".".join(full.split(".")[:2]),
            "python_full_version": full,
            "implementation_version": full,
            "sys_platform": platform,
            "platform_system": system,
            "os_name": os_name,
            "implementation_name": implementation,
            "platform_python_implementation": name,
            "platform_machine": machine,
            "platform_release": "",
            "platform_version": "",
            "extra": extra,
        }


def _versions(text: str, pythons: Pythons) -> list[str]:
    """The first and a late release of each Python, and those beside a release that is named."""
    named = islice(_RELEASE.finditer(text), _MOST_LITERALS)
    near = (
        (int(major), int(minor), patch)
        for major, minor, told in (found.groups() for found in named)
        for patch in (max(int(told) - 1, 0), int(told), int(told) + 1)
    )
    every = chain(((*minor, patch) for minor in reversed(_MINORS) for patch in _PATCHES), near)
    texts = dict.fromkeys(".".join(map(str, version)) for version in every)
    return [version for version in texts if pythons.allow(version)]


def _systems(text: str, literals: Sequence[str]) -> Sequence[_System]:
    if not re.search(r"\b(?:sys_platform|platform_system|os_name)\b", text):
        return _SYSTEMS[:1]
    known = {name for system in _SYSTEMS for name in system}
    return (*_SYSTEMS, *((one, one, "posix") for one in literals if one not in known))


def _implementations(text: str, literals: Sequence[str]) -> Sequence[tuple[str, str]]:
    if "implementation" not in text:
        return _IMPLEMENTATIONS[:1]
    known = {name for pair in _IMPLEMENTATIONS for name in pair}
    return (*_IMPLEMENTATIONS, *((one, one) for one in literals if one not in known))
