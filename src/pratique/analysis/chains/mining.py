"""Mining."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import Template, step

_FAMILY = ChainFamily.MINING

MINING: tuple[Template, ...] = (
    Template(
        id="miner-started",
        family=_FAMILY,
        words="contains a cryptocurrency miner or mining pool and starts a program",
        seen="ua-parser-js (2021), rspack 1.1.7 (2024), ultralytics 8.3.41 (2024), PyPI collection of 2023-24",
        steps=(step(Act.MINES), step(Act.STARTS, Act.STARTS_QUIETLY)),
        ordered=False,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(),
    ),
    Template(
        id="miner-fetched",
        family=_FAMILY,
        words="contains a cryptocurrency miner or mining pool and downloads data",
        seen="ua-parser-js (2021), rspack 1.1.7 (2024), ultralytics 8.3.41 (2024), PyPI collection of 2023-24",
        steps=(step(Act.MINES), step(Act.FETCHES)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
        gained=Gained(),
    ),
)
