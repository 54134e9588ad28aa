"""Report an install script that the previous release did not have.

What it finds: the rule finds an npm lifecycle script (`preinstall`, `install`, `postinstall`) that npm runs at
install and that the baseline did not declare. The rule does not report a script with the same command as a script
of the baseline, even under another name. The finding about a changed command is only a note. For gems, the rule
finds an extension (`extconf.rb`, a Rakefile, `configure`, CMake, Cargo) that `gem install` builds; a
`rubygems_plugin`, which `gem` loads when the gem is installed and in every later command; and `rdoc/discover`,
which `gem` loads when it writes documentation. The rule reports such a file of a gem only if the baseline had no
file of the same kind.

Why it matters: an install script runs with the user's rights before the package is used.

Seen in: eslint-scope 3.7.2 (2018-07-12), ua-parser-js 0.7.29 (2021-10-22), coa and rc (2021-11-04), nx 20.9.0 and
21.5.0 (2025-08-26), Shai-Hulud (2025-09, 2025-11).

False alarms: in recorded registry histories, 23 of 30,696 follow-up releases of popular packages added an install
script (0.07 %); see `pratique help crater` for the count of the pinned popular releases.

What to do: read the command and the file that it starts. `npm ci --ignore-scripts` installs without running the
script; gem and Bundler have no such option. If the script is legitimate, add a waiver for this release with a reason
and an expiry.
"""

from collections.abc import Iterator

from pratique.analysis.rule import Need, Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.release import Hook

_LATER = {"plugin": ", and in every later gem command", "rdoc": " when it writes documentation"}
"""The additional time at which `gem` runs a hook, by the name of the hook."""


@rule(
    "new-install-hook",
    "install hook added since the baseline release",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.HIJACK,
    ecosystems=[Ecosystem.NPM, Ecosystem.RUBYGEMS],
    needs=[Need.PREVIOUS],
)
def new_install_hook(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each install hook that the baseline did not have."""
    assert subject.previous is not None
    # A gem may build several extensions with one builder: a name may stand for several commands.
    before: dict[str, list[str]] = {}
    for hook in subject.previous.manifest.hooks:
        before.setdefault(hook.name, []).append(hook.command)
    known = {command for commands in before.values() for command in commands}
    manifest = subject.contents.manifest
    is_npm = subject.ecosystem is Ecosystem.NPM
    for hook in manifest.hooks:
        # The build that npm starts unasked has a rule of its own; a gem's hooks are all of that kind.
        if (hook.implicit and is_npm) or hook.command in known:
            continue
        line = manifest.hook_lines.get(hook.name)
        # A plugin is written nowhere: the file is there, and is found by its name.
        path = hook.command if hook.implicit and line is None else manifest.path
        place = Location(path or "package.json", line)
        if hook.name not in before:
            yield new_install_hook.finding(
                f"{hook.name} is new: {_told(subject, hook)}",
                place,
                evidence=hook.command,
            )
        else:
            yield new_install_hook.finding(
                f"{hook.name} runs another command than in the baseline: `{hook.command}`",
                place,
                evidence=f"{', '.join(before[hook.name])} -> {hook.command}",
                severity=Severity.MEDIUM,
            )


def _told(subject: Subject, hook: Hook) -> str:
    if subject.ecosystem is Ecosystem.NPM:
        return f"npm will run `{hook.command}` at install"
    return f"gem will run `{hook.command}` at install{_LATER.get(hook.name, '')}"
