"""Compares the way of publishing with the last release: provenance that would be lost."""

from collections.abc import Iterator

from pratique.core.assessment import Checked, FamilyState
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.publishing import Level, PublishFinding
from pratique.publishing.outgoing import Outgoing

_NEXT = {
    Ecosystem.NPM: "publish from the workflow of the trusted publisher, or with `npm publish --provenance` in CI",
    Ecosystem.PYPI: "publish from the workflow of the trusted publisher, or with `twine upload --attestations`",
    Ecosystem.RUBYGEMS: "publish from the workflow of the trusted publisher, or with `gem push --attestation`",
}


def provenance_lost(outgoing: Outgoing) -> Iterator[PublishFinding]:
    """Yield a finding if the last release has an attestation or a trusted publisher, and this one would have none."""
    last, way = outgoing.last, outgoing.way
    if last is None or way is None or way.attests:
        return
    if not last.attested and last.trusted_publisher is None:
        return
    had = "an attestation" if last.attested else f"the trusted publisher {last.trusted_publisher}"
    yield PublishFinding(
        rule="provenance-lost",
        level=Level.STOP,
        location=Location(outgoing.manifest.path or outgoing.filename),
        message=f"{last.name} has {had}, and a release from here would have none: {way.why}",
        next_step=f"{_NEXT[outgoing.ecosystem]}; if the publishing step attests, check with `--provenance`",
    )


def coverage_of(outgoing: Outgoing) -> FamilyState:
    """Return whether the provenance of the last release was compared."""
    last, way = outgoing.last, outgoing.way
    if last is None:
        return FamilyState(Checked.NOT_ASKED, "there is no last release to compare with")
    if last.attested_problem:
        return FamilyState(
            Checked.UNKNOWN, f"the attestations of {last.name} could not be read: {last.attested_problem}"
        )
    if last.attested is None and last.trusted_publisher is None:
        return FamilyState(
            Checked.NOT_ASKED, "this registry does not say whether the last release is attested"
        )
    return FamilyState(Checked.KNOWN, "" if way is None else way.why)
