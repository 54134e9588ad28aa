"""Describes the new behaviour of a release since its baseline, for readers who do not know the rules.

The phrases come from the findings of an inspection or from its list of capabilities. A finding or capability without
a phrase is printed unchanged.
"""

import re
from collections.abc import Iterable, Iterator

from pratique.core.assessment import Assessment, ChangeKind, JudgedPackage
from pratique.core.finding import Finding, Severity

_CAPABILITIES = {
    "process": "starts other programs",
    "network": "uses the network",
    "file-read": "reads files",
    "file-write": "writes files",
    "environment": "reads environment variables",
    "dynamic-code": "runs data as code",
    "decode": "decodes hidden data",
    "decrypt": "decrypts data",
    "native-code": "loads native code",
    "machine-identity": "reads the machine and user name",
    "secrets": "reads credential files",
    "persistence": "refers to autostart locations",
}
_MOMENTS = {
    "install": "at install",
    "import": "when loaded",
    "called": "when called",
    "auxiliary": "in tests and examples",
}
_ORDER = tuple(_MOMENTS)
_RULES = {
    "new-install-hook": "runs a command at install",
    "implicit-gyp-build": "builds and runs code at install (binding.gyp)",
    "native-binary-added": "ships compiled code",
    "startup-file-shipped": "runs code whenever the interpreter starts",
}
_ONE = re.compile(r"([a-z][a-z-]{1,40}) \((install|import|called|auxiliary)\)")
_TOGETHER = re.compile(r"new in this release, when it is (installed|imported): (.{1,200})\Z")
_MOST = 5
NOTHING_NEW = "nothing new"
NOT_INSPECTED = "unknown: not inspected"


def gained(package: JudgedPackage) -> tuple[str, ...]:
    """Return up to six phrases about new behaviour, install time before run time.

    At least one phrase is returned. For a package that is new to the project, all its capabilities count as gained.
    """
    read = [a for a in package.assessments if a.inspection is not None]
    if not read:
        return (NOT_INSPECTED,)
    added = package.change is not None and ChangeKind.ADDED in package.change.kinds
    compared = all(assessment.dossier.compared_with for assessment in read)
    phrases = list(_ordered(phrase for a in read for f in a.findings for phrase in _of_finding(f)))
    if added or not compared:
        phrases += _ordered(phrase for a in read for phrase in _abilities(a))
    phrases = _said_once(phrases)
    if len(phrases) > _MOST:
        phrases = [*phrases[:_MOST], f"and {len(phrases) - _MOST} more"]
    if phrases:
        return tuple(phrases)
    if compared:
        return (NOTHING_NEW,)
    return ("no notable behaviour; no baseline to compare with",)


def at_install(package: JudgedPackage) -> tuple[str, ...]:
    """Return phrases that describe the code that a package runs at install; empty if there is no such code."""
    told = _ordered(phrase for a in package.assessments if a.inspection for phrase in _abilities(a))
    end = f" {_MOMENTS['install']}"
    return tuple(dict.fromkeys(phrase for phrase in told if phrase.endswith(end)))


def _of_finding(finding: Finding) -> Iterator[tuple[int, str]]:
    if finding.rule == "capability-gained":
        together = _TOGETHER.match(finding.message)
        if together:
            word = "install" if together[1] == "installed" else "import"
            yield _ORDER.index(word), f"{together[2]}, {_MOMENTS[word]}"
        else:
            found = list(_phrases(finding.message))
            yield from found or [(len(_ORDER), finding.message)]
    elif finding.rule == "new-install-hook" and finding.severity is Severity.MEDIUM:
        yield -1, "runs a different command at install"
    elif finding.rule in _RULES and finding.severity.rank > Severity.LOW.rank:
        yield -1, _RULES[finding.rule]


def _abilities(assessment: Assessment) -> Iterator[tuple[int, str]]:
    assert assessment.inspection is not None
    for told in assessment.inspection.capabilities:
        for order, phrase in _phrases(told):
            if _ORDER[order] != "auxiliary":
                yield order, phrase


def _phrases(text: str) -> Iterator[tuple[int, str]]:
    for match in _ONE.finditer(text):
        phrase = f"{_CAPABILITIES.get(match[1], match[1])} {_MOMENTS[match[2]]}"
        yield _ORDER.index(match[2]), phrase


def _said_once(phrases: Iterable[str]) -> list[str]:
    told = list(dict.fromkeys(phrases))
    together = [phrase for phrase in told if ", " in phrase]
    return [phrase for phrase in told if not any(_within(phrase, other) for other in together)]


def _within(phrase: str, other: str) -> bool:
    moment = next((words for words in _MOMENTS.values() if phrase.endswith(f" {words}")), None)
    if moment is None or phrase == other or not other.endswith(f", {moment}"):
        return False
    return phrase.removesuffix(f" {moment}") in other.removesuffix(f", {moment}").split(" and ")


def _ordered(phrases: Iterable[tuple[int, str]]) -> Iterator[str]:
    yield from (phrase for _, phrase in sorted(phrases, key=lambda item: item[0]))
