"""The trials: small projects with pins that published advisories warn of, written here from facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from pratique.core.advisory import Advisory, Product
from pratique.core.audit import Remedy
from tests.mending.project import warning

MINIMIST = warning("GHSA-xvch-5gv4-984h", Product("npm", "minimist"), ("0", "0.2.4"), ("1.0.0", "1.2.6"))
LODASH = warning("GHSA-35jh-r3h4-6jhm", Product("npm", "lodash"), ("0", "4.17.21"))
QS = warning(
    "GHSA-hrpp-h998-j3pp",
    Product("npm", "qs"),
    ("0", "6.2.4"),
    ("6.3.0", "6.3.3"),
    ("6.4.0", "6.4.1"),
    ("6.5.0", "6.5.3"),
    ("6.6.0", "6.6.1"),
    ("6.7.0", "6.7.3"),
    ("6.8.0", "6.8.3"),
    ("6.9.0", "6.9.7"),
    ("6.10.0", "6.10.3"),
)
JINJA = warning("GHSA-h75v-3vvj-5mfj", Product("pypi", "jinja2"), ("0", "3.1.4"))
WERKZEUG = warning("GHSA-2g68-c3qc-8985", Product("pypi", "werkzeug"), ("0", "3.0.3"))
URLLIB3 = warning("GHSA-34jh-p97f-mpxf", Product("pypi", "urllib3"), ("0", "1.26.19"), ("2.0.0", "2.2.2"))


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One project: `make` writes its lock, with `before` in the files; then the files are as `files` has them."""

    name: str
    client: str
    lock: str
    package: str
    advisory: Advisory
    expected: Remedy
    make: tuple[str, ...]
    files: Mapping[str, str]
    before: Mapping[str, str] | None = None
    """Files while the lock is made, where the pins need a hand."""
    again: str = ""
    """The command that makes the lock agree with the files, and leaves the pins where they are."""
    judged: bool = False
    """Whether the registries are asked."""
    mends: bool = True
    """Whether the finding is gone when the advice was followed."""


def _json(dependencies: str, more: str = "") -> str:
    return f'{{"name": "trial", "version": "1.0.0", "private": true, "dependencies": {{{dependencies}}}{more}}}\n'


_BERRY = ("yarn-2", "yarn-3", "yarn-4")
_PNPM_9 = ', "packageManager": "pnpm@9.15.9"'
"""Locks of pnpm 9 and 10 look alike."""
_RANGED = _json('"mkdirp": "0.5.5"')
_EXACT = _json('"mkdirp": "0.5.1"')
_BOTH = _json('"mkdirp": "0.5.1", "minimist": "1.2.8"')
_DIRECT = _json('"lodash": "^3.10.1"')


def _node(client: str, lock: str, install: str, pin: str) -> tuple[Trial, ...]:
    """The same four projects for one client; `pin` is how it overrides, for a lock that is behind its ranges."""
    touch = ("touch yarn.lock",) if client in _BERRY else ()
    files = {"package.json": _RANGED}
    common = {"client": client, "lock": lock, "make": (*touch, install)}
    return (
        Trial(
            name=f"{client} in range",
            package="minimist",
            advisory=MINIMIST,
            expected=Remedy.IN_RANGE,
            files=files,
            before={"package.json": _json('"mkdirp": "0.5.5"', pin)},
            judged=client.startswith("pnpm"),
            **common,  # type: ignore[arg-type]
        ),
        Trial(
            name=f"{client} override",
            package="minimist",
            advisory=MINIMIST,
            expected=Remedy.OVERRIDE,
            files={"package.json": _EXACT if client != "pnpm-9" else _json('"mkdirp": "0.5.1"', _PNPM_9)},
            **common,  # type: ignore[arg-type]
        ),
        Trial(
            name=f"{client} direct major",
            package="lodash",
            advisory=LODASH,
            expected=Remedy.DIRECT,
            files={"package.json": _DIRECT},
            **common,  # type: ignore[arg-type]
        ),
        Trial(
            name=f"{client} newer parent",
            package="minimist",
            advisory=MINIMIST,
            expected=Remedy.PARENT,
            files={"package.json": _EXACT.replace("0.5.1", "~0.5.1")},
            before={"package.json": _EXACT},
            again="sed -i 's/^mkdirp@0.5.1:/mkdirp@~0.5.1:/' yarn.lock" if client == "yarn-1" else "",
            judged=True,
            **common,  # type: ignore[arg-type]
        ),
    )


