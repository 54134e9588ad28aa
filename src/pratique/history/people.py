"""Finds the accounts behind a release and the domains of their e-mail addresses."""

from collections.abc import Iterator

from pratique.core.release import Account
from pratique.history.story import Story

_MOST_DOMAINS = 20


def people_of(story: Story) -> Iterator[Account]:
    """Yield the package's current maintainers, the release's maintainers, and its publisher."""
    yield from story.chronicle.listing.maintainers or ()
    yield from story.release.maintainers or ()
    if story.release.publisher is not None:
        yield story.release.publisher


def email_domains(story: Story) -> dict[str, list[str]]:
    """Return the e-mail domains of the given accounts in lower case, each with its accounts.

    At most twenty domains are returned.
    """
    found: dict[str, list[str]] = {}
    for account in people_of(story):
        domain = (account.email_domain or "").lower().rstrip(".")
        if not domain or (domain not in found and len(found) >= _MOST_DOMAINS):
            continue
        names = found.setdefault(domain, [])
        if account.name not in names:
            names.append(account.name)
    return found
