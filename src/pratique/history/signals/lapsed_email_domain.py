"""The e-mail domain of a maintainer does not exist.

What it finds: DNS does not know the e-mail domain of an account that may publish the package. Pratique looks up the
domain only if `history.email_domains` is set, because the operator of the DNS resolver learns the domain.

Why it matters: anybody who registers the domain receives the account's mail, can reset its password, and can publish
as its owner.

Seen in: ctx (PyPI, 2022-05-14): the attacker bought the domain, reset the password and replaced the package. In a
study, 2,818 lapsed domains gave access to 8,494 npm packages (Zahan et al., 2022).

False alarms: the rate was not measured, because the recorded histories have no e-mail addresses. A domain may have
lapsed years ago, for example because a company closed, so the signal only affects the order of reports. The signal
does not report a domain that an attacker has already bought, because the domain exists again.

What to do: ask the owner of the account, through another channel, to change the e-mail address. Until the address is
changed, pin the package and read each new release.
"""

from collections.abc import Iterator

from pratique.core.evidence import Known
from pratique.history.people import email_domains
from pratique.history.signal import Need, signal
from pratique.history.story import Story
from pratique.history.words import listed


@signal(
    "lapsed-email-domain",
    "the e-mail domain of a maintainer does not exist",
    needs=[Need.DOMAINS],
)
def lapsed_email_domain(story: Story) -> Iterator[str]:
    """Yield a sentence for each domain that does not exist, with its accounts."""
    for domain, names in email_domains(story).items():
        told = story.surroundings.domains.get(domain)
        if isinstance(told, Known) and not told.value:
            yield (
                f"the e-mail domain {domain} of {listed(names)} does not exist: "
                "anybody who registers the domain receives its mail"
            )
