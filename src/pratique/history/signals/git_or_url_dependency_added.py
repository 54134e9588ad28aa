"""Dependency from a repository or an address instead of the registry.

What it finds: the release asks for a dependency by a git repository, an address or a file, and the release it is compared with did not.

Why it matters: what comes from there is in no registry: it can change any day, nobody holds it back, and npm runs its `prepare`
script when it builds it.

Seen in: TanStack (2026-05-11): an optional dependency on a commit of a fork ran the worm, under valid provenance.

False alarms: the rate above, counted over the few recorded listings that tell ranges; released packages seldom do it.

What to do: ask for a release that depends on the registry alone.
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
    "a dependency was added that is in no registry",
    weight=Weight.LENGTHENS,
    needs=[Need.DEPENDENCIES],
)
def git_or_url_dependency_added(story: Story) -> Iterator[str]:
    """Speak of dependencies that come from elsewhere than a registry, and did not before."""
    if story.compared is None:
        return
    for name, wanted in story.release.dependencies.items():
        before = story.compared.dependencies.get(name, "")
        if _ELSEWHERE.match(wanted.strip()) and not _ELSEWHERE.match(before.strip()):
            yield f"it takes {name} from {wanted[:100]}"
