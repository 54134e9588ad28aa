"""E-mail domain of a maintainer that does not exist any more.

What it finds: an account that may publish the package has an e-mail address in a domain that does not exist by the DNS. It
is asked only where `history.email_domains` says so, since whoever runs the resolver learns the domain.

Why it matters: whoever registers the domain gets the mail of the account, a new password with it, and may publish as its owner.

Seen in: ctx (PyPI, 2022-05-14): the domain was bought, the password reset, the package replaced. 2,818 such domains led to
8,494 npm packages (Zahan et al., 2022).

False alarms: not measured: no e-mail address is in the recorded histories. It is a state, not an event, and goes with every release
for years; so it only ranks. A company that left its domain is the usual cause. A domain that somebody has bought since exists again: that
is not seen here.

What to do: ask the owner, by another way, to change the address; until then pin, and read each new release.
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
    """Speak of domains that are known not to exist, and of whose they are."""
    for domain, names in email_domains(story).items():
        told = story.surroundings.domains.get(domain)
        if isinstance(told, Known) and not told.value:
            yield f"the e-mail domain {domain} of {listed(names)} does not exist: whoever registers it gets the mail"
