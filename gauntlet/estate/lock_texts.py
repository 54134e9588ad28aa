"""Lock files of 14 formats as their clients write them."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gauntlet.estate.pins import Pin, hexes, sha512

NPM = "https://registry.example"
PYPI = "https://registry.example/simple"
FILES = "https://files.example/packages"
Versions = Mapping[str, str]


@dataclass(slots=True)
class Form:
    """One lock format. `chunk` writes one package, `around` puts the chunks into a file."""

    name: str
    ecosystem: str
    file: str
    chunk: Callable[[Pin, Versions], str]
    around: Callable[[str, Sequence[Pin], Sequence[Pin], Sequence[str]], str]
    """From the project's name, the direct requests, all pins, and their chunks."""
    aliases: bool = False
    bundles: bool = False
    by_versions: bool = False
    """Whether a chunk names the locked versions of what it needs."""
    _cache: dict[tuple[Pin, tuple[str, ...]], str] = field(default_factory=dict)

    def text(self, project: str, direct: Sequence[Pin], pins: Sequence[Pin]) -> bytes:
        """Return the lock file of a project."""
        ordered = sorted(pins, key=lambda pin: (pin.key, pin.bundled_in))
        versions = {pin.key: pin.version for pin in ordered} if self.by_versions else {}
        chunks = []
        for pin in ordered:
            key = pin, tuple(versions.get(name, "") for name, _ in pin.needs) if versions else ()
            chunk = self._cache.get(key)
            if chunk is None:
                chunk = self._cache[key] = self.chunk(pin, versions)
            chunks.append(chunk)
        return self.around(project, direct, ordered, chunks).encode()


def _tarball(pin: Pin) -> str:
    return pin.url or f"{NPM}/{pin.name}/-/{pin.name.rpartition('/')[2]}-{pin.version}.tgz"


def _integrity(pin: Pin) -> str:
    return pin.integrity or sha512(pin.name, pin.version)


def _asked(pin: Pin) -> str:
    return pin.url or (f"npm:{pin.name}@{pin.range}" if pin.alias else pin.range)


def _dumped(key: str, value: object, indent: int) -> str:
    return json.dumps({key: value}, indent=2)[2:-2].replace("\n", "\n" + " " * indent)[2:]


def _npm_1(pin: Pin, _: Versions) -> str:
    version = pin.url or (f"npm:{pin.name}@{pin.version}" if pin.alias else pin.version)
    entry: dict[str, object] = {
        "version": version,
        "resolved": _tarball(pin),
        "integrity": _integrity(pin),
    }
    if pin.url:
        del entry["resolved"]
    if pin.bundled_in:
        entry = {"version": pin.version, "bundled": True}
        holder = {"version": "1.0.0", "resolved": f"{NPM}/{pin.bundled_in}/-/{pin.bundled_in}-1.0.0.tgz"}
        return _dumped(pin.bundled_in, {**holder, "dependencies": {pin.key: entry}}, 2)
    if pin.needs:
        entry["requires"] = dict(pin.needs)
    return _dumped(pin.key, entry, 2)


def _npm_3(pin: Pin, _: Versions) -> str:
    entry: dict[str, object] = {"name": pin.name} if pin.alias or pin.url else {}
    entry |= {
        "version": pin.version,
        "resolved": _tarball(pin),
        "integrity": _integrity(pin),
        "license": "MIT",
    }
    if pin.bundled_in:
        holder = {"version": "1.0.0", "resolved": f"{NPM}/{pin.bundled_in}/-/{pin.bundled_in}-1.0.0.tgz"}
        inner = {"version": pin.version, "inBundle": True, "license": "MIT"}
        place = f"node_modules/{pin.bundled_in}"
        outer = {**holder, "bundleDependencies": [pin.key], "dependencies": {pin.key: pin.range}}
        return f"{_dumped(place, outer, 2)},\n    {_dumped(f'{place}/node_modules/{pin.key}', inner, 2)}"
    if pin.needs:
        entry["dependencies"] = dict(pin.needs)
    entry["engines"] = {"node": ">=14"}
    return _dumped(f"node_modules/{pin.key}", entry, 2)


