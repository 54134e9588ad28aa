"""A dependency was added that the code never imports.

What it finds: the release adds a dependency that no file of the artifact imports. Pratique evaluates the signal only
if it inspected the artifact.

Why it matters: a dependency with an install script runs without being imported.

Seen in: axios 1.14.1 (2026-03-31) added plain-crypto-js and never imported it; event-stream 3.3.6 did import
flatmap-stream.

False alarms: the rate was not measured, because the recorded histories contain no code. Type definitions, plug-ins
and programs are used without an import, so the signal only affects the order of reports.

What to do: ask the project why the dependency is needed. Until the project answers, keep the previous release.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal(
    "dependency-unused",
    "a dependency was added that the code never imports",
    needs=[Need.DEPENDENCIES, Need.IMPORTS],
)
def dependency_unused(story: Story) -> Iterator[str]:
    """Yield a sentence for each added dependency that the code does not import."""
    imports = story.surroundings.imports
    if not isinstance(imports, Known):
        return
    for name in story.added_dependencies:
        if name not in imports.value and not name.startswith("@types/"):
            yield f"the release adds {name}, but none of its files imports this dependency"
