"""Which settings a change touches: a case for each cell of the tables, and changes that accept no other bytes."""

import json

import pytest

from pratique.core.deciding import Effect
from pratique.core.names import Ecosystem
from tests.intake.install_settings.building import GEMS as GEM_LOCK
from tests.intake.install_settings.building import LOCK, compared, configured

EVIL = "https://evil.invalid"
PACKAGE = json.dumps({"name": "app", "version": "1.0.0", "dependencies": {"calm": "1.0.0"}})


def manifest(**more: object) -> str:
    return json.dumps({**json.loads(PACKAGE), **more}, indent=2)


PATCH = "--- a/index.js\n+++ b/index.js\n@@ -1 +1 @@\n-1\n+2\n"
PLACE, CODE, SELECTION, CONTENT = Effect.PLACE, Effect.CODE, Effect.SELECTION, Effect.CONTENT

TOUCHED: list[tuple[str, str | None, str, str, Effect]] = [
    (".npmrc", None, f"registry={EVIL}/\n", "registry", PLACE),
    (".npmrc", f"registry={EVIL}/a/\n", f"registry={EVIL}/b/\n", "registry", PLACE),
    (".npmrc", None, f"@acme:registry={EVIL}/\n", "@acme:registry", PLACE),
    (".npmrc", None, "cache=./cache\n", "cache", PLACE),
    (".npmrc", None, "prefix=./p\n", "prefix", PLACE),
    (".npmrc", None, "strict-ssl=false\n", "strict-ssl", PLACE),
    (".npmrc", None, f"proxy={EVIL}\n", "proxy", PLACE),
    (".npmrc", "ignore-scripts=true\n", "", "ignore-scripts", CODE),
    (".npmrc", None, "script-shell=./sh\n", "script-shell", CODE),
    (".npmrc", None, "node-options=--require ./x.js\n", "node-options", CODE),
    (".npmrc", None, "git=./git\n", "git", CODE),
    (".npmrc", None, f"sharp_binary_host={EVIL}\n", "sharp_binary_host", CODE),
    (".npmrc", None, "store-dir=./store\n", "store-dir", PLACE),
    (".npmrc", None, "package-lock=false\n", "package-lock", SELECTION),
    (".npmrc", None, "pnpmfile=hooks.cjs\n", "pnpmfile", CODE),
    (".yarnrc", None, f'registry "{EVIL}/"\n', "registry", PLACE),
    (".yarnrc", None, "yarn-path ./yarn.js\n", "yarn-path", CODE),
    (".yarnrc", None, 'yarn-offline-mirror "./m"\n', "yarn-offline-mirror", PLACE),
    (".yarnrc", None, f'--install.registry "{EVIL}/"\n', "--install.registry", PLACE),
    (".yarnrc.yml", None, f"npmRegistryServer: {EVIL}\n", "npmRegistryServer", PLACE),
    (
        ".yarnrc.yml",
        None,
        f"npmScopes:\n  acme:\n    npmRegistryServer: {EVIL}\n",
        "npmScopes > acme > npmRegistryServer",
        PLACE,
    ),
    (".yarnrc.yml", "enableScripts: false\n", "{}\n", "enableScripts", CODE),
    (".yarnrc.yml", None, "yarnPath: .yarn/releases/y.cjs\n", "yarnPath", CODE),
    (".yarnrc.yml", None, "plugins:\n  - path: .yarn/plugins/p.cjs\n", "plugins", CODE),
    (".yarnrc.yml", None, "checksumBehavior: update\n", "checksumBehavior", PLACE),
    (".yarnrc.yml", None, "cacheFolder: ./c\n", "cacheFolder", PLACE),
    (
        ".yarnrc.yml",
        None,
        'packageExtensions:\n  "calm@*":\n    dependencies:\n      more: "9"\n',
        "packageExtensions > calm@* > dependencies > more",
        SELECTION,
    ),
    ("pnpm-workspace.yaml", None, f"registries:\n  default: {EVIL}\n", "registries > default", PLACE),
    ("pnpm-workspace.yaml", None, "overrides:\n  calm: 9.0.0\n", "overrides > calm", SELECTION),
    ("pnpm-workspace.yaml", None, "pnpmfile: x.cjs\n", "pnpmfile", CODE),
    (
        "pnpm-workspace.yaml",
        None,
        "configDependencies:\n  h: 1.0.0+sha512-x\n",
        "configDependencies > h",
        CODE,
    ),
    (
        ".npmrc",
        None,
        "dangerously-allow-all-scripts=true\n",
        "dangerously-allow-all-scripts",
        CODE,
    ),
    ("pnpm-workspace.yaml", None, "dangerouslyAllowAllBuilds: true\n", "dangerouslyAllowAllBuilds", CODE),
    (
        "pnpm-workspace.yaml",
        None,
        "patchedDependencies:\n  calm: p/x\n",
        "patchedDependencies > calm",
        CONTENT,
    ),
    (".pnpmfile.cjs", None, "module.exports = {}\n", "the whole file", CODE),
    (".pnpmfile.cjs", "module.exports = {}\n", "module.exports = {hooks}\n", "the whole file", CODE),
    (".pnpmfile.mjs", None, "export default {}\n", "the whole file", CODE),
    ("bunfig.toml", None, f'[install]\nregistry = "{EVIL}"\n', "install > registry", PLACE),
    ("bunfig.toml", None, f'[install.scopes]\nacme = "{EVIL}"\n', "install > scopes > acme", PLACE),
    (".env", None, f"A=1\nBUN_CONFIG_REGISTRY={EVIL}\n", "BUN_CONFIG_REGISTRY", PLACE),
    (".env.local", "", f"export npm_config_registry = '{EVIL}' # x\n", "npm_config_registry", PLACE),
    (
        ".env.production",
        None,
        "BUN_CONFIG_SKIP_LOAD_LOCKFILE: 1\n",
        "BUN_CONFIG_SKIP_LOAD_LOCKFILE",
        SELECTION,
    ),
    (
        ".env.production.local",
        "A=x\nNPM_CONFIG_REGISTRY=$A\n",
        "A=y\nNPM_CONFIG_REGISTRY=$A\n",
        "NPM_CONFIG_REGISTRY",
        PLACE,
    ),
    ("pnpm-workspace.yaml", None, "catalog:\n  calm: npm:evil@1.0.0\n", "catalog > calm", SELECTION),
    (".yarnrc.yml", None, "catalogs:\n  old:\n    calm: ^9\n", "catalogs > old > calm", SELECTION),
    (
        "package.json",
        PACKAGE,
        manifest(workspaces={"catalog": {"calm": "npm:evil@1.0.0"}}),
        "workspaces > catalog > calm",
        SELECTION,
    ),
    ("package.yaml", None, "packageManager: yarn@1.0.0\n", "packageManager", CODE),
    ("package.json5", None, "{packageManager: 'yarn@1.0.0'}\n", "the whole file, which cannot be read", CODE),
    ("package.json", PACKAGE, manifest(packageManager="yarn@1.0.0"), "packageManager", CODE),
    ("package.json", PACKAGE, manifest(overrides={"calm": "npm:evil@1.0.0"}), "overrides > calm", SELECTION),
    (
        "package.json",
        PACKAGE,
        manifest(overrides={"a": {"calm": "9"}, "calm": "9"}),
        "overrides > calm",
        SELECTION,
    ),
    (
        "package.json",
        PACKAGE,
        manifest(resolutions={"**/calm": f"{EVIL}/x.tgz"}),
        "resolutions > **/calm",
        SELECTION,
    ),
    (
        "package.json",
        PACKAGE,
        manifest(pnpm={"overrides": {"calm": "9"}}),
        "pnpm > overrides > calm",
        SELECTION,
    ),
    (
        "package.json",
        PACKAGE,
        manifest(pnpm={"patchedDependencies": {"calm": "p/x"}}),
        "pnpm > patchedDependencies > calm",
        CONTENT,
    ),
    (
        "package.json",
        PACKAGE,
        manifest(patchedDependencies={"calm": "p/x"}),
        "patchedDependencies > calm",
        CONTENT,
    ),
    (
        "package.json",
        PACKAGE,
        manifest(resolutions={"calm": "patch:calm@npm%3A1.0.0#~/.yarn/patches/x.patch"}),
        "resolutions > calm",
        CONTENT,
    ),
    ("patches/calm+1.0.0.patch", None, PATCH, "the whole file", CONTENT),
    ("pip.conf", None, f"[global]\nindex-url = {EVIL}/simple\n", "global > index-url", PLACE),
    ("pip.conf", None, f"[install]\nextra-index-url = {EVIL}/simple\n", "install > extra-index-url", PLACE),
    ("pip.ini", None, "[global]\nno-binary = :all:\n", "global > no-binary", SELECTION),
    ("uv.toml", None, f'[[index]]\nurl = "{EVIL}/simple"\n', "index", PLACE),
    ("uv.toml", None, 'find-links = ["./v"]\n', "find-links", PLACE),
    ("pyproject.toml", "", f'[tool.uv]\nindex-url = "{EVIL}/simple"\n', "tool > uv > index-url", PLACE),
    ("pyproject.toml", "", "[tool.uv]\nno-binary = true\n", "tool > uv > no-binary", SELECTION),
    (
        "pyproject.toml",
        "",
        f'[[tool.poetry.source]]\nname = "x"\nurl = "{EVIL}/s"\n',
        "tool > poetry > source",
        PLACE,
    ),
    (
        "pyproject.toml",
        "",
        f'[[tool.pdm.source]]\nname = "x"\nurl = "{EVIL}/s"\n',
        "tool > pdm > source",
        PLACE,
    ),
    ("pyproject.toml", "", '[build-system]\nrequires = ["evil"]\n', "build-system > requires", CODE),
    ("pyproject.toml", "", '[build-system]\nbackend-path = ["."]\n', "build-system > backend-path", CODE),
    (
        "pyproject.toml",
        "",
        '[tool.poetry.requires-plugins]\nx = "1"\n',
        "tool > poetry > requires-plugins",
        CODE,
    ),
    ("poetry.toml", None, '[installer]\nno-binary = [":all:"]\n', "installer > no-binary", SELECTION),
    ("pdm.toml", None, f'[pypi]\nurl = "{EVIL}/simple"\n', "pypi > url", PLACE),
    ("Pipfile", None, f'[[source]]\nname = "x"\nurl = "{EVIL}/simple"\n', "source", PLACE),
    (".bundle/config", None, f'---\nBUNDLE_MIRROR__ALL: "{EVIL}"\n', "BUNDLE_MIRROR__ALL", PLACE),
    (".bundle/config", None, '---\nBUNDLE_PATH: "vendor/x"\n', "BUNDLE_PATH", PLACE),
    (".bundle/config", None, '---\nBUNDLE_BUILD__X: "--y"\n', "BUNDLE_BUILD__X", CODE),
    ("Gemfile", "gem 'x'\n", f'source "{EVIL}"\ngem "x"\n', "source", PLACE),
    ("Gemfile", "gem 'x'\n", f'gem "x", source: "{EVIL}"\n', "source", PLACE),
    ("Gemfile", "gem 'x'\n", 'plugin "evil"\n', "plugin", CODE),
    ("Gemfile", "gem 'x'\n", "gem 'x'\nsystem('x')\n", "code", CODE),
    ("Gemfile", "gem 'x' if a\n", "gem 'x' if b\n", "code", CODE),
    ("more.gemspec", "", "Gem::Specification.new do |s|\n  s.name = `x`\nend\n", "code", CODE),
    ("more.gemspec", "", 's.add_dependency "gull"\n', "dependency > gull", SELECTION),
]


