"""Decides whether a Python package is installed on a platform, by its PEP 508 markers.

An installer knows more about its machine than a platform contains: the kernel release, the patch release of Python, the enabled
extras. A condition on an unspecified value may match, so a marker is true, false or unknown. A package is excluded only if its
marker is certainly false.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.version import InvalidVersion, Version

from pratique.ecosystems.interface import Platform

_MOST_CHARACTERS = 10_000
_SYSTEM = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
_MACHINE = {
    ("linux", "x64"): "x86_64",
    ("linux", "arm64"): "aarch64",
    ("darwin", "x64"): "x86_64",
    ("darwin", "arm64"): "arm64",
    ("win32", "x64"): "AMD64",
    ("win32", "arm64"): "ARM64",
}
MACHINES = tuple(_MACHINE)
"""Every known machine, as `os` and `cpu`."""
_TERM = r"(\"[^\"]*+\"|'[^']*+'|[a-z_]++)"
_PART = re.compile(rf"\s*+(?:([()]|\b(?:and|or)\b)|{_TERM} (not in|in|[<>=!~]{{1,3}}) {_TERM})")
_ORDERS = frozenset({"<", "<=", ">", ">=", "~="})
_NEWEST_PATCH = 99

_Python = tuple[int, int]
_Machine = tuple[str, str]
_Atom = tuple[str, str, str]
"""One comparison in a marker: two operands, each a variable or a text, and an operator."""
_Truth = bool | None
"""Whether a condition matches; None if unknown."""


def matches_platform(markers: tuple[str, ...], platform: Platform) -> bool:
    """Return True if all markers may match on the platform, for one of its Python versions (PEP 508, CPython).

    A platform without a specified machine matches every marker. A marker that cannot be parsed counts as a match, because every
    package that may be installed must be checked.
    """
    if platform.os is None or not markers:
        return True
    machine = (platform.os, platform.cpu or "")
    return any(
        all(holds(marker, machine, python.version) is not False for marker in markers)
        for python in platform.pythons
    )


@lru_cache(maxsize=8_192)
def holds(text: str, machine: _Machine, python: _Python, extra: str | None = None) -> _Truth:
    """Return whether a marker matches on a machine (its `os` and `cpu`) for a Python version; None if that is unknown.

    `extra` is the enabled extra, or "" if no extra is enabled; None means that any extra may be enabled.
    """
    terms = _terms(text)
    if terms is None:
        return None
    truths: list[_Truth] = []
    for term in terms:
        if isinstance(term, tuple):
            truths.append(_atom_holds(term, machine, python, extra))
            continue
        right, left = truths.pop(), truths.pop()
        truths.append(_both(left, right) if term == "and" else _either(left, right))
    return truths[0]


def _both(left: _Truth, right: _Truth) -> _Truth:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _either(left: _Truth, right: _Truth) -> _Truth:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


@lru_cache(maxsize=1_024)
def _terms(text: str) -> tuple[_Atom | str, ...] | None:
    """Return the conditions of a marker, with `and` and `or` after their operands (postfix order).

    Returns None if the marker cannot be parsed.
    """
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        written = str(Marker(text))
    except (InvalidMarker, RecursionError):
        return None
    parts = _parts(written)
    return None if parts is None else tuple(_postfix(parts))


def _parts(text: str) -> list[_Atom | str] | None:
    """Return the conditions, parentheses and operators of a marker as packaging writes it; None for other syntax."""
    parts: list[_Atom | str] = []
    position = 0
    while (found := _PART.match(text, position)) is not None:
        position = found.end()
        joint, left, sign, right = found.groups()
        parts.append(joint or (left, sign, right))
    return parts if position == len(text) else None


def _postfix(parts: Iterable[_Atom | str]) -> Iterator[_Atom | str]:
    """Yield each condition, and `and` or `or` after its two operands; `and` has precedence."""
    waiting: list[str] = []
    for part in parts:
        if isinstance(part, tuple):
            yield part
        elif part == "(":
            waiting.append(part)
        elif part == ")":
            while waiting[-1] != "(":
                yield waiting.pop()
            waiting.pop()
        else:
            while waiting and waiting[-1] == "and":
                yield waiting.pop()
            waiting.append(part)
    yield from reversed(waiting)


@lru_cache(maxsize=8_192)
def _atom_holds(atom: _Atom, machine: _Machine, python: _Python, extra: str | None) -> _Truth:
    left, sign, right = atom
    variables = [part for part in (left, right) if part[0] not in "\"'"]
    if len(variables) != 1:
        return None
    name = variables[0]
    if name == "python_full_version":
        return _full_version_holds(atom, python)
    value = extra if name == "extra" else _environment(machine, python).get(name)
    if value is None:
        return None
    if name != "python_version" and sign in _ORDERS:
        return None  # installers do not agree on the order of words
    if name == "python_version" and not _is_comparison(atom):
        return None
    return _evaluated(atom, {name: value})


def _full_version_holds(atom: _Atom, python: _Python) -> _Truth:
    """Evaluate a condition on the full Python version for patch releases near the one that the condition states.

    The result is None if the patch releases give different results.
    """
    if not _is_comparison(atom):
        return None
    named = next(part for part in (atom[0], atom[2]) if part[0] in "\"'")[1:-1].removesuffix(".*")
    patch = Version(named).micro
    tried = {0, _NEWEST_PATCH, max(patch - 1, 0), patch, patch + 1}
    version = ".".join(map(str, python))
    answers = {_evaluated(atom, {"python_full_version": f"{version}.{number}"}) for number in tried}
    return answers.pop() if len(answers) == 1 else None


def _is_comparison(atom: _Atom) -> bool:
    """Return True if the condition compares two versions in a way that all installers evaluate alike."""
    if atom[1] in {"in", "not in", "==="} or atom[0][0] in "\"'":
        return False
    try:
        Version(atom[2][1:-1].removesuffix(".*"))
    except InvalidVersion:
        return False
    return True


def _evaluated(atom: _Atom, environment: Mapping[str, str]) -> _Truth:
    try:
        return Marker(" ".join(atom)).evaluate(dict(environment))
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, InvalidVersion):
        return None


@lru_cache(maxsize=64)
def _environment(machine: _Machine, python: _Python) -> Mapping[str, str]:
    """Return the marker variables that the platform determines; all other variables are unknown."""
    known = {
        **_SYSTEM[machine[0]],
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "python_version": ".".join(map(str, python)),
    }
    return known | ({"platform_machine": _MACHINE[machine]} if machine in _MACHINE else {})
