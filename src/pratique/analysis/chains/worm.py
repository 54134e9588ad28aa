"""Worms: it publishes itself again."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained
from pratique.analysis.chains.template import Template, step
from pratique.analysis.facts import Language
from pratique.analysis.languages.shell import SHELLS

_FAMILY = ChainFamily.WORM

WORM: tuple[Template, ...] = (
    Template(
        id="token-then-publish",
        family=_FAMILY,
        words="uses a registry token and publishes a package",
        seen="Shai-Hulud (2025)",
        steps=(step(Act.PUBLISH_TOKEN), step(Act.PUBLISHES)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.SCOPE),),
        gained=Gained(),
    ),
    Template(
        id="manifest-changed-then-published",
        family=_FAMILY,
        words="writes a package manifest and publishes a package",
        seen="Shai-Hulud (2025)",
        steps=(step(Act.MANIFEST), step(Act.WRITES), step(Act.PUBLISHES)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
        gained=Gained(),
    ),
    Template(
        id="published-by-itself",
        family=_FAMILY,
        words="publishes a package",
        seen="Shai-Hulud (2025)",
        steps=(step(Act.PUBLISHES),),
        at_load=True,
        # A setup.py that publishes on `setup.py publish` is an old custom.
        languages=SHELLS | {Language.JAVASCRIPT, Language.TYPESCRIPT, Language.RUBY, Language.JSON},
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="workflow-planted-with-token",
        family=_FAMILY,
        words="uses a token of a code host and adds a CI workflow to a repository",
        seen="SANDWORM_MODE (2026)",
        steps=(
            step(Act.REPOSITORY_TOKEN),
            step(Act.WORKFLOW),
            step(Act.REPOSITORY_API, Act.PUSHES, Act.SENDS, Act.WRITES),
        ),
        ordered=False,
        weakest=Link.SCOPE,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
        gained=Gained(),
    ),
    Template(
        id="pushed-with-token",
        family=_FAMILY,
        words="uses a token of a code host and pushes to a repository",
        steps=(step(Act.REPOSITORY_TOKEN), step(Act.PUSHES, Act.REPOSITORY_API)),
        weakest=Link.SCOPE,
        ordered=False,
        at_load=True,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
)