@pytest.mark.parametrize(("path", "before", "after", "setting", "effect"), TOUCHED)
def test_a_change_of_a_setting_that_decides_is_named(
    path: str, before: str | None, after: str, setting: str, effect: Effect
) -> None:
    found = compared({path: before}, {path: after}, locks=(LOCK,))
    assert (path, setting, effect) in [(one.path, one.setting, one.effect) for one in found if one.stops]


def test_a_line_of_code_is_named_with_its_line() -> None:
    (found,) = compared({"Gemfile": "gem 'x'\n"}, {"Gemfile": "gem 'x'\n\nFile.write('y', 'z')\n"})
    assert ("Gemfile:3", "code", "File.write('y', 'z')") == (found.source, found.setting, found.after)


def test_files_that_a_gemfile_takes_in_are_compared_as_it_is() -> None:
    before = {
        "Gemfile": 'eval_gemfile "a/one"\n',
        "a/one": 'eval_gemfile "two.rb"\n',
        "a/two.rb": "gem 'x'\n",
    }
    (found,) = compared(before, {"a/two.rb": "gem 'x'\ngem 'y'\nsystem 'x'\n"})
    assert ("a/two.rb:3", "system 'x'") == (found.source, found.after)
    assert [] == compared({"Gemfile": 'eval_gemfile "Gemfile"\n'}, {})


