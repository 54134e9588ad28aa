"""A tree written as each Python client would write it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bench.pins import Bytes, Git, Pin, Tree


def requirements(tree: Tree) -> bytes:
    """A requirements.txt with hashes."""
    return _text(line for pin in tree.pins for line in _requirement(pin))


def poetry(tree: Tree) -> bytes:
    """A poetry.lock of Poetry 2, lock-version 2.1."""
    lines: list[str] = []
    for pin in tree.pins:
        lines += ["[[package]]", *_named(pin), "optional = false", 'python-versions = ">=3.9"']
        lines.append(f'groups = ["{"dev" if pin.dev else "main"}"]')
        lines += _files(pin) or ["files = []"]
        if pin.needs:
            lines += ["", "[package.dependencies]", *(f'{name} = "{wanted}"' for name, wanted in pin.wants)]
        if isinstance(pin.source, Git):
            lines += ["", "[package.source]", 'type = "git"', f'url = "{pin.source.url}"']
            lines += ['reference = "HEAD"', f'resolved_reference = "{pin.source.commit}"']
        lines.append("")
    lines += [
        "[metadata]",
        'lock-version = "2.1"',
        'python-versions = ">=3.9"',
        f'content-hash = "{"0" * 64}"',
    ]
    return _text(lines)


def uv(tree: Tree) -> bytes:
    """A uv.lock, version 1."""
    lines = ["version = 1", "revision = 3", 'requires-python = ">=3.9"', ""]
    for pin in tree.pins:
        lines += ["[[package]]", *_named(pin)]
        match pin.source:
            case Git(url=url, commit=commit):
                lines.append(f'source = {{ git = "{url}#{commit}" }}')
            case Bytes() as file:
                lines.append(f'source = {{ registry = "{tree.index}" }}')
                told = f'hash = "sha256:{file.sha256}", size = {file.size_bytes}'
                lines.append(f'wheels = [{{ url = "{file.url}", {told} }}]')
        lines += [*_uv_wants("dependencies", pin.needs), ""]
    pins = {pin.name: pin for pin in tree.pins}
    run = [name for name in tree.roots if not pins[name].dev]
    dev = [name for name in tree.roots if pins[name].dev]
    lines += ["[[package]]", f'name = "{tree.name}"', 'version = "1.0.0"', 'source = { virtual = "." }']
    lines += [*_uv_wants("dependencies", run), "", "[package.dev-dependencies]", *_uv_wants("dev", dev)]
    return _text(lines)


def pdm(tree: Tree) -> bytes:
    """A pdm.lock of PDM, lock_version 4.5."""
    lines = ["[metadata]", 'groups = ["default", "dev"]', 'strategy = ["inherit_metadata"]']
    lines += ['lock_version = "4.5.0"', f'content_hash = "sha256:{"0" * 64}"', ""]
    for pin in tree.pins:
        lines += ["[[package]]", *_named(pin), f'groups = ["{"dev" if pin.dev else "default"}"]']
        if pin.needs:
            lines += ["dependencies = [", *(f'    "{name}",' for name in pin.needs), "]"]
        if isinstance(pin.source, Git):
            lines += [f'git = "{pin.source.url}"', f'revision = "{pin.source.commit}"']
        lines += [*_files(pin), ""]
    return _text(lines)


def pipfile(tree: Tree) -> bytes:
    """A Pipfile.lock of pipenv."""
    document = {
        "_meta": {
            "hash": {"sha256": "0" * 64},
            "pipfile-spec": 6,
            "requires": {},
            "sources": [{"name": "index", "url": tree.index, "verify_ssl": True}],
        },
        "default": {pin.name: _pipfile_entry(pin) for pin in tree.pins if not pin.dev},
        "develop": {pin.name: _pipfile_entry(pin) for pin in tree.pins if pin.dev},
    }
    return (json.dumps(document, indent=4) + "\n").encode()


def _requirement(pin: Pin) -> Iterator[str]:
    match pin.source:
        case Git(url=url, commit=commit):
            yield f"{pin.name} @ git+{url}@{commit}"
        case Bytes() as file:
            yield f"{pin.name}=={pin.version} \\"
            yield f"    --hash=sha256:{file.sha256}"


def _named(pin: Pin) -> list[str]:
    return [f'name = "{pin.name}"', f'version = "{pin.version}"']


def _files(pin: Pin) -> list[str]:
    if isinstance(pin.source, Git):
        return []
    told = f'{{file = "{pin.source.filename}", hash = "sha256:{pin.source.sha256}"}}'
    return ["files = [", f"    {told},", "]"]


def _uv_wants(title: str, names: Sequence[str]) -> list[str]:
    return [f"{title} = [", *(f'    {{ name = "{name}" }},' for name in names), "]"] if names else []


def _pipfile_entry(pin: Pin) -> Mapping[str, object]:
    match pin.source:
        case Git(url=url, commit=commit):
            return {"git": url, "ref": commit}
        case Bytes() as file:
            told = {"hashes": [f"sha256:{file.sha256}"], "version": f"=={pin.version}"}
            return {**told, "index": "index"}


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
