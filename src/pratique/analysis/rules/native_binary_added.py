"""Report compiled code that the previous release did not ship.

What it finds: the rule finds native binaries (detected by their first bytes, whatever their name) and Python byte
code in a release whose baseline shipped neither. The rule holds the release if an install script starts one of
these compiled files. The finding about compiled code in a wheel that is named as pure Python is only a note.
Pratique compares a gem for a platform with an earlier gem for the same platform, if there is one.

Why it matters: Pratique counts compiled code but does not analyse it, so a release that starts to ship compiled code
hides its behaviour.

Seen in: eslint-config-prettier 8.10.1 (2025-07-18, a DLL started by an install script), coa and rc (2021-11-04).

False alarms: the rule reports projects that start to ship a native core; the finding is a note unless an install
script starts the file. The page `pratique help crater` lists the counts.

What to do: ask the project where it builds the binary. Compare the file with the release notes of the project before
you allow the release.
"""

import posixpath
from collections.abc import Iterator

from pratique.analysis.reach import hook_commands
from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import NativeKind, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem


@rule(
    "native-binary-added",
    "compiled code in a release whose baseline has none",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    needs=[Need.PREVIOUS],
)
def native_binary_added(subject: Subject) -> Iterator[Finding]:
    """Yield a finding if the release ships compiled code and the baseline does not."""
    assert subject.previous is not None
    before = set(subject.previous.natives.values())
    started = _started(subject)
    for kind, words in ((NativeKind.BINARY, "native code"), (NativeKind.BYTECODE, "Python byte code")):
        added = [path for path, found in sorted(subject.contents.natives.items()) if found is kind]
        if not added or kind in before:
            continue
        at_install = [path for path in added if path in started]
        pure = kind is NativeKind.BINARY and subject.filename.endswith("-none-any.whl")
        when = ", started at install" if at_install else ", in a wheel named as pure Python" if pure else ""
        yield native_binary_added.finding(
            f"{words} in {len(added)} files, and none in the baseline{when}",
            *(Location(path) for path in (at_install or added)[:10]),
            severity=Severity.HIGH if at_install or pure else Severity.MEDIUM,
            confidence=Confidence.HIGH if at_install else Confidence.MEDIUM,
        )


def _started(subject: Subject) -> set[str]:
    manifest = subject.contents.manifest
    match subject.ecosystem:
        case Ecosystem.NPM:
            commands = [command for _, command in hook_commands(manifest)]
            words = {word for c in commands for word in (c.runs or c.program, *c.arguments)}
            return {posixpath.normpath(word) for word in words}
        case Ecosystem.RUBYGEMS:
            return {hook.command for hook in manifest.hooks}
    return set()