HONEST: list[tuple[str, str | None, str | None]] = [
    (".npmrc", f"registry={EVIL}/\n", f"# why\nregistry = {EVIL}\n"),
    (".npmrc", None, "fund=false\nsave-exact=true\n//evil.invalid/:_authToken=${T}\n"),
    (".npmrc", None, "ignore-scripts=true\n"),
    (".npmrc", "ignore-scripts=false\n", ""),
    (".npmrc", "strict-ssl=false\n", "strict-ssl=true\n"),
    (".yarnrc.yml", "enableScripts: true\n", "enableScripts: false\n"),
    (
        ".yarnrc.yml",
        "yarnPath: y.cjs\n",
        "# x\nyarnPath: 'y.cjs'\nenableTelemetry: false\nnodeLinker: node-modules\n",
    ),
    (".yarnrc.yml", "a: &x 1\nyarnPath: y.cjs\n", "a: &x 2\nyarnPath: y.cjs\nb: *x\n"),
    (
        "pnpm-workspace.yaml",
        "packages: [a]\n",
        "packages: [a, b]\ncatalog:\n  x: ^1\nonlyBuiltDependencies: [esbuild]\n",
    ),
    ("pnpm-workspace.yaml", None, "overrides:\n  calm: ^1.0.0\n  elsewhere: 3.0.0\n"),
    ("bunfig.toml", None, "[test]\ncoverage = true\n"),
    ("pnpm-workspace.yaml", "catalog:\n  calm: ^0.9\n", "catalog:\n  calm: ^1.0.0\n  unused: ^1\n"),
    (".env", None, "DATABASE_URL=postgres://x\nREGISTRY=https://npm.invalid/\n# BUN_CONFIG_REGISTRY=x\n"),
    ("package.json", PACKAGE, manifest(scripts={"test": "x", "postinstall": "node x.js"})),
    ("package.json", PACKAGE, manifest(overrides={"calm": "1.0.0", "not-here": "1.0.0", "calm@1": "$calm"})),
    ("package.json", manifest(overrides={"calm": "9"}), PACKAGE),
    ("package.json", PACKAGE, manifest(resolutions={"x/calm": "1.0.0"}, trustedDependencies=["calm"])),
    ("package.json", manifest(packageManager="yarn@1.0.0"), json.dumps({"packageManager": "yarn@1.0.0"})),
    ("patches/calm+1.0.0.patch", PATCH, None),
    ("pyproject.toml", "[project]\nname='x'\n", "[project]\nname = 'x'\n[tool.ruff]\nline-length = 1\n"),
    (
        "pyproject.toml",
        "[build-system]\nrequires = ['a', 'b']\n",
        "[build-system]\nrequires = [\n 'a',\n 'b',\n]\n",
    ),
    ("pyproject.toml", None, "[tool.uv]\nrequired-version = '>=0.5'\ndefault-groups = ['dev']\n"),
    ("poetry.toml", None, "[virtualenvs]\nin-project = true\n"),
    ("pip.conf", None, "[global]\ntimeout = 60\n"),
    (
        "Gemfile",
        "source 'https://gems.invalid'\n",
        "# source 'x'\nsource \"https://gems.invalid\"\ngem 'y'\n",
    ),
    (
        "Gemfile",
        "require 'x'\ngem 'a'\neval 'y'\n",
        "require 'x'\n\ngroup :test do\n  gem 'a', '~> 1' # why\nend\ngem 'b',\n  require: false\n",
    ),
    (
        "own.gemspec",
        "Gem::Specification.new do |s|\n  s.version = '1'\nend\n",
        "Gem::Specification.new do |s|\n  s.version = '2'\n  s.add_dependency 'held', '~> 1.0'\nend\n",
    ),
    (".bundle/config", None, '---\nBUNDLE_JOBS: "4"\nBUNDLE_WITHOUT: "test"\nBUNDLE_FROZEN: "true"\n'),
]


