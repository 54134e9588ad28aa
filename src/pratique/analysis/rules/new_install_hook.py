"""Install hook that the previous release did not have.

What it finds: an npm lifecycle script (`preinstall`, `install`, `postinstall`) that npm runs by itself at install
time and that the baseline release did not declare. A hook that runs the same command as one of the baseline's
hooks is the same hook under another name, and stays quiet. A changed command is a note.

Why it matters: an install hook runs with the rights of whoever installs, before a line of the package is used.

Seen in: eslint-scope 3.7.2 (2018-07-12), ua-parser-js 0.7.29 (2021-10-22), coa and rc (2021-11-04), nx 20.9.0 and
21.5.0 (2025-08-26), Shai-Hulud (2025-09, 2025-11).

False alarms: 23 of 30,696 follow-up releases of popular packages added an install hook (0.07 %), counted on recorded
registry histories; in the pinned set of popular releases see docs/crater.md.

What to do: read the command and the file that it starts. `npm ci --ignore-scripts` installs without running it. If
the hook is wanted, add a waiver for this release with a reason and an end.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Location, Severity
from pratique.core.names import Ecosystem


@rule(
    "new-install-hook",
    "install hook added since the baseline release",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.HIJACK,
    ecosystems=[Ecosystem.NPM],
    needs=[Need.PREVIOUS],
)
def new_install_hook(subject: Subject) -> Iterator[Finding]:
    """Find install hooks that the baseline did not have."""
    assert subject.previous is not None
    before = {hook.name: hook.command for hook in subject.previous.manifest.hooks}
    manifest = subject.contents.manifest
    for hook in manifest.hooks:
        if hook.implicit or hook.command in before.values():
            continue
        place = Location(manifest.path or "package.json", manifest.hook_lines.get(hook.name))
        if hook.name not in before:
            yield new_install_hook.finding(
                f"{hook.name} is new: npm will run `{hook.command}` at install",
                place,
                evidence=hook.command,
            )
        else:
            yield new_install_hook.finding(
                f"{hook.name} runs another command than in the baseline: `{hook.command}`",
                place,
                evidence=f"{before[hook.name]} -> {hook.command}",
                severity=Severity.MEDIUM,
            )
