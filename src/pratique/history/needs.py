"""Finds the data that is missing for the signals of a release.

If data that a signal needs is missing, the signal is reported as unknown.
"""

from collections.abc import Callable, Mapping

from pratique.core.evidence import Known, NotAsked, Unknown
from pratique.core.names import Ecosystem
from pratique.history.chronicle import first_time
from pratique.history.names.facts import YOUNG
from pratique.history.people import email_domains
from pratique.history.signal import Need
from pratique.history.story import Story


def untold(story: Story) -> Mapping[Need, str]:
    """Return each kind of missing data, with the reason as a sentence without a full stop."""
    return {need: why for need, ask in _WHY.items() if (why := ask(story))}


def _time(story: Story) -> str:
    if story.place is not None:
        return ""
    return story.chronicle.why_untimed or "the publish time of the release is missing or implausible"


def _publisher(story: Story) -> str:
    if story.publisher is None:
        return "the registry does not list the publisher of the release"
    if story.place and not story.publishers:
        return "the registry does not list the publishers of the previous releases"
    return ""


def _maintainers(story: Story) -> str:
    if story.maintainers is None:
        return "the registry does not list the maintainers of the release"
    if story.place and story.previous_maintainers is None:
        return "the registry does not list the maintainers of the previous release"
    return ""


def _dependencies(story: Story) -> str:
    if story.ecosystem is Ecosystem.PYPI:
        return "the index does not list dependencies"
    return ""


def _hooks(story: Story) -> str:
    if story.ecosystem is not Ecosystem.NPM:
        return "the registry does not list install scripts"
    if story.release.hooks is None:
        return "the listing does not contain the install scripts of the release"
    if story.compared is not None and story.compared.hooks is None:
        return f"the listing does not contain the install scripts of {story.compared.ref.version}"
    return ""


def _provenance(story: Story) -> str:
    return (
        ""
        if story.release.provenance is not None
        else "the registry does not list the provenance of the release"
    )


def _removals(story: Story) -> str:
    return "" if story.ecosystem is Ecosystem.NPM else "the registry does not list removed versions"


def _dependency_listings(story: Story) -> str:
    if why := _evidence(
        story, story.surroundings.dependencies, "the listing of the dependency was not fetched"
    ):
        return why
    for name in story.added_dependencies:
        told = story.surroundings.dependencies[name]
        if isinstance(told, Known) and first_time(told.value) is None:
            return f"{name}: its registry has no publish times"
    return ""


def _dependency_names(story: Story) -> str:
    return _evidence(story, story.surroundings.lookalikes, "the name was not compared with popular names")


def _evidence(story: Story, told: Mapping[str, object], absent: str) -> str:
    """Return the reason why data about an added dependency is missing; None if the data is complete."""
    for name in story.added_dependencies:
        match told.get(name):
            case None:
                return f"{name}: {absent}"
            case Unknown(why=why) | NotAsked(why=why):
                return f"{name}: {why}"
    return ""


def _names(story: Story) -> str:
    if story.age is not None and story.age >= YOUNG:
        return ""  # Of a package that is not young nothing would be said.
    return _one(
        story.surroundings.lookalikes.get(story.release.ref.package.name),
        "the name was not compared with popular names",
    )


def _account(story: Story) -> str:
    return _one(story.surroundings.account) or story.surroundings.account_gap


def _domains(story: Story) -> str:
    domains = email_domains(story)
    if not domains:
        return "the registry does not list e-mail addresses of maintainers"
    for domain in domains:
        if why := _one(
            story.surroundings.domains.get(domain), "the e-mail domains of the maintainers were not looked up"
        ):
            return why
    return ""


def _public(story: Story) -> str:
    return next((why for told in story.surroundings.public.values() if (why := _one(told))), "")


def _one(evidence: object, absent: str = "") -> str:
    match evidence:
        case None:
            return absent
        case Known():
            return ""
        case Unknown(why=why) | NotAsked(why=why):
            return why
    raise TypeError(f"not evidence: {evidence!r}")


_WHY: Mapping[Need, Callable[[Story], str]] = {
    Need.TIME: _time,
    Need.PUBLISHER: _publisher,
    Need.MAINTAINERS: _maintainers,
    Need.DEPENDENCIES: _dependencies,
    Need.HOOKS: _hooks,
    Need.PROVENANCE: _provenance,
    Need.REMOVALS: _removals,
    Need.DEPENDENCY_LISTINGS: _dependency_listings,
    Need.DEPENDENCY_NAMES: _dependency_names,
    Need.NAMES: _names,
    Need.IMPORTS: lambda story: _one(story.surroundings.imports) if story.added_dependencies else "",
    Need.SOURCE: lambda story: _one(story.surroundings.source),
    Need.ACCOUNT: _account,
    Need.BUILDER: lambda story: _one(story.surroundings.builder),
    Need.DOMAINS: _domains,
    Need.PUBLIC: _public,
}
