"""Persistence: it will start again by itself."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import Template, step
from pratique.analysis.facts import Language

_FAMILY = ChainFamily.PERSISTENCE
_PUTS = (Act.WRITES, Act.COPIES)

PERSISTENCE: tuple[Template, ...] = (
    Template(
        id="startup-place-written",
        family=_FAMILY,
        words="contains a startup location and writes a file",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.STARTUP_PLACE), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.SCOPE),),
        gained=Gained(),
    ),
    Template(
        id="run-key-set",
        family=_FAMILY,
        words="sets a Run key in the Windows registry",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.RUN_KEY), step(Act.REGISTRY_WRITE)),
        ordered=False,
        certain=(Certain(Link.SCOPE),),
        gained=Gained(),
    ),
    Template(
        id="run-key-set-by-command",
        family=_FAMILY,
        words="runs a command that sets a Run key in the Windows registry",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.REGISTRY_WRITE, also=(Act.RUN_KEY,)),),
        certain=(Certain(Link.FLOW, code=Code.SCRIPT),),
    ),
    Template(
        id="program-scheduled",
        family=_FAMILY,
        words="schedules a program",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SCHEDULES),),
        certain=(Certain(Link.FLOW, code=Code.SCRIPT),),
        gained=Gained(),
    ),
    Template(
        id="download-scheduled",
        family=_FAMILY,
        words="schedules a command that pipes a download to an interpreter",
        seen="a plain variant of what was seen",
        steps=(step(Act.SCHEDULES), step(Act.PIPES_TO_SHELL)),
        weakest=Link.SCOPE,
        ordered=False,
        one_function=True,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(),
    ),
    Template(
        id="service-installed",
        family=_FAMILY,
        words="installs a service that starts automatically",
        seen="litellm 1.82.7 (2026)",
        steps=(step(Act.INSTALLS_SERVICE),),
        certain=(Certain(Link.FLOW, code=Code.SCRIPT),),
    ),
    Template(
        id="shell-profile-changed",
        family=_FAMILY,
        words="changes a shell profile",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SHELL_PROFILE), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW),),
    ),
    Template(
        id="authorized-key-added",
        family=_FAMILY,
        words="writes SSH authorized keys",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SSH_KEYS), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="interpreter-start-changed",
        family=_FAMILY,
        words="writes a startup file of an interpreter",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.INTERPRETER_START), step(*_PUTS)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.FLOW, code=Code.PYTHON), Certain(Link.FLOW, code=Code.SCRIPT)),
    ),
    Template(
        id="runner-registered",
        family=_FAMILY,
        words="contains a CI workflow path, downloads data and starts a program",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.WORKFLOW), step(Act.FETCHES), step(Act.STARTS)),
        weakest=Link.SCOPE,
        ordered=False,
        # A tool that sets up a project names such files, fetches and starts programs (create-react-app).
        languages=frozenset({Language.PYTHON, Language.PTH}),
    ),
)
