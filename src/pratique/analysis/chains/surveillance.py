"""Surveillance: keys, screen, camera, microphone, browser and chat data."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import Template, sent, step

_FAMILY = ChainFamily.SURVEILLANCE

SURVEILLANCE: tuple[Template, ...] = (
    Template(
        id="keys-sent",
        family=_FAMILY,
        words="logs keystrokes and sends data",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.KEYS), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(new_host=True),
        despite_claim=When.CALLED,
    ),
    Template(
        id="screen-sent",
        family=_FAMILY,
        words="takes screenshots and sends data",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.SCREEN), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(new_host=True),
        despite_claim=When.LOAD,
    ),
    Template(
        id="camera-sent",
        family=_FAMILY,
        words="opens the camera and sends data",
        seen="pyobfgood (PyPI, 2023)",
        steps=(step(Act.CAMERA), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE),),
        gained=Gained(new_host=True),
        despite_claim=When.CALLED,
    ),
    Template(
        id="sound-sent",
        family=_FAMILY,
        words="records sound and sends data",
        steps=(step(Act.MICROPHONE), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT), Certain(Link.SCOPE, When.CALLED)),
        despite_claim=When.CALLED,
    ),
    Template(
        id="browser-data-sent",
        family=_FAMILY,
        words="contains paths of browser passwords or cookies and sends data",
        seen="discord-fix (npm collection of 2020-21), PyPI collection of 2023-24",
        steps=(step(Act.BROWSER), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(new_host=True),
        despite_claim=When.CALLED,
    ),
    Template(
        id="browser-data-taken",
        family=_FAMILY,
        words="contains paths of browser passwords or cookies and copies or decrypts them",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.BROWSER), step(Act.COPIES, Act.DECRYPTS, Act.ARCHIVES)),
        ordered=False,
        certain=(Certain(Link.SCOPE),),
    ),
    Template(
        id="chat-sessions-sent",
        family=_FAMILY,
        words="contains paths of chat sessions and sends data",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.CHAT), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(new_host=True),
        despite_claim=When.CALLED,
    ),
)
