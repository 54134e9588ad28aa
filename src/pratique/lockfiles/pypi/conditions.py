"""Evaluates the markers of a Python lockfile over all platforms and Python versions that the project allows.

A universal lockfile has an entry for each dependency that applies on at least one platform. A dependency has no entry if its marker
never matches, such as a marker for an older Python. A dependency also has no entry if the dependent is not installed on the
platforms of the marker.

If a lockfile lists several versions of a package, each for some platforms, the versions together cover all platforms.
Each marker is therefore evaluated for every combination of the values that the markers compare. A set of combinations
is an integer with one bit for each combination, so that `and` and `or` are single operations.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from math import prod

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion

from pratique.lockfiles.pypi.pythons import Pythons

MOST_ATOMS = 500
"""Maximum number of different comparisons in one lockfile.

A marker with a comparison beyond this limit counts as unreadable.
"""

_MOST_LITERALS = 16
_MOST_CHARS = 4_096
_PYTHON = re.compile(r"\bpython_(?:full_)?version\b")
_PLATFORM = re.compile(r"\b(?:sys_platform|os_name|platform_|implementation_)")
_VALUE = r"""(?:"[^"]*"|'[^']*'|[a-z_.]+)"""
_TOKEN = re.compile(rf"""\s*+(?:([()])|(and|or)\b|({_VALUE} *(?:[<>=!~]{{1,3}}|not +in|in) *{_VALUE}))""")
_COMPARED = re.compile(r"""\b(\w{1,40}+) {0,3}[<>=!~]{1,3} {0,3}["']([^"']{0,100})["']""")
_EXTRA = re.compile(r"""extra *(==|!=) *["']([^"']*)["']""")
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
_UNREADABLE = (
    InvalidMarker,
    InvalidVersion,
    RecursionError,
    UndefinedComparison,
    UndefinedEnvironmentName,
    ValueError,
)

_Environment = Mapping[str, str]


@dataclass
class Conditions:
    """The markers of the dependencies in one lockfile."""

    pythons: Pythons | None = field(default_factory=Pythons)
    """The Python versions that the project allows; None if the lockfile does not list these versions."""
    every_platform: bool = True
    """Whether the lockfile covers all platforms.

    In a lockfile that covers only some platforms, a platform marker may match none of these platforms.
    """
    markers: Sequence[str] = ()
    """All markers of the lockfile, which determine the combinations of values to evaluate."""
    _known: dict[tuple[str, frozenset[str]], int | None] = field(default_factory=dict)
    _atoms: dict[str, int] = field(default_factory=dict)

    def has_python(self, text: str | None) -> bool:
        """Return True if a version range contains one of the project's Python versions."""
        if not text:
            return True
        return self.pythons is not None and any(map(Pythons.of(text).allow, self.pythons.among(text)))

    def may_hold(self, markers: Iterable[str | None], extras: frozenset[str] = frozenset()) -> bool:
        """Return True if all markers may match in one environment with these `extras`.

        Also returns True if a marker cannot be parsed or evaluated.
        """
        texts = [marker for marker in markers if marker]
        if self.pythons is None and any(map(_PYTHON.search, texts)):
            return False
        if not self.every_platform and any(map(_PLATFORM.search, texts)):
            return False
        return bool(self._where_all(texts, extras))

    def uncovered(
        self, markers: Iterable[str | None], answers: Iterable[Sequence[str]], extras: frozenset[str]
    ) -> str | None:
        """Return an environment in which all markers match, but no resolved entry applies; None if none exists.

        Also returns None if a marker cannot be parsed, or if the lockfile does not cover all platforms and Python versions that it
        lists.
        """
        texts = [marker for marker in markers if marker]
        conditions = list(answers)
        if self.pythons is None or not self.every_platform:
            return None
        if any(set(condition) <= set(texts) for condition in conditions):
            return None
        if any(self._where(text, extras) is None for text in chain(texts, *conditions)):
            return None
        left = self._where_all(texts, extras)
        for condition in conditions:
            left &= ~self._where_all(condition, extras)
        return self._space.name((left & -left).bit_length() - 1) if left else None

    def _where_all(self, texts: Iterable[str], extras: frozenset[str]) -> int:
        found = self._space.everywhere
        for text in texts:
            one = self._where(text, extras)
            found &= found if one is None else one
        return found

    def _where(self, text: str, extras: frozenset[str]) -> int | None:
        """Return the environments in which a marker matches; None if unknown."""
        key = (text, extras if "extra" in text else frozenset())
        if key not in self._known:
            try:
                self._known[key] = self._read(text, extras)
            except _UNREADABLE:
                self._known[key] = None
        return self._known[key]

    def _read(self, text: str, extras: frozenset[str]) -> int:
        if len(text) > _MOST_CHARS:
            raise ValueError("too long")
        Marker(text)
        tokens = _tokens(text)
        found = self._any(tokens, extras)
        if next(tokens, None) is not None:
            raise ValueError("not a marker")
        return found

    def _any(self, tokens: Iterator[str], extras: frozenset[str]) -> int:
        found, part = 0, self._factor(tokens, extras)
        for token in tokens:
            if token == "and":  # noqa: S105 - a word of markers
                part &= self._factor(tokens, extras)
            elif token == "or":  # noqa: S105 - a word of markers
                found, part = found | part, self._factor(tokens, extras)
            else:
                break
        return found | part

    def _factor(self, tokens: Iterator[str], extras: frozenset[str]) -> int:
        token = next(tokens, "")
        return self._any(tokens, extras) if token == "(" else self._atom(token, extras)  # noqa: S105 - no secret

    def _atom(self, text: str, extras: frozenset[str]) -> int:
        """Return the environments in which one comparison matches."""
        if told := _EXTRA.fullmatch(text):
            chosen = str(canonicalize_name(told[2])) in extras
            return self._space.everywhere if chosen is (told[1] == "==") else 0
        if text not in self._atoms:
            if len(self._atoms) >= MOST_ATOMS:
                raise ValueError("too many comparisons")
            self._atoms[text] = self._space.where(text)
        return self._atoms[text]

    @cached_property
    def _space(self) -> "_Space":
        text = " ".join(dict.fromkeys(marker for marker in self.markers if len(marker) <= _MOST_CHARS))
        compared: dict[str, dict[str, None]] = {}
        for variable, value in _COMPARED.findall(text):
            compared.setdefault(variable, {})[value] = None
        versions = (self.pythons or Pythons()).among(text)
        return _Space(
            (
                tuple(
                    {
                        "python_full_version": full,
                        "python_version": ".".join(full.split(".")[:2]),
                    }
                    for full in versions
                ),
                _named(("sys_platform", "platform_system", "os_name"), _SYSTEMS, compared, rest="posix"),
                _named(("implementation_name", "platform_python_implementation"), _IMPLEMENTATIONS, compared),
                _named(("platform_machine",), (("other",),), compared),
            )
        )


