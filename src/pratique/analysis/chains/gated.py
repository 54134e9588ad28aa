"""Gated logic: it harms only at a time, on a machine, in an environment or in a package."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained
from pratique.analysis.chains.template import Template, step
from pratique.analysis.hosts import HostClass

_FAMILY = ChainFamily.GATED
_HARM = (
    Act.CODE,
    Act.STARTS,
    Act.SENDS,
    Act.DELETES,
    Act.DELETES_BROADLY,
    Act.COMPUTED_CALL,
)

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
        id="time-gated",
        family=_FAMILY,
        words="waits for a date and then acts",
        steps=(
            step(Act.GATE_TIME),
            step(Act.CODE, Act.STARTS, Act.DELETES, Act.DELETES_BROADLY, Act.POWER_OFF),
        ),
        weakest=Link.SCOPE,
    ),
    Template(
        id="host-gated",
        family=_FAMILY,
        words="checks the host name and then acts",
        steps=(step(Act.GATE_HOST), step(*_HARM)),
        weakest=Link.SCOPE,
    ),
    Template(
        id="user-gated",
        family=_FAMILY,
        words="checks the user name and then acts",
        steps=(step(Act.GATE_USER), step(*_HARM)),
        weakest=Link.SCOPE,
    ),
    Template(
        id="country-gated",
        family=_FAMILY,
        words="checks the language, time zone or country and then acts",
        seen="node-ipc 10.1.1 (2022)",
        steps=(step(Act.GATE_LOCALE), step(*_HARM)),
        weakest=Link.SCOPE,
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
    Template(
        id="package-gated",
        family=_FAMILY,
        words="checks in which package or command it runs and then acts",
        seen="event-stream (2018)",
        steps=(step(Act.GATE_PACKAGE), step(*_HARM)),
        weakest=Link.SCOPE,
    ),
    Template(
        id="ci-gated",
        family=_FAMILY,
        words="checks for a CI system and then acts",
        steps=(step(Act.GATE_ENVIRONMENT), step(Act.STARTS_QUIETLY, Act.SENDS, Act.CODE)),
        weakest=Link.SCOPE,
        at_load=True,
    ),
    Template(
        id="observer-gated",
        family=_FAMILY,
        words="checks for a debugger, sandbox or virtual machine and then acts",
        steps=(step(Act.GATE_OBSERVER), step(*_HARM)),
        weakest=Link.SCOPE,
    ),
)
