"""Hidden loaders: code that readers do not see."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.template import Template, step

_FAMILY = ChainFamily.HIDDEN_LOADER

HIDDEN_LOADER: tuple[Template, ...] = (
    Template(
        id="decoded-constant-run",
        family=_FAMILY,
        words="decodes a constant and runs it as code",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.LITERAL), step(Act.DECODES, Act.COMPUTED), step(Act.CODE, Act.COMPUTED_CALL)),
        weakest=Link.FLOW,
    ),
    Template(
        id="decoded-data-run",
        family=_FAMILY,
        words="runs what it decoded as code",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.DECODES, Act.COMPUTED), step(Act.CODE)),
        weakest=Link.FLOW,
    ),
    Template(
        id="decrypted-data-run",
        family=_FAMILY,
        words="runs what it decrypted as code",
        seen="event-stream (2018), PyPI collection of 2023-24",
        steps=(step(Act.DECRYPTS), step(Act.CODE, Act.STARTS)),
        weakest=Link.FLOW,
    ),
    Template(
        id="long-constant-run",
        family=_FAMILY,
        words="runs a long constant as code",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.LITERAL), step(Act.CODE)),
        weakest=Link.FLOW,
        at_load=True,
    ),
    Template(
        id="decoded-and-run-in-scope",
        family=_FAMILY,
        words="decodes or decrypts and runs data as code",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.DECODES, Act.DECRYPTS), step(Act.CODE)),
        weakest=Link.SCOPE,
        at_load=True,
    ),
    Template(
        id="encoded-code-run",
        family=_FAMILY,
        words="holds encoded code and runs data as code",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.PAYLOAD_CODE), step(Act.CODE, Act.COMPUTED_CALL)),
        weakest=Link.SCOPE,
    ),
    Template(
        id="bytecode-run",
        family=_FAMILY,
        words="holds byte code in a constant and runs it",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.PAYLOAD_BYTECODE), step(Act.CODE)),
    ),
    Template(
        id="pickle-in-constant-loaded",
        family=_FAMILY,
        words="holds a pickle in a constant and loads it",
        seen="a documented technique, in none of the sets measured",
        steps=(step(Act.PAYLOAD_PICKLE), step(Act.UNPICKLES)),
        weakest=Link.SCOPE,
    ),
    Template(
        id="computed-call",
        family=_FAMILY,
        words="calls by a name that it computes from a constant",
        seen="event-stream (2018), PyPI collection of 2023-24",
        steps=(step(Act.LITERAL, Act.DECODES, Act.COMPUTED), step(Act.COMPUTED_CALL)),
        weakest=Link.FLOW,
    ),
    Template(
        id="own-file-decoded-and-run",
        family=_FAMILY,
        words="decodes a file and runs it as code",
        seen="event-stream (2018), PyPI collection of 2023-24",
        steps=(step(Act.FILES), step(Act.DECODES, Act.DECRYPTS, Act.COMPUTED), step(Act.CODE)),
        weakest=Link.FLOW,
    ),
    Template(
        id="off-screen-code",
        family=_FAMILY,
        words="hides code from readers and reaches for the network, programs or code",
        seen="W4SP (2022), rand-user-agent 2.0.83 (2025), PyPI collection of 2023-24",
        steps=(step(Act.HIDDEN_CODE), step(Act.CODE, Act.STARTS, Act.NETWORK, Act.COMPUTED_CALL)),
        ordered=False,
        alone=True,
    ),
    Template(
        id="picture-decoded-and-run",
        family=_FAMILY,
        words="reads a picture and runs data as code",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.IMAGE), step(Act.CODE)),
        weakest=Link.SCOPE,
    ),
    Template(
        id="code-put-into-memory",
        family=_FAMILY,
        words="writes code into memory and starts it there",
        seen="a documented technique, in none of the sets measured",
        steps=(step(Act.INJECTS),),
    ),
    Template(
        id="import-hook-and-code",
        family=_FAMILY,
        words="replaces how modules are loaded and runs data as code",
        seen="a documented technique, in none of the sets measured",
        steps=(step(Act.REPLACES), step(Act.CODE)),
        weakest=Link.SCOPE,
        at_load=True,
    ),
)