_SCOPED = tuple(
    Trial(
        name=f"{client} override beside another version",
        client=client,
        lock=lock,
        package="minimist",
        advisory=MINIMIST,
        expected=Remedy.OVERRIDE,
        make=make,
        files={"package.json": _BOTH if client != "pnpm-9" else _BOTH.replace("}}", f"}}{_PNPM_9}}}")},
    )
    for client, lock, make in (
        ("npm", "package-lock.json", ("npm install",)),
        ("yarn-1", "yarn.lock", ("yarn install",)),
        *((client, "yarn.lock", ("touch yarn.lock", "yarn install")) for client in _BERRY),
        ("pnpm-9", "pnpm-lock.yaml", ("pnpm install",)),
        ("pnpm-10", "pnpm-lock.yaml", ("pnpm install",)),
    )
)

_DEEP = Trial(
    name="yarn-1 override deep in the tree",
    client="yarn-1",
    lock="yarn.lock",
    package="minimist",
    advisory=MINIMIST,
    expected=Remedy.OVERRIDE,
    make=("yarn install",),
    files={"package.json": _json('"mocha": "5.2.0", "minimist": "1.2.8"')},
)
_BLOCKED = Trial(
    name="npm held by an override",
    client="npm",
    lock="package-lock.json",
    package="minimist",
    advisory=MINIMIST,
    expected=Remedy.BLOCKED,
    make=("npm install",),
    files={"package.json": _json('"mkdirp": "0.5.5"', ', "overrides": {"minimist": "1.2.5"}')},
    mends=False,
)

_EXPRESS = Trial(
    name="npm newer parent, express",
    client="npm",
    lock="package-lock.json",
    package="qs",
    advisory=QS,
    expected=Remedy.PARENT,
    make=("npm install",),
    files={"package.json": _json('"express": "4.16.4"')},
    judged=True,
)


def _pyproject(*dependencies: str, more: str = "") -> str:
    listed = ", ".join(f'"{one}"' for one in dependencies)
    return (
        '[project]\nname = "trial"\nversion = "1.0.0"\nrequires-python = ">=3.10,<3.14"\n'
        f"dependencies = [{listed}]\n{more}"
    )


_PDM = "\n[tool.pdm]\ndistribution = false\n"
_POETRY = (
    "\n[tool.poetry]\npackage-mode = false\n"
    '\n[[tool.poetry.source]]\nname = "index"\nurl = "{index}"\npriority = "primary"\n'
)
"""Poetry asks its built-in registry over an interface of that registry alone, which mirrors do not have."""
_FLASK = "flask==2.2.5"
_BEHIND = (_FLASK, "werkzeug<3")


def _python(client: str, lock: str, make: str, more: str, again: str = "") -> tuple[Trial, ...]:
    common = {"client": client, "lock": lock, "make": (make,), "again": again or make}
    return (
        Trial(
            name=f"{client} in range",
            package="werkzeug",
            advisory=WERKZEUG,
            expected=Remedy.IN_RANGE,
            files={"pyproject.toml": _pyproject(_FLASK, more=more)},
            before={"pyproject.toml": _pyproject(*_BEHIND, more=more)},
            judged=client == "uv",
            **common,  # type: ignore[arg-type]
        ),
        Trial(
            name=f"{client} direct",
            package="jinja2",
            advisory=JINJA,
            expected=Remedy.DIRECT,
            files={"pyproject.toml": _pyproject("jinja2[i18n]==3.1.2", more=more)},
            **common,  # type: ignore[arg-type]
        ),
        Trial(
            name=f"{client} forbidden by another",
            package="urllib3",
            advisory=URLLIB3,
            expected=Remedy.NONE if client == "poetry" else Remedy.OVERRIDE,
            files={"pyproject.toml": _pyproject("requests==2.24.0", more=more)},
            mends=client != "poetry",
            **common,  # type: ignore[arg-type]
        ),
        Trial(
            name=f"{client} newer parent",
            package="urllib3",
            advisory=URLLIB3,
            expected=Remedy.PARENT,
            files={"pyproject.toml": _pyproject("requests>=2.24", more=more)},
            before={"pyproject.toml": _pyproject("requests==2.24.0", more=more)},
            judged=True,
            **common,  # type: ignore[arg-type]
        ),
    )


