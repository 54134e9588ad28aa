"""Finds commands that run at installation, and that the last release did not run."""

from collections.abc import Iterator

from pratique.core.location import Location
from pratique.core.publishing import Level, PublishFinding
from pratique.core.release import Hook
from pratique.publishing.outgoing import Outgoing

_GAINED = "install-hook-gained"
_CHANGED = "install-hook-changed"
_CHECK = "check that you added it; package managers run it on every machine that installs the release"
_MOST_COMMAND = 160


def hooks_gained(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding for each install hook that is new or has another command since the last release.

    A first release with a hook gets a note. A Python source distribution always runs its build, so only a setup.py, a build
    backend in the package or a `.pth` file that the last release lacked counts.
    """
    last = outgoing.last
    known = last.manifest.hooks if last is not None else ()
    commands = {(hook.name, hook.command) for hook in known}
    before = {hook.name: hook for hook in known if not hook.implicit}
    for hook in outgoing.manifest.hooks:
        if (hook.name, hook.command) in commands:
            continue
        old = before.get(hook.name)
        rule = _GAINED if old is None else _CHANGED
        yield PublishFinding(
            rule=rule,
            level=Level.STOP if last is not None else Level.NOTE,
            location=_location(outgoing, hook),
            message=_message(outgoing, hook, old),
            next_step=_CHECK,
        )


def _message(outgoing: Outgoing, hook: Hook, old: Hook | None) -> str:
    command = hook.command[:_MOST_COMMAND]
    if outgoing.last is None:
        return f"the hook {hook.name} runs at installation: {command}"
    if old is None:
        return f"the hook {hook.name} runs at installation: {command}; {outgoing.last.name} has no such hook"
    return f"the hook {hook.name} runs another command than in {outgoing.last.name}: {command}"


def _location(outgoing: Outgoing, hook: Hook) -> Location:
    if hook.implicit and hook.command in outgoing.tree.by_path:
        return Location(hook.command)
    path = outgoing.manifest.path or hook.command
    return Location(path, outgoing.manifest.hook_lines.get(hook.name))