def _root(direct: Sequence[Pin]) -> Mapping[str, str]:
    return {pin.key: _asked(pin) for pin in direct}


def _npm_1_file(project: str, _: Sequence[Pin], __: Sequence[Pin], chunks: Sequence[str]) -> str:
    head = (
        f'{{\n  "name": "{project}",\n  "version": "1.0.0",\n  "lockfileVersion": 1,\n  "requires": true,\n'
    )
    return head + '  "dependencies": {\n    ' + ",\n    ".join(chunks) + "\n  }\n}\n"


def _npm_3_head(project: str, direct: Sequence[Pin], version: int) -> str:
    root = {"name": project, "version": "1.0.0", "dependencies": _root(direct)}
    head = f'{{\n  "name": "{project}",\n  "version": "1.0.0",\n  "lockfileVersion": {version},\n  "requires": true,\n'
    return f'{head}  "packages": {{\n    {_dumped("", root, 2)},\n    '


def _npm_3_file(project: str, direct: Sequence[Pin], _: Sequence[Pin], chunks: Sequence[str]) -> str:
    return _npm_3_head(project, direct, 3) + ",\n    ".join(chunks) + "\n  }\n}\n"


def _npm_2(pin: Pin, versions: Versions) -> str:
    return f"{_npm_3(pin, versions)}\0{_npm_1(pin, versions)}"


def _npm_2_file(project: str, direct: Sequence[Pin], _: Sequence[Pin], chunks: Sequence[str]) -> str:
    both = [chunk.partition("\0") for chunk in chunks]
    new, old = ",\n    ".join(one[0] for one in both), ",\n    ".join(one[2] for one in both)
    return f'{_npm_3_head(project, direct, 2)}{new}\n  }},\n  "dependencies": {{\n    {old}\n  }}\n}}\n'


def _yarn_name(name: str) -> str:
    return f'"{name}"' if name.startswith("@") or " " in name or ":" in name else name


def _yarn_1(pin: Pin, _: Versions) -> str:
    sha1 = hexes(pin.name, pin.version, "sha1")
    lines = [f"{_yarn_name(f'{pin.key}@{_asked(pin)}')}:", f'  version "{pin.version}"']
    lines += [f'  resolved "{_tarball(pin)}#{sha1}"', f"  integrity {_integrity(pin)}"]
    if pin.needs:
        lines.append("  dependencies:")
        lines += [f'    {_yarn_name(name)} "{asked}"' for name, asked in pin.needs]
    return "\n".join(lines)


def _yarn_1_file(_: str, __: Sequence[Pin], ___: Sequence[Pin], chunks: Sequence[str]) -> str:
    head = "# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n"
    return head + "\n\n".join(chunks) + "\n"


def _berry(pin: Pin, _: Versions) -> str:
    asked = pin.url or (f"npm:{pin.name}@{pin.range}" if pin.alias else f"npm:{pin.range}")
    resolution = f"{pin.key}@{pin.url}" if pin.url else f"{pin.name}@npm:{pin.version}"
    lines = [
        f'"{pin.key}@{asked}":',
        f"  version: {pin.version}",
        f'  resolution: "{resolution}"',
    ]
    if pin.needs:
        lines.append("  dependencies:")
        lines += [f'    {_yarn_name(name)}: "npm:{one}"' for name, one in pin.needs]
    lines += [
        f"  checksum: 10c0/{hexes(pin.name, pin.version, 'sha512')}",
        "  languageName: node",
        "  linkType: hard",
    ]
    return "\n".join(lines)


def _berry_file(project: str, direct: Sequence[Pin], _: Sequence[Pin], chunks: Sequence[str]) -> str:
    head = '# This file is generated by running "yarn install" inside your project.\n'
    head += "# Manual changes might be lost - proceed with caution!\n\n__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"
    asked = [
        f'    {_yarn_name(pin.key)}: "{pin.url or f"npm:{pin.name}@{pin.range}" if pin.alias or pin.url else f"npm:{pin.range}"}"'
        for pin in direct
    ]
    own = [
        f'"{project}@workspace:.":',
        "  version: 0.0.0-use.local",
        f'  resolution: "{project}@workspace:."',
    ]
    own += ["  dependencies:", *asked, "  languageName: unknown", "  linkType: soft"]
    return head + "\n\n".join([*chunks, "\n".join(own)]) + "\n"


