"""A dependency was added that comes from a repository or URL.

What it finds: the release has a dependency from a git repository, a URL or a file, and its baseline does not.

Why it matters: a dependency from a repository or URL can change at any time, no registry can quarantine it, and npm
runs its `prepare` script.

Seen in: TanStack (2026-05-11): an optional dependency on a commit of a fork ran the worm, under valid provenance.

False alarms: the measured rate covers the few recorded listings with ranges. Published packages rarely depend on a
repository or URL.

What to do: ask the project for a release whose dependencies all come from the registry.
"""

import re
from collections.abc import Iterator

from pratique.core.history import Weight
from pratique.history.signal import Need, signal
from pratique.history.story import Story

_ELSEWHERE = re.compile(
    r"(?:git(?:\+[a-z]{1,8})?:|github:|gitlab:|bitbucket:|gist:|https?:|file:|link:|[\w.-]{1,100}/[\w.-]{1,100}(?:#|\Z))"
)


@signal(
    "git-or-url-dependency-added",
    "a dependency was added that does not come from a registry",
    weight=Weight.LENGTHENS,
    needs=[Need.DEPENDENCIES],
)
def git_or_url_dependency_added(story: Story) -> Iterator[str]:
    """Yield a sentence for each new dependency from outside a registry."""
    if story.compared is None:
        return
    for name, wanted in story.release.dependencies.items():
        before = story.compared.dependencies.get(name, "")
        if _ELSEWHERE.match(wanted.strip()) and not _ELSEWHERE.match(before.strip()):
            yield f"the dependency {name} comes from {wanted[:100]}"
