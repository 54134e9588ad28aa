"""The other end: an address that the source does not show, or one that opens to whoever holds its key."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Gained
from pratique.analysis.chains.template import Template, step

CONCEALMENT: tuple[Template, ...] = (
    Template(
        id="asked-in-anothers-name",
        family=ChainFamily.EXFILTRATION,
        words="contacts one host and states the name of another (domain fronting)",
        seen="importantpackage (2021), PyPI collection of 2023-24",
        steps=(step(Act.FRONTED),),
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="address-from-hidden-answer",
        family=ChainFamily.EXFILTRATION,
        words="contacts an address that it gets from a hidden or anonymous host",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.ANSWERED_ADDRESS),),
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="own-mailbox-written-to",
        family=ChainFamily.EXFILTRATION,
        words="sends to a bot, mailbox or account whose key it contains",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.OWN_MAILBOX),),
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
)
