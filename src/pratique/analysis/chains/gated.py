"""Gated logic: code that only the right environment can decrypt, and files changed after the country was looked up."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained
from pratique.analysis.chains.template import Template, step
from pratique.analysis.hosts import HostClass

_FAMILY = ChainFamily.GATED

GATED: tuple[Template, ...] = (
    Template(
        id="environment-keyed-code",
        family=_FAMILY,
        words="runs code that only the right environment can decrypt",
        seen="event-stream (2018), PyPI collection of 2023-24",
        steps=(step(Act.KEYED), step(Act.CODE, Act.STARTS, Act.COMPUTED_CALL)),
        weakest=Link.FLOW,
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="country-asked-then-harm",
        family=_FAMILY,
        words="looks up its public IP address or country and writes or deletes files",
        seen="node-ipc 10.1.1 (2022), PyPI collection of 2023-24",
        steps=(
            step(Act.NETWORK, hosts=frozenset({HostClass.IP_LOOKUP})),
            step(Act.WALKS),
            step(Act.WRITES, Act.DELETES),
        ),
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
)