@pytest.mark.parametrize(("path", "before", "after"), HONEST)
def test_a_change_that_accepts_no_other_bytes_stops_nothing(
    path: str, before: str | None, after: str | None
) -> None:
    assert [] == [one for one in compared({path: before}, {path: after}, locks=(LOCK, GEM_LOCK)) if one.stops]


OURS = "https://npm.example/"
SIMPLE = "https://pypi.example/simple/"
GEMS = "https://gems.example/"
USER = configured(
    {
        (Ecosystem.NPM, "@acme"): "https://acme.example/",
        (Ecosystem.PYPI, ""): SIMPLE,
        (Ecosystem.RUBYGEMS, ""): GEMS,
    }
)

CONFIGURED: list[tuple[str, str]] = [
    (".npmrc", f"registry={OURS}\n"),
    (".npmrc", "registry=https://me:secret@NPM.example\n"),
    (".npmrc", "@acme:registry=https://acme.example\n"),
    (".yarnrc", f'registry "{OURS}"\n'),
    (".yarnrc.yml", f"npmRegistryServer: {OURS}\n"),
    (".yarnrc.yml", "npmScopes:\n  acme:\n    npmRegistryServer: https://acme.example\n"),
    ("bunfig.toml", f'[install]\nregistry = {{ url = "{OURS}", token = "x" }}\n'),
    (".env", f"BUN_CONFIG_REGISTRY={OURS}\n"),
    ("pip.conf", f"[global]\nindex-url = {SIMPLE}\n"),
    ("pip.conf", f"[global]\nextra-index-url = {SIMPLE}\n"),
    ("uv.toml", f'index-url = "{SIMPLE}"\n'),
    ("pyproject.toml", f'[[tool.uv.index]]\nname = "own"\nurl = "{SIMPLE}"\n'),
    ("pyproject.toml", f'[[tool.poetry.source]]\nname = "own"\nurl = "{SIMPLE}"\n'),
    ("Pipfile", f'[[source]]\nname = "own"\nurl = "{SIMPLE}"\nverify_ssl = true\n'),
    ("Gemfile", f'source "{GEMS}"\n'),
]