@dataclass
class _Space:
    kinds: tuple[tuple[_Environment, ...], ...]

    @cached_property
    def size(self) -> int:
        return prod(map(len, self.kinds))

    @cached_property
    def everywhere(self) -> int:
        return (1 << self.size) - 1

    def where(self, atom: str) -> int:
        marker, stride = Marker(atom), self.size
        for values in self.kinds:
            period, stride = stride, stride // len(values) if values else 0
            if not values or not any(re.search(rf"\b{name}\b", atom) for name in values[0]):
                continue
            told = _COMPARED.fullmatch(atom)
            if told and not _PYTHON.match(told[1]) and told[2] not in {value[told[1]] for value in values}:
                raise ValueError("the marker compares too many values")
            base = {name: "" for kind in self.kinds for name in kind[0]} if all(self.kinds) else {}
            pattern = 0
            for position, value in enumerate(values):
                if marker.evaluate({**base, **value, "extra": ""}):
                    pattern |= ((1 << stride) - 1) << (position * stride)
            return pattern * (self.everywhere // ((1 << period) - 1))
        raise ValueError("the marker compares an unsupported value")

    def name(self, bit: int) -> str:
        named, stride = [], self.size
        for values in self.kinds:
            stride //= len(values)
            named.append(next(iter(values[bit // stride % len(values)].values())))
        python, platform, implementation, machine = named
        more = [one for one in (implementation, machine) if one not in {"cpython", "other"}]
        return ", ".join((f"Python {python}", platform, *more))


def _named(
    names: tuple[str, ...],
    known: Sequence[tuple[str, ...]],
    compared: Mapping[str, Iterable[str]],
    *,
    rest: str | None = None,
) -> tuple[_Environment, ...]:
    taken = {value for values in known for value in values}
    others = dict.fromkeys(value for name in names for value in compared.get(name, ()) if value not in taken)
    more = (
        (*(one for _ in names[:2]), *(() if rest is None else (rest,)))
        for one in islice(others, _MOST_LITERALS)
    )
    return tuple(dict(zip(names, values, strict=True)) for values in (*known, *more))


def _tokens(text: str) -> Iterator[str]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError("not a marker")
        yield found[1] or found[2] or found[3]
        at = found.end()


def names_platform(marker: str) -> bool:
    """Return True if a marker depends on the platform, not only on the Python version."""
    return _PLATFORM.search(marker) is not None