def _quoted(text: str) -> str:
    return f"'{text}'" if text.startswith(("@", ">", "*")) else text


def _pnpm_needs(pin: Pin, versions: Versions) -> list[str]:
    return [f"      {_quoted(name)}: {versions.get(name, '1.0.0')}" for name, _ in pin.needs]


def _pnpm_5(pin: Pin, versions: Versions) -> str:
    lines = [f"  /{pin.name}/{pin.version}:", f"    resolution: {{integrity: {_integrity(pin)}}}"]
    lines.append("    engines: {node: '>=14'}")
    if pin.needs:
        lines += ["    dependencies:", *_pnpm_needs(pin, versions)]
    return "\n".join([*lines, "    dev: false"])


def _pnpm_5_file(_: str, direct: Sequence[Pin], __: Sequence[Pin], chunks: Sequence[str]) -> str:
    asked = [f"  {_quoted(pin.key)}: {_quoted(_asked(pin))}" for pin in direct]
    got = [
        f"  {_quoted(pin.key)}: {f'/{pin.name}/{pin.version}' if pin.alias else pin.version}"
        for pin in direct
    ]
    lines = ["lockfileVersion: 5.4", "", "specifiers:", *asked, "", "dependencies:", *got, "", "packages:"]
    return "\n".join(lines) + "\n\n" + "\n\n".join(chunks) + "\n"


def _pnpm_9(pin: Pin, versions: Versions) -> str:
    key = f"'{pin.name}@{pin.version}'" if pin.name.startswith("@") else f"{pin.name}@{pin.version}"
    first = f"  {key}:\n    resolution: {{integrity: {_integrity(pin)}}}\n    engines: {{node: '>=14'}}"
    if not pin.needs:
        return f"{first}\0  {key}: {{}}"
    return "\n".join([f"{first}\0  {key}:", "    dependencies:", *_pnpm_needs(pin, versions)])


def _pnpm_9_file(_: str, direct: Sequence[Pin], __: Sequence[Pin], chunks: Sequence[str]) -> str:
    lines = [
        "lockfileVersion: '9.0'",
        "",
        "settings:",
        "  autoInstallPeers: true",
        "  excludeLinksFromLockfile: false",
    ]
    lines += ["", "importers:", "", "  .:", "    dependencies:"]
    for pin in direct:
        got = f"{pin.name}@{pin.version}" if pin.alias else pin.version
        lines += [
            f"      {_quoted(pin.key)}:",
            f"        specifier: {_quoted(_asked(pin))}",
            f"        version: {got}",
        ]
    both = [chunk.partition("\0") for chunk in chunks]
    packages, snapshots = "\n\n".join(one[0] for one in both), "\n\n".join(one[2] for one in both)
    return "\n".join([*lines, "", "packages:", "", packages, "", "snapshots:", "", snapshots, ""])


def _bun(pin: Pin, _: Versions) -> str:
    needs = ", ".join(f'"{name}": "{asked}"' for name, asked in pin.needs)
    more = f'{{ "dependencies": {{ {needs} }} }}' if needs else "{}"
    return f'    "{pin.key}": ["{pin.name}@{pin.version}", "", {more}, "{_integrity(pin)}"],'


def _bun_file(project: str, direct: Sequence[Pin], _: Sequence[Pin], chunks: Sequence[str]) -> str:
    asked = "".join(f'        "{name}": "{one}",\n' for name, one in _root(direct).items())
    head = f'{{\n  "lockfileVersion": 1,\n  "workspaces": {{\n    "": {{\n      "name": "{project}",\n'
    middle = f'      "dependencies": {{\n{asked}      }},\n    }},\n  }},\n  "packages": {{\n'
    return head + middle + "\n\n".join(chunks) + "\n  }\n}\n"


