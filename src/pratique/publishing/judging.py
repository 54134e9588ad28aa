"""Applies every rule to what is about to be published, and removes the values of secrets from all messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pratique.core.policy import Waiver
from pratique.core.publishing import PublishFinding
from pratique.publishing.attested import provenance_lost
from pratique.publishing.committed import changed_sources, files_of_no_commit
from pratique.publishing.gained_files import entries_lost, kinds_gained
from pratique.publishing.hooks import hooks_gained
from pratique.publishing.leaks import secrets_in
from pratique.publishing.outgoing import Outgoing
from pratique.publishing.repacked import differs_from_packing
from pratique.publishing.secrets.secret import Secret
from pratique.publishing.source_maps import source_maps_gained
from pratique.publishing.versions import published_already, tags_of_version

CHECKS = (
    source_maps_gained,
    hooks_gained,
    kinds_gained,
    entries_lost,
    files_of_no_commit,
    changed_sources,
    differs_from_packing,
    provenance_lost,
    published_already,
    tags_of_version,
)
"""The checks in the order of the report; secrets come before them."""
_LEAST_MASKED = 8


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the user accepts: a rule, and optionally a path."""

    rule: str
    path: str | None = None

    def covers(self, finding: PublishFinding) -> bool:
        """Return True if the finding is of this rule, and every location is this path if one is given."""
        places = (finding.location, *finding.others)
        return finding.rule == self.rule and (
            self.path is None or all(place.path == self.path for place in places)
        )


@dataclass(frozen=True, slots=True)
class Waived:
    """The waivers that match the release, and the current time."""

    waivers: Sequence[Waiver]
    now: datetime

    def apply(self, finding: PublishFinding) -> PublishFinding:
        """Return the finding with the waiver of its rule. The message names a waiver that has expired."""
        mine = [waiver for waiver in self.waivers if waiver.rule == finding.rule]
        found = next((waiver for waiver in mine if waiver.holds_at(self.now)), None)
        if found is not None:
            return replace(finding, waived=found)
        if not mine:
            return finding
        last = max(mine, key=lambda waiver: waiver.expires)
        origin = f" ({last.origin})" if last.origin else ""
        return replace(
            finding, message=f"{finding.message}; the waiver{origin} expired on {last.expires.isoformat()}"
        )


def judge(
    outgoing: Outgoing,
    *,
    more: Iterable[PublishFinding] = (),
    accepted: Sequence[Accepted] = (),
    waived: Waived | None = None,
) -> tuple[PublishFinding, ...]:
    """Return the findings, those that stop first.

    `more` are findings of other analyses, to which their waivers were already applied.
    """
    secrets: list[Secret] = []
    found: list[PublishFinding] = []
    for secret, finding in secrets_in(outgoing):
        secrets.append(secret)
        found.append(finding)
    for check in CHECKS:
        found += check(outgoing)
    if waived is not None:
        found = [waived.apply(one) for one in found]
    found += more
    unique = {(one.rule, one.location, one.message): one for one in found}
    marked = (
        replace(_masked(one, secrets), accepted=any(item.covers(one) for item in accepted))
        for one in unique.values()
    )
    return tuple(sorted(marked, key=lambda one: not one.stops))


def _masked(finding: PublishFinding, secrets: Sequence[Secret]) -> PublishFinding:
    """Return the finding without the value of any secret, which another rule may have quoted."""
    message = finding.message
    for secret in secrets:
        value = secret.value.decode("utf-8", "replace")
        if len(value) >= _LEAST_MASKED and value in message:
            message = message.replace(value, secret.masked)
    return finding if message == finding.message else replace(finding, message=message)
