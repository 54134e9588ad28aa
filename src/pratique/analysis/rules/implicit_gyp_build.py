"""Report a build at install time without an install script.

What it finds: the rule finds a `binding.gyp` at the root of an npm package without an install script. For a package
with a `binding.gyp` and without an install script, npm runs `node-gyp rebuild` automatically, and `binding.gyp` may
run any command during the configuration. The rule holds the release if the baseline had no such build, or if there is
no baseline and the package ships no native source to build.

Why it matters: a review of only the `scripts` in package.json misses `binding.gyp`.

Seen in: Phantom Gyp (2026-06-03, 57 packages, a binding.gyp of 157 bytes in pure JavaScript packages), LeoPlatform
and RStreams (2026-06-24).

False alarms: the rule holds an old native add-on that gains its first binding.gyp; see `pratique help crater` for the
count.

What to do: read binding.gyp, especially `<!(...)` expansions and `actions`. `npm ci --ignore-scripts` does not run
the build.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Contents, Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem

_NATIVE_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".m", ".mm", ".rs", ".s", ".asm", ".h", ".hpp")


@rule(
    "implicit-gyp-build",
    "binding.gyp is built at install without an install script",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.HIJACK,
    ecosystems=[Ecosystem.NPM],
)
def implicit_gyp_build(subject: Subject) -> Iterator[Finding]:
    """Yield a finding if npm builds the package with node-gyp although it has no install script."""
    if not _builds(subject.contents):
        return
    facts = subject.contents.facts.get("binding.gyp")
    commands = facts.commands if facts else ()
    place = Location("binding.gyp", commands[0].line if commands else None)
    evidence = "; ".join(" ".join((c.program, *c.arguments)) for c in commands[:3])
    if subject.previous is not None:
        if not _builds(subject.previous):
            yield implicit_gyp_build.finding(
                "npm runs `node-gyp rebuild` at install; the baseline has no native build",
                place,
                evidence=evidence,
            )
    elif not _has_native_source(subject.contents):
        yield implicit_gyp_build.finding(
            "npm runs `node-gyp rebuild` at install, but the package contains no native source to build",
            place,
            evidence=evidence,
        )


def _builds(contents: Contents) -> bool:
    return any(hook.implicit for hook in contents.manifest.hooks)


def _has_native_source(contents: Contents) -> bool:
    return any(file.path.lower().endswith(_NATIVE_SOURCES) for file in contents.tree)
