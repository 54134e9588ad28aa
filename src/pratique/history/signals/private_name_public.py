"""Private name that exists in public.

What it finds: the package comes from a private registry, or the release adds a dependency that is bound to one, and the public
registry lists a package of the same name. It is asked only where `history.private_names` says so: asking tells a stranger the name.

Why it matters: an installer that asks the wrong registry, or both and takes the higher version, gets a stranger's package
(dependency confusion).

Seen in: 35 companies by way of names from their own manifests (Birsan, 2021-02), torchtriton (2022-12-25), and hundreds of names
that are reported as dependency confusion each year.

False alarms: not measured: no private registry is in the recorded histories. A company that publishes both by itself shows it in every
release, so it only ranks; hold the name in public yourself, and say so to whoever asks.

What to do: bind the name or scope to its registry in the configuration of each installer, and register the name in public.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.core.names import PackageRef
from pratique.history.names.private import PrivateNames, public_twin
from pratique.history.signal import Need, signal
from pratique.history.story import Story


@signal("private-name-public", "a private name exists in public", needs=[Need.PUBLIC])
def private_name_public(story: Story) -> Iterator[str]:
    """Speak of private names that the public registry lists."""
    private = PrivateNames(names=story.surroundings.public)
    for name, told in story.surroundings.public.items():
        if isinstance(told, Known):
            said = public_twin(PackageRef(story.ecosystem, name), private, told)
            if said is not None:
                yield said
