"""Reverse shells and remote control: somebody else's commands."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import Template, step

_FAMILY = ChainFamily.REVERSE_SHELL

REVERSE_SHELL: tuple[Template, ...] = (
    Template(
        id="socket-to-shell",
        family=_FAMILY,
        words="opens a socket and starts a shell",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SOCKET), step(Act.STARTS_SHELL)),
        weakest=Link.SCOPE,
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(),
    ),
    Template(
        id="socket-in-place-of-input",
        family=_FAMILY,
        words="opens a socket and uses it as standard input",
        steps=(step(Act.SOCKET), step(Act.DUPLICATES_HANDLES)),
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="shell-tool-connected",
        family=_FAMILY,
        words="connects a shell to the network with a system tool",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.STARTS_SHELL, also=(Act.SOCKET,)),),
        certain=(Certain(Link.FLOW), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(),
    ),
    Template(
        id="commands-from-socket",
        family=_FAMILY,
        words="opens a socket and runs the commands that it receives",
        steps=(step(Act.SOCKET), step(Act.RECEIVES), step(Act.STARTS, Act.CODE)),
        weakest=Link.SCOPE,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="socket-flows-to-program",
        family=_FAMILY,
        words="passes data from a socket to a program",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SOCKET), step(Act.FETCHES_UNSAID, Act.RECEIVES), step(Act.STARTS)),
        weakest=Link.FLOW,
        certain=(Certain(Link.FLOW),),
        gained=Gained(),
    ),
    Template(
        id="request-told-code",
        family=_FAMILY,
        words="runs code from the headers, query or cookies of a request",
        seen="getcookies (2018)",
        steps=(step(Act.TOLD_BY_REQUEST),),
        certain=(Certain(Link.FILE, When.REACHED, Code.SCRIPT),),
    ),
    Template(
        id="program-output-answered",
        family=_FAMILY,
        words="opens a socket and sends the output of programs",
        steps=(step(Act.SOCKET), step(Act.PROCESS_OUTPUT)),
        weakest=Link.FLOW,
        ordered=False,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
)
