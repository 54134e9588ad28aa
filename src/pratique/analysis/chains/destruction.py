"""Destruction and protest."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import Template, step

_FAMILY = ChainFamily.DESTRUCTION

DESTRUCTION: tuple[Template, ...] = (
    Template(
        id="home-or-root-deleted",
        family=_FAMILY,
        words="deletes the home or root folder",
        seen="Shai-Hulud 2 (2025)",
        steps=(step(Act.DELETES_BROADLY),),
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="disk-wiped",
        family=_FAMILY,
        words="wipes a disk or its shadow copies",
        steps=(step(Act.WIPES),),
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="machine-turned-off",
        family=_FAMILY,
        words="shuts the machine down",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.POWER_OFF),),
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="folders-walked-and-deleted",
        family=_FAMILY,
        words="lists the home or root folder and deletes",
        seen="node-ipc 10.1.1 (2022), PyPI collection of 2023-24",
        steps=(step(Act.WALKS, also=(Act.HOME,)), step(Act.DELETES)),
        weakest=Link.SCOPE,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.REACHED, Code.SCRIPT)),
    ),
    Template(
        id="folders-walked-and-overwritten",
        family=_FAMILY,
        words="lists the home or root folder and writes files with computed names",
        seen="node-ipc 10.1.1 (2022)",
        steps=(step(Act.WALKS, also=(Act.HOME,)), step(Act.WRITES_UNNAMED)),
        weakest=Link.SCOPE,
        certain=(Certain(Link.SCOPE),),
        gained=Gained(),
    ),
    Template(
        id="credentials-sought-or-else",
        family=_FAMILY,
        words="searches for tokens and deletes files that are not its own",
        seen="Shai-Hulud 2 (2025)",
        steps=(step(Act.SECRETS), step(Act.DELETES_BROADLY)),
        ordered=False,
    ),
)
