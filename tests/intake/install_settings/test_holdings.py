"""Whether a lock holds what an override, an extension or a source of uv asks for."""

import json

import pytest

from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.intake.install_settings.family import settings_in
from pratique.intake.install_settings.holdings import Holdings
from pratique.lockfiles import format_for


def entry(ecosystem: Ecosystem, name: str, version: str, **more: object) -> LockedPackage:
    key = f"{name}@{version}{more.get('alias', '')}"
    return LockedPackage(key=key, package=PackageRef(ecosystem, name), version=version, **more)  # type: ignore[arg-type]


NPM = Lock(
    format="x",
    packages=(
        entry(Ecosystem.NPM, "a", "1.2.0"),
        entry(Ecosystem.NPM, "@s/b", "2.0.0"),
        entry(Ecosystem.NPM, "real", "3.0.0", alias="c"),
        entry(
            Ecosystem.NPM, "g", "1.0.0", source=SourceKind.GIT, url="git+ssh://git@code.example/u/g.git#abc"
        ),
        entry(Ecosystem.NPM, "w", "1.0.0", source=SourceKind.WORKSPACE),
    ),
)
PYPI = Lock(
    format="x",
    packages=(
        entry(Ecosystem.PYPI, "my-lib", "1.2.0"),
        entry(
            Ecosystem.PYPI,
            "gitted",
            "1.0",
            source=SourceKind.GIT,
            url="https://code.example/u/gitted?rev=x#abc",
        ),
        entry(Ecosystem.PYPI, "member", "1.0", source=SourceKind.WORKSPACE),
    ),
)


@pytest.mark.parametrize(
    ("selector", "asked", "held"),
    [
        ("a", "^1.0.0", True),
        ("a", "2.0.0", False),
        ("a@^1", "1.2.0", True),
        ("x/a", "1.2.0", True),
        ("**/a", "9", False),
        ("x>a", "9", False),
        ("x@1>a@2", "1.2.0", True),
        ("@s/b", "2.0.0", True),
        ("@s/b@npm:^2.0.0", "1.0.0", False),
        ("c", "npm:real@3.0.0", True),
        ("c", "npm:other@3.0.0", False),
        ("a", "npm:real@3.0.0", False),
        ("a", "-", True),
        ("a", "$nowhere", False),
        ("a", "latest", True),
        ("a", "file:./vendor/a.tgz", False),
        ("a", "https://evil.invalid/a.tgz", False),
        ("g", "u/g", True),
        ("g", "git+https://code.example/u/g.git#main", True),
        ("g", "evil/g", False),
        ("w", "workspace:*", True),
        ("elsewhere", "npm:evil@1.0.0", True),
        ("a@>=1", "npm:evil@1.0.0", False),
        ("a@^1 || >2", "npm:evil@1.0.0", False),
        ("x@>=1>a", "npm:evil@1.0.0", False),
        ("a@https://x.invalid/y", "npm:evil@1.0.0", False),
        ("a", "", True),
    ],
)
def test_overrides(selector: str, asked: str, held: bool) -> None:
    text = json.dumps({"overrides": {selector: asked}})
    (setting,) = settings_in("package.json", text.encode())
    assert held is Holdings.of([NPM]).hold(setting, None)


@pytest.mark.parametrize(("inner", "held"), [("1.2.0", True), ("9", False)])
def test_overrides_in_overrides(inner: str, held: bool) -> None:
    text = json.dumps({"overrides": {"x": {".": "1", "y": {"a": inner}}}})
    (setting,) = settings_in("package.json", text.encode())
    assert held is Holdings.of([NPM]).hold(setting, None)


YARN = b"""\
__metadata:
  version: 8

"fleet@npm:^2.0.0":
  version: 2.0.0
  resolution: "fleet@npm:2.0.0"
  dependencies:
    kite: "npm:^1.0.0"
  languageName: node
  linkType: hard

"kite@npm:^1.0.0":
  version: 1.1.0
  resolution: "kite@npm:1.1.0"
  languageName: node
  linkType: hard
"""
PNPM = b"""\
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      fleet:
        specifier: ^2.0.0
        version: 2.0.0
packages:
  fleet@2.0.0:
    resolution: {integrity: sha512-x}
  kite@1.1.0:
    resolution: {integrity: sha512-x}
snapshots:
  fleet@2.0.0:
    dependencies:
      kite: 1.1.0
  kite@1.1.0: {}
"""


@pytest.mark.parametrize("client", ["yarn", "pnpm"])
@pytest.mark.parametrize(
    ("selector", "name", "asked", "held"),
    [
        ("fleet@*", "kite", "^1.0.0", {"yarn", "pnpm"}),
        ("fleet@*", "kite", "^1.0", {"pnpm"}),
        ("fleet", "kite", "2.0.0", set()),
        ("fleet@*", "gull", "^1.0.0", set()),
        ("fleet@^2", "gull", "^1.0.0", set()),
        ("fleet@^1", "gull", "^1.0.0", {"yarn", "pnpm"}),
        ("fleet@odd range", "gull", "^1.0.0", set()),
        ("kite@*", "fleet", "^2.0.0", set()),
        ("elsewhere@*", "gull", "^1.0.0", {"yarn", "pnpm"}),
    ],
)
def test_extensions(client: str, selector: str, name: str, asked: str, held: set[str]) -> None:
    added = {"packageExtensions": {selector: {"dependencies": {name: asked}}}}
    yarn = client == "yarn"
    path, document = (
        (".yarnrc.yml", json.dumps(added)) if yarn else ("package.json", json.dumps({"pnpm": added}))
    )
    lock = format_for("yarn.lock" if yarn else "pnpm-lock.yaml")
    (setting,) = settings_in(path, document.encode())
    assert lock is not None
    holdings = Holdings.of([lock.parse(YARN if yarn else PNPM)])
    assert (client in held) is holdings.hold(setting, None)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('override-dependencies = ["my_lib==1.2.0"]', True),
        ('override-dependencies = ["My.Lib>=2"]', False),
        ('override-dependencies = ["elsewhere==9"]', True),
        ('override-dependencies = ["my-lib @ https://evil.invalid/x.whl"]', False),
        ('override-dependencies = ["]["]', False),
        ('sources = {gitted = {git = "https://code.example/u/gitted"}}', True),
        ('sources = {gitted = {git = "https://evil.invalid/e/gitted"}}', False),
        ('sources = {my-lib = {path = "./x"}}', False),
        ('sources = {my-lib = {index = "own"}}', True),
        ("sources = {member = {workspace = true}}", True),
        ('sources = {my-lib = {unknown = "x"}}', False),
        ('sources = {elsewhere = {git = "https://evil.invalid/x/y"}}', True),
    ],
)
def test_settings_of_uv(text: str, held: bool) -> None:
    (setting,) = settings_in("uv.toml", text.encode())
    assert held is Holdings.of([PYPI]).hold(setting, None)


def test_only_what_is_added_to_a_list_is_asked_for() -> None:
    (setting,) = settings_in("uv.toml", b'override-dependencies = ["my-lib==9", "my-lib==1.2.0"]')
    assert Holdings.of([PYPI]).hold(setting, ["my-lib==9"])
    assert not Holdings.of([PYPI]).hold(setting, None)