def _wheel(pin: Pin) -> str:
    return f"{pin.name.replace('-', '_')}-{pin.version}-py3-none-any.whl"


def _sdist(pin: Pin) -> str:
    return f"{pin.name.replace('-', '_')}-{pin.version}.tar.gz"


def _files(pin: Pin) -> list[tuple[str, str]]:
    return [(name, hexes(name, pin.version)) for name in (_wheel(pin), _sdist(pin))]


def _poetry(pin: Pin, _: Versions) -> str:
    lines = ["[[package]]", f'name = "{pin.name}"', f'version = "{pin.version}"', 'description = "A package"']
    lines += ["optional = false", 'python-versions = ">=3.9"', 'groups = ["main"]', "files = ["]
    lines += [f'    {{file = "{name}", hash = "sha256:{sha256}"}},' for name, sha256 in _files(pin)]
    lines.append("]")
    if pin.needs:
        lines += ["", "[package.dependencies]", *(f'{name} = "{asked}"' for name, asked in pin.needs)]
    return "\n".join(lines)


def _poetry_file(_: str, __: Sequence[Pin], ___: Sequence[Pin], chunks: Sequence[str]) -> str:
    head = "# This file is automatically @generated by Poetry 2.1.1 and should not be changed by hand.\n\n"
    end = f'\n\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.10"\ncontent-hash = "{"0" * 64}"\n'
    return head + "\n\n".join(chunks) + end


def _uv(pin: Pin, _: Versions) -> str:
    lines = [
        "[[package]]",
        f'name = "{pin.name}"',
        f'version = "{pin.version}"',
        f'source = {{ registry = "{PYPI}" }}',
    ]
    if pin.needs:
        lines += ["dependencies = [", *(f'    {{ name = "{name}" }},' for name, _ in pin.needs), "]"]
    (wheel, first), (sdist, second) = _files(pin)
    day = 'upload-time = "2025-01-01T00:00:00Z"'
    lines.append(
        f'sdist = {{ url = "{FILES}/aa/bb/{sdist}", hash = "sha256:{second}", size = 17098, {day} }}'
    )
    lines += [
        "wheels = [",
        f'    {{ url = "{FILES}/aa/bb/{wheel}", hash = "sha256:{first}", size = 8963, {day} }},',
        "]",
    ]
    return "\n".join(lines)


def _uv_file(project: str, direct: Sequence[Pin], _: Sequence[Pin], chunks: Sequence[str]) -> str:
    own = [
        "[[package]]",
        f'name = "{project}"',
        'version = "0.1.0"',
        'source = { virtual = "." }',
        "dependencies = [",
    ]
    own += [
        *(f'    {{ name = "{pin.name}" }},' for pin in direct),
        "]",
        "",
        "[package.metadata]",
        "requires-dist = [",
    ]
    own += [*(f'    {{ name = "{pin.name}", specifier = "{pin.range}" }},' for pin in direct), "]"]
    head = 'version = 1\nrevision = 3\nrequires-python = ">=3.10"\n\n'
    return head + "\n\n".join([*chunks, "\n".join(own)]) + "\n"


def _pdm(pin: Pin, _: Versions) -> str:
    lines = ["[[package]]", f'name = "{pin.name}"', f'version = "{pin.version}"', 'requires_python = ">=3.9"']
    lines += ['summary = "A package"', 'groups = ["default"]']
    if pin.needs:
        lines += ["dependencies = [", *(f'    "{name}{asked}",' for name, asked in pin.needs), "]"]
    files = [f'    {{file = "{name}", hash = "sha256:{sha256}"}},' for name, sha256 in _files(pin)]
    return "\n".join([*lines, "files = [", *files, "]"])


def _pdm_file(_: str, __: Sequence[Pin], ___: Sequence[Pin], chunks: Sequence[str]) -> str:
    head = "# This file is @generated by PDM.\n# It is not intended for manual editing.\n\n[metadata]\n"
    head += 'groups = ["default"]\nstrategy = ["inherit_metadata"]\nlock_version = "4.5.0"\n'
    head += f'content_hash = "sha256:{"0" * 64}"\n\n[[metadata.targets]]\nrequires_python = ">=3.10"\n\n'
    return head + "\n\n".join(chunks) + "\n"


