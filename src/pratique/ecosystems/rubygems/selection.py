"""Chooses the file of a gem's release that an installer selects, and the most similar file of another release."""

from pratique.core.release import Artifact, Release
from pratique.ecosystems.interface import LeftOut, Platform, Selection
from pratique.ecosystems.rubygems.address import RUBY, platform_in
from pratique.ecosystems.rubygems.platform import closeness, machine_of, parse_platform


def artifacts_for(release: Release, platform: Platform, *, everything: bool = False) -> Selection:
    """Return the files that Bundler selects: the file for the best matching platform, else the file for `ruby`.

    For a platform without a specified machine, the file for `ruby` is selected. If the release has no file for `ruby`,
    all files are selected, because the machine is unknown. `everything` selects all files.
    """
    if everything:
        return Selection(release.artifacts)
    machine = machine_of(platform)
    package = release.ref.package
    written = {item.filename: platform_in(item.filename, package) for item in release.artifacts}
    if machine is None:
        chosen = tuple(a for a in release.artifacts if written[a.filename] == RUBY) or release.artifacts
    else:
        ranked = [
            (rank, place, item)
            for place, item in enumerate(release.artifacts)
            if (rank := closeness(written[item.filename], machine)) is not None
        ]
        chosen = (min(ranked, key=lambda entry: entry[:2])[2],) if ranked else ()
    return Selection(
        chosen,
        tuple(
            LeftOut(item, _why_out(written[item.filename], platform, chosen))
            for item in release.artifacts
            if item not in chosen
        ),
    )


def counterpart(release: Release, artifact: Artifact) -> Artifact | None:
    """Return the file of `release` for the same platform, else for the nearest platform; None if the release has no files.

    The files of a release contain the same Ruby code on every platform, so the file for another platform is a valid comparison.
    """
    package = release.ref.package
    wanted = platform_in(artifact.filename, package)
    return max(
        release.artifacts,
        key=lambda item: _likeness(platform_in(item.filename, package), wanted),
        default=None,
    )


def _why_out(written: str, platform: Platform, chosen: tuple[Artifact, ...]) -> str:
    machine = machine_of(platform)
    if machine is not None and closeness(written, machine) is None:
        return f"the gem is for {written}, not for {platform.name}"
    return f"{chosen[0].filename} is selected instead"


def _likeness(candidate: str, wanted: str) -> tuple[bool, ...]:
    if candidate == wanted:
        return (True, True, True, True)
    one, other = parse_platform(candidate), parse_platform(wanted)
    if one is None or other is None:
        # A gem for `ruby` is nearer to all others than they are to one another, unless they share a system.
        return (False, False, False, one is None)
    return (False, one.os == other.os, one.cpu == other.cpu, False)
