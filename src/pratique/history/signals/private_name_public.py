"""A private name exists in the public registry (dependency confusion).

What it finds: the public registry lists a package with the name of a private package. The private package is either
this package, or a dependency that the release adds and that is bound to a private registry. Pratique queries the public
registry only if `history.private_names` is set, because the request discloses the name.

Why it matters: an installer that queries the wrong registry, or selects the highest version in both registries,
installs the package of a stranger.

Seen in: 35 companies, through names in their own manifests (Birsan, 2021-02), torchtriton (2022-12-25), and hundreds
of reported names each year.

False alarms: the rate was not measured, because the recorded histories have no private registry. If a company
publishes a package in both registries, the signal fires for every release, so the signal only affects the order of
reports.

What to do: bind the name or scope to its registry in the configuration of each installer, and register the name in
the public registry yourself.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.names import PackageRef
from pratique.history.names.private import PrivateNames, public_twin
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal("private-name-public", "a private name exists in the public registry", needs=[Need.PUBLIC])
def private_name_public(story: Story) -> Iterator[str]:
    """Yield a sentence for each private name that the public registry lists."""
    private = PrivateNames(names=story.surroundings.public)
    for name, told in story.surroundings.public.items():
        if isinstance(told, Known):
            said = public_twin(PackageRef(story.ecosystem, name), private, told)
            if said is not None:
                yield said