@pytest.mark.parametrize(("path", "text"), CONFIGURED)
def test_what_the_users_own_configuration_says_is_no_change(path: str, text: str) -> None:
    assert [] == compared({path: None}, {path: text}, user=USER)
    assert [] == compared({path: text}, {path: None}, user=USER)


def test_a_registry_of_the_user_for_other_names_is_a_change() -> None:
    assert compared({".npmrc": None}, {".npmrc": "registry=https://acme.example/\n"}, user=USER)
    assert compared({".npmrc": None}, {".npmrc": f"@acme:registry={OURS}\n"}, user=USER)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fund=false\n", "registry=https://u:hunter2@evil.invalid/\n"),
        ("", "cache=https://u:hunter2@x.invalid\n"),
    ],
)
def test_credentials_are_never_told(before: str, after: str) -> None:
    (found,) = compared({".npmrc": before}, {".npmrc": after})
    assert "hunter2" not in repr(found)
    assert "invalid" in repr(found)


def test_a_token_in_a_table_is_never_told() -> None:
    text = '[install]\nregistry = { url = "https://evil.invalid/", token = "hunter2" }\n'
    (found,) = compared({"bunfig.toml": ""}, {"bunfig.toml": text})
    assert "hunter2" not in repr(found)


def test_scripts_of_the_project_and_allowed_scripts_are_listed_and_stop_nothing() -> None:
    after = {"package.json": manifest(scripts={"prepare": "x"}, pnpm={"onlyBuiltDependencies": ["a"]})}
    found = compared({"package.json": PACKAGE}, after)
    assert [Effect.OWN, Effect.ALLOWED] == [one.effect for one in found]
    assert all(one.changed and not one.stops for one in found)


def test_line_ends_of_windows_are_no_change() -> None:
    assert [] == compared({".pnpmfile.cjs": "a\nb\n"}, {".pnpmfile.cjs": "a\r\nb\r\n"})


ALIASES = [
    ("x: &x\n  registry: https://evil.invalid/\n", "x: &x\n  registry: https://evil.invalid/\n<<: *x\n"),
    ("p: &p a.cjs\npnpmfile: *p\n", "p: &p b.cjs\npnpmfile: *p\n"),
    ("x: &x {}\noverrides:\n  <<: *x\n", "x: &x\n  calm: '9'\noverrides:\n  <<: *x\n"),
    ("a: &a 1\n", "a: &a 1\n? registry\n: https://evil.invalid/\n"),
    ("a: &a 1\n", "{a: &a 1, registry: https://evil.invalid/}\n"),
    ("a: &a 1\n", "a: &a 1\n'registry': https://evil.invalid/\n"),
    ("a: &a 1\n", "a: &a 1\noverrides: &b\n  calm: '9'\n"),
]


@pytest.mark.parametrize(("before", "after"), ALIASES)
def test_nothing_hides_behind_anchors_and_merge_keys(before: str, after: str) -> None:
    path = "pnpm-workspace.yaml"
    assert any(one.stops for one in compared({path: before}, {path: after}, locks=(LOCK,)))