def _pipfile(pin: Pin, _: Versions) -> str:
    hashes = [f"sha256:{sha256}" for _, sha256 in _files(pin)]
    entry = {"hashes": hashes, "markers": "python_version >= '3.9'", "version": f"=={pin.version}"}
    return json.dumps({pin.name: entry}, indent=4)[2:-2].replace("\n", "\n    ")[4:]


def _pipfile_file(_: str, __: Sequence[Pin], ___: Sequence[Pin], chunks: Sequence[str]) -> str:
    source = {"name": "pypi", "url": PYPI, "verify_ssl": True}
    meta = {"hash": {"sha256": "0" * 64}, "pipfile-spec": 6, "requires": {}, "sources": [source]}
    head = json.dumps({"_meta": meta}, indent=4)[:-2]
    return (
        head
        + ',\n    "default": {\n        '
        + ",\n        ".join(chunks)
        + '\n    },\n    "develop": {}\n}\n'
    )


def _requirement(pin: Pin, _: Versions) -> str:
    hashes = " \\\n".join(f"    --hash=sha256:{sha256}" for _, sha256 in _files(pin))
    return f"{pin.name}=={pin.version} \\\n{hashes}\n    # via -r requirements.in"


def _requirements_file(_: str, __: Sequence[Pin], ___: Sequence[Pin], chunks: Sequence[str]) -> str:
    head = "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the following command:\n#\n"
    return f"{head}#    pip-compile --generate-hashes\n#\n" + "\n".join(chunks) + "\n"


def _gem(pin: Pin, _: Versions) -> str:
    return "\n".join(
        [f"    {pin.name} ({pin.version})", *(f"      {name} ({asked})" for name, asked in pin.needs)]
    )


def _gem_file(_: str, direct: Sequence[Pin], __: Sequence[Pin], chunks: Sequence[str]) -> str:
    asked = "\n".join(f"  {pin.name} ({pin.range})" for pin in sorted(direct))
    body = "\n".join(chunks)
    head = f"GEM\n  remote: https://gems.example/\n  specs:\n{body}\n\nPLATFORMS\n  ruby\n  x86_64-linux\n\n"
    return f"{head}DEPENDENCIES\n{asked}\n\nBUNDLED WITH\n   2.5.6\n"


FORMS = (
    Form("package-lock v1", "npm", "package-lock.json", _npm_1, _npm_1_file, aliases=True, bundles=True),
    Form("package-lock v2", "npm", "package-lock.json", _npm_2, _npm_2_file, aliases=True, bundles=True),
    Form("package-lock v3", "npm", "package-lock.json", _npm_3, _npm_3_file, aliases=True, bundles=True),
    Form("yarn 1", "npm", "yarn.lock", _yarn_1, _yarn_1_file, aliases=True),
    Form("yarn berry", "npm", "yarn.lock", _berry, _berry_file, aliases=True),
    Form("pnpm 5.4", "npm", "pnpm-lock.yaml", _pnpm_5, _pnpm_5_file, aliases=True, by_versions=True),
    Form("pnpm 9", "npm", "pnpm-lock.yaml", _pnpm_9, _pnpm_9_file, aliases=True, by_versions=True),
    Form("bun.lock", "npm", "bun.lock", _bun, _bun_file, aliases=True),
    Form("poetry.lock", "pypi", "poetry.lock", _poetry, _poetry_file),
    Form("uv.lock", "pypi", "uv.lock", _uv, _uv_file),
    Form("pdm.lock", "pypi", "pdm.lock", _pdm, _pdm_file),
    Form("Pipfile.lock", "pypi", "Pipfile.lock", _pipfile, _pipfile_file),
    Form("requirements.txt", "pypi", "requirements.txt", _requirement, _requirements_file),
    Form("Gemfile.lock", "gem", "Gemfile.lock", _gem, _gem_file),
)
BY_NAME = {form.name: form for form in FORMS}


def blob_id(data: bytes) -> str:
    """Return git's id of a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