_MARKER = Trial(
    name="poetry direct with a condition",
    client="poetry",
    lock="poetry.lock",
    package="jinja2",
    advisory=JINJA,
    expected=Remedy.DIRECT,
    make=("poetry lock",),
    files={"pyproject.toml": _pyproject("jinja2==3.1.2; python_version >= '3.10'", more=_POETRY)},
)
_PIPFILE = '[[source]]\nurl = "{index}"\nverify_ssl = true\nname = "pypi"\n\n[packages]\n'
_PIPENV = (
    Trial(
        name="pipenv direct",
        client="pipenv",
        lock="Pipfile.lock",
        package="jinja2",
        advisory=JINJA,
        expected=Remedy.DIRECT,
        make=("pipenv lock",),
        files={"Pipfile": _PIPFILE + 'jinja2 = {version = "==3.1.2", extras = ["i18n"]}\n'},
    ),
    Trial(
        name="pipenv, asked for by another",
        client="pipenv",
        lock="Pipfile.lock",
        package="werkzeug",
        advisory=WERKZEUG,
        expected=Remedy.DIRECT,
        make=("pipenv lock",),
        files={"Pipfile": _PIPFILE + 'flask = "==2.2.5"\n'},
        before={"Pipfile": _PIPFILE + 'flask = "==2.2.5"\nwerkzeug = "<3"\n'},
    ),
)
_PIP = (
    Trial(
        name="pip pin",
        client="pip",
        lock="requirements.txt",
        package="jinja2",
        advisory=JINJA,
        expected=Remedy.DIRECT,
        make=(),
        files={"requirements.txt": "# ours\njinja2==3.1.2\nmarkupsafe==2.1.5\n"},
    ),
    Trial(
        name="pip-compile",
        client="pip-tools",
        lock="requirements.txt",
        package="werkzeug",
        advisory=WERKZEUG,
        expected=Remedy.DIRECT,
        make=("pip-compile --generate-hashes --quiet requirements.in",),
        files={"requirements.in": f"{_FLASK}\n"},
        before={"requirements.in": "\n".join(_BEHIND) + "\n"},
    ),
)

_HELD = ', "resolutions": {"minimist@^1.2.5": "1.2.5"}'
TRIALS = (
    *_node("npm", "package-lock.json", "npm install", ', "overrides": {"minimist": "1.2.5"}'),
    *_node("yarn-1", "yarn.lock", "yarn install", ', "resolutions": {"minimist": "1.2.5"}'),
    *_node("yarn-2", "yarn.lock", "yarn install", _HELD),
    *_node("yarn-3", "yarn.lock", "yarn install", _HELD),
    *_node("yarn-4", "yarn.lock", "yarn install", _HELD),
    *_node(
        "pnpm-9",
        "pnpm-lock.yaml",
        "pnpm install --no-frozen-lockfile",
        ', "pnpm": {"overrides": {"minimist": "1.2.5"}}',
    ),
    *_node(
        "pnpm-10",
        "pnpm-lock.yaml",
        "pnpm install --no-frozen-lockfile",
        ', "pnpm": {"overrides": {"minimist": "1.2.5"}}',
    ),
    *_node("bun", "bun.lock", "bun install", ', "overrides": {"minimist": "1.2.5"}'),
    *_SCOPED,
    _DEEP,
    _BLOCKED,
    _EXPRESS,
    *_python("poetry", "poetry.lock", "poetry lock", _POETRY),
    *_python("uv", "uv.lock", "uv lock", ""),
    *_python("pdm", "pdm.lock", "pdm lock", _PDM, "pdm lock --update-reuse"),
    _MARKER,
    *_PIPENV,
    *_PIP,
)
