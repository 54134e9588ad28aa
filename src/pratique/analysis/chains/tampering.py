"""Tampering: the configuration of CI, editors, agents, git, package managers and other packages is changed."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import TRUSTED, Template, step

_FAMILY = ChainFamily.TAMPERING
_PUTS = (Act.WRITES, Act.COPIES)

TAMPERING: tuple[Template, ...] = (
    Template(
        id="workflow-written",
        family=_FAMILY,
        words="writes a CI workflow",
        seen="SANDWORM_MODE (2026), PyPI collection of 2023-24",
        steps=(step(Act.WORKFLOW), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        # A list of files that stay out of a distribution names workflows, too.
        one_function=True,
        certain=(Certain(Link.SCOPE),),
    ),
    Template(
        id="editor-task-written",
        family=_FAMILY,
        words="writes editor tasks or settings",
        seen="TanStack (2026)",
        steps=(step(Act.EDITOR), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(
            Certain(Link.FLOW, code=Code.PYTHON),
            Certain(Link.FLOW, code=Code.SCRIPT),
            Certain(Link.SCOPE, When.INSTALL, Code.SCRIPT),
        ),
    ),
    Template(
        id="agent-configuration-written",
        family=_FAMILY,
        words="writes instructions or servers for a coding agent",
        seen="SANDWORM_MODE (2026)",
        steps=(step(Act.AGENT), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW), Certain(Link.SCOPE, When.INSTALL, Code.SCRIPT)),
    ),
    Template(
        id="git-hook-written",
        family=_FAMILY,
        words="writes a git hook",
        steps=(step(Act.GIT_HOOK), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW, code=Code.PYTHON),),
    ),
    Template(
        id="git-set-everywhere",
        family=_FAMILY,
        words="sets what Git runs in every repository",
        seen="a plain variant of what was seen",
        steps=(step(Act.GIT_EVERYWHERE),),
        at_load=True,
        certain=(Certain(Link.FLOW, code=Code.PYTHON), Certain(Link.FLOW, code=Code.SCRIPT)),
    ),
    Template(
        id="package-configuration-written",
        family=_FAMILY,
        words="writes the configuration of a package manager",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.PACKAGE_CONFIGURATION), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW, code=Code.PYTHON), Certain(Link.FLOW, When.INSTALL, Code.SCRIPT)),
    ),
    Template(
        id="package-source-changed",
        family=_FAMILY,
        words="changes the registry of a package manager",
        seen="a plain variant of what was seen",
        steps=(step(Act.PACKAGE_SOURCE, unless=TRUSTED),),
        certain=(Certain(Link.FLOW, When.INSTALL, Code.SCRIPT),),
    ),
    Template(
        id="other-package-changed",
        family=_FAMILY,
        words="writes into another package or application",
        seen="event-stream (2018), PyPI collection of 2023-24",
        steps=(step(*_PUTS, also=(Act.OTHER_PACKAGES,)),),
        certain=(Certain(Link.FLOW),),
    ),
    Template(
        id="system-file-changed",
        family=_FAMILY,
        words="contains the path of a system file and writes a file",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SYSTEM_FILE), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW),),
    ),
    Template(
        id="protection-turned-off",
        family=_FAMILY,
        words="turns off security software",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SECURITY_OFF),),
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="traces-removed",
        family=_FAMILY,
        words="removes logs or its command history",
        steps=(step(Act.TRACES_REMOVED),),
        certain=(Certain(Link.FLOW, code=Code.SCRIPT),),
    ),
    Template(
        id="file-hidden",
        family=_FAMILY,
        words="writes a file and hides it",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.WRITES, Act.COPIES, Act.FETCHES), step(Act.HIDES_FILE)),
    ),
)
