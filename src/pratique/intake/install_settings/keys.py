"""Defines the settings that affect which bytes and which code an installer uses, by type of file.

Keys that are not in the tables of this module are ignored. Based on npm 11 (`@npmcli/config`, definitions), pnpm 10 and
11 (settings), yarn 1 (`.yarnrc`), yarn 4 (configuration, manifest), bun 1.3 (bunfig), pip 25, uv 0.9 (settings), Poetry
2 (configuration), PDM 2 (configuration), Pipenv, and Bundler 2.6 (`bundle config`). npm passes unknown keys to install
scripts as `npm_config_KEY`, and scripts that download binaries read URLs from these variables.
"""

from pratique.core.deciding import Effect
from pratique.intake.install_settings.setting import Key, Kind, key

_CODE, _PLACE, _SELECTION = Effect.CODE, Effect.PLACE, Effect.SELECTION

_REGISTRIES = (
    key("registry", _PLACE, Kind.REGISTRY),
    key("@*:registry", _PLACE, Kind.REGISTRY),
    key("replace-registry-host", _PLACE, default="npmjs"),
    key("proxy", _PLACE),
    key("http-proxy", _PLACE),
    key("https-proxy", _PLACE),
    key("ca", _PLACE),
    key("cafile", _PLACE),
    key("strict-ssl", _PLACE, strict="true", default="true"),
    key("cache", _PLACE),
)

_NPM = (
    key("prefix", _PLACE),
    key("userconfig", _PLACE),
    key("globalconfig", _PLACE),
    key("allow-git", _PLACE, strict="none"),
    key("allow-remote", _PLACE, strict="none"),
    key("allow-file", _PLACE, strict="none"),
    key("allow-directory", _PLACE, strict="none"),
    key("ignore-scripts", _CODE, strict="true", default="false"),
    key("script-shell", _CODE),
    key("shell", _CODE),
    key("node-options", _CODE),
    key("git", _CODE),
    key("node-gyp", _CODE),
    key("nodedir", _CODE),
    key("python", _CODE),
    key("onload-script", _CODE),
    key("scripts-prepend-node-path", _CODE),
    key("disturl", _CODE),
    key("dist-url", _CODE),
    key("*mirror*", _CODE),
    key("*binary*", _CODE),
    key("*download*", _CODE),
    key("*_host", _CODE),
    key("*-host", _CODE),
    key("*_site", _CODE),
    key("*cdnurl*", _CODE),
    key("package-lock", _SELECTION, strict="true", default="true"),
    key("shrinkwrap", _SELECTION, strict="true", default="true"),
    key("force", _SELECTION, strict="false", default="false"),
    key("os", _SELECTION),
    key("cpu", _SELECTION),
    key("libc", _SELECTION),
    key("allow-scripts", Effect.ALLOWED),
    key("dangerously-allow-all-scripts", _CODE, strict="false", default="false"),
)

_PNPM = (
    key("registries > *", _PLACE, Kind.REGISTRY),
    key("npmrc-auth-file", _PLACE),
    key("store-dir", _PLACE),
    key("cache-dir", _PLACE),
    key("verify-store-integrity", _PLACE, strict="true", default="true"),
    key("node-mirror*", _CODE),
    key("node-download-mirrors", _CODE),
    key("use-node-version", _CODE),
    key("execution-env", _CODE),
    key("runtime", _CODE),
    key("pnpmfile", _CODE, Kind.FILE),
    key("global-pnpmfile", _CODE, Kind.FILE),
    key("ignore-pnpmfile", _CODE, strict="true", default="false"),
    key("config-dependencies > *", _CODE),
    key("dangerously-allow-all-builds", _CODE, strict="false", default="false"),
    key("ignore-dep-scripts", _CODE, strict="true", default="false"),
    key("manage-package-manager-versions", _CODE),
    key("pm-on-fail", _CODE),
    key("lockfile", _SELECTION, strict="true", default="true"),
    key("frozen-lockfile", _SELECTION, strict="true"),
    key("prefer-frozen-lockfile", _SELECTION, strict="true", default="true"),
    key("git-branch-lockfile", _SELECTION, strict="false", default="false"),
    key("merge-git-branch-lockfiles", _SELECTION, strict="false", default="false"),
    key("shared-workspace-lockfile", _SELECTION),
    key("supported-architectures", _SELECTION),
    key("force", _SELECTION, strict="false", default="false"),
    key("overrides > *", _SELECTION, Kind.HELD),
    key("package-extensions > * > dependencies > *", _SELECTION, Kind.EXTENSION),
    key("package-extensions > * > optional-dependencies > *", _SELECTION, Kind.EXTENSION),
    key("package-extensions > * > peer-dependencies > *", _SELECTION, Kind.EXTENSION),
    key("patched-dependencies > *", Effect.CONTENT, Kind.FILE),
    key("only-built-dependencies", Effect.ALLOWED),
    key("only-built-dependencies-file", Effect.ALLOWED),
    key("never-built-dependencies", Effect.ALLOWED),
    key("ignored-built-dependencies", Effect.ALLOWED),
    key("allow-builds", Effect.ALLOWED),
)

_CATALOGS = (
    key("catalog > *", _SELECTION, Kind.HELD),
    key("catalogs > * > *", _SELECTION, Kind.HELD),
)
"""Settings that define the ranges and aliases of `catalog:` dependencies."""

NPMRC: tuple[Key, ...] = (*_REGISTRIES, *_NPM, *_PNPM, key("yarn-offline-mirror", _PLACE))
"""Settings in `.npmrc`, which npm, pnpm, yarn 1 and bun read."""

PNPM_WORKSPACE: tuple[Key, ...] = (*_REGISTRIES, *_NPM, *_PNPM, *_CATALOGS)
"""Settings in `pnpm-workspace.yaml` and in `pnpm` of package.json, converted from camel case to kebab case."""

YARN_1: tuple[Key, ...] = (
    *_REGISTRIES,
    key("yarn-path", _CODE, Kind.FILE),
    key("yarn-offline-mirror", _PLACE),
    key("cache-folder", _PLACE),
    key("preferred-cache-folder", _PLACE),
    key("unsafe-disable-integrity-migration", _PLACE, strict="true"),
    key("ignore-scripts", _CODE, strict="true", default="false"),
    key("script-shell", _CODE),
    key("env > *", _CODE),
    key("--*registry", _PLACE, Kind.REGISTRY),
    key("--*cache-folder", _PLACE),
    key("--*use-yarnrc", _PLACE),
    key("--*ignore-scripts", _CODE, strict="true", default="false"),
    key("--*update-checksums", _PLACE),
    key("--*skip-integrity-check", _PLACE),
    key("--*no-lockfile", _SELECTION),
    key("--*force", _SELECTION),
    key("--*cwd", _SELECTION),
    key("*mirror*", _CODE),
    key("*binary*", _CODE),
)
"""Settings in `.yarnrc`."""

YARN: tuple[Key, ...] = (
    key("npmRegistryServer", _PLACE, Kind.REGISTRY),
    key("npmScopes > * > npmRegistryServer", _PLACE, Kind.REGISTRY),
    key("unsafeHttpWhitelist", _PLACE, default="[]"),
    key("enableStrictSsl", _PLACE, strict="true", default="true"),
    key("httpProxy", _PLACE),
    key("httpsProxy", _PLACE),
    key("httpsCaFilePath", _PLACE),
    key("caFilePath", _PLACE),
    key("networkSettings", _PLACE),
    key("checksumBehavior", _PLACE, strict="throw", default="throw"),
    key("cacheFolder", _PLACE),
    key("globalFolder", _PLACE),
    key("enableGlobalCache", _PLACE),
    key("enableMirror", _PLACE),
    key("cacheMigrationMode", _PLACE),
    key("enableHardenedMode", _PLACE, strict="true"),
    key("enableScripts", _CODE, strict="false"),
    key("yarnPath", _CODE, Kind.FILE),
    key("ignorePath", _CODE, strict="true", default="false"),
    key("plugins", _CODE, Kind.FILE),
    key("injectEnvironmentFiles", _CODE),
    key("lockfileFilename", _SELECTION, default="yarn.lock"),
    key("enableImmutableInstalls", _SELECTION, strict="true"),
    key("supportedArchitectures", _SELECTION),
    key("packageExtensions > * > dependencies > *", _SELECTION, Kind.EXTENSION),
    key("packageExtensions > * > peerDependencies > *", _SELECTION, Kind.EXTENSION),
    *_CATALOGS,
)
"""Settings in `.yarnrc.yml`."""

BUN: tuple[Key, ...] = (
    key("install > registry", _PLACE, Kind.REGISTRY),
    key("install > scopes > *", _PLACE, Kind.REGISTRY),
    key("install > cache", _PLACE),
    key("install > ca", _PLACE),
    key("install > cafile", _PLACE),
    key("install > globalDir", _PLACE),
    key("install > ignoreScripts", _CODE, strict="true", default="false"),
    key("install > security", _CODE),
    key("install > auto", _SELECTION),
    key("install > frozenLockfile", _SELECTION, strict="true", default="false"),
    key("install > lockfile", _SELECTION),
)
"""Settings in `bunfig.toml`."""

ENVIRONMENT: tuple[Key, ...] = (
    *(
        key(name, _PLACE, Kind.REGISTRY)
        for name in ("BUN_CONFIG_REGISTRY", "NPM_CONFIG_REGISTRY", "npm_config_registry")
    ),
    key("BUN_CONFIG_NO_VERIFY", _PLACE),
    key("BUN_INSTALL*", _PLACE),
    key("*_PROXY", _PLACE),
    key("*_proxy", _PLACE),
    key("NODE_EXTRA_CA_CERTS", _PLACE),
    key("NODE_TLS_REJECT_UNAUTHORIZED", _PLACE, strict="1", default="1"),
    key("NPM_CONFIG_USERCONFIG", _PLACE),
    key("npm_config_userconfig", _PLACE),
    key("NPM_CONFIG_IGNORE_SCRIPTS", _CODE, strict="true", default="false"),
    key("npm_config_ignore_scripts", _CODE, strict="true", default="false"),
    key("BUN_CONFIG_SKIP_*", _SELECTION),
)
"""Variables in `.env` files. bun reads these files before it installs (observed with bun 1.4)."""

_LIFECYCLE = (
    "preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies",
    "pnpm:devPreinstall",
)  # fmt: skip

PACKAGE_JSON: tuple[Key, ...] = (
    key("packageManager", _CODE),
    key("devEngines > packageManager", _CODE),
    key("devEngines > runtime", _CODE),
    key("patchedDependencies > *", Effect.CONTENT, Kind.FILE),
    *(
        key(f"{section} > *", Effect.CONTENT, Kind.PATCH)
        for section in ("dependencies", "devDependencies", "optionalDependencies", "resolutions")
    ),
    key("overrides > *", _SELECTION, Kind.HELD),
    key("resolutions > *", _SELECTION, Kind.HELD),
    *_CATALOGS,
    key("workspaces > catalog > *", _SELECTION, Kind.HELD),
    key("workspaces > catalogs > * > *", _SELECTION, Kind.HELD),
    key("trustedDependencies", Effect.ALLOWED),
    key("allowScripts", Effect.ALLOWED),
    key("dependenciesMeta > * > built", Effect.ALLOWED),
    *(key(f"scripts > {name}", Effect.OWN) for name in _LIFECYCLE),
)
"""Settings in `package.json`, except for the key `pnpm`."""

PIP: tuple[Key, ...] = tuple(
    row
    for section in ("global", "install", "download", "wheel")
    for row in (
        key(f"{section} > index-url", _PLACE, Kind.REGISTRY),
        key(f"{section} > pypi-url", _PLACE, Kind.REGISTRY),
        key(f"{section} > extra-index-url", _PLACE, Kind.REGISTRIES),
        key(f"{section} > find-links", _PLACE),
        key(f"{section} > no-index", _PLACE, default="false"),
        key(f"{section} > trusted-host", _PLACE),
        key(f"{section} > proxy", _PLACE),
        key(f"{section} > cert", _PLACE),
        key(f"{section} > cache-dir", _PLACE),
        key(f"{section} > python", _CODE),
        key(f"{section} > no-build-isolation", _CODE),
        key(f"{section} > config-settings", _CODE),
        key(f"{section} > build-constraint", _CODE),
        key(f"{section} > no-binary", _SELECTION),
        key(f"{section} > only-binary", _SELECTION, strict=":all:"),
        key(f"{section} > prefer-binary", _SELECTION),
        key(f"{section} > pre", _SELECTION, default="false"),
        key(f"{section} > require-hashes", _SELECTION, strict="true", default="false"),
        key(f"{section} > constraint", _SELECTION),
        key(f"{section} > requirement", _SELECTION),
        key(f"{section} > editable", _SELECTION),
        key(f"{section} > platform", _SELECTION),
        key(f"{section} > python-version", _SELECTION),
        key(f"{section} > implementation", _SELECTION),
        key(f"{section} > abi", _SELECTION),
        key(f"{section} > ignore-requires-python", _SELECTION),
    )
)
"""Settings in `pip.conf` and `pip.ini`."""

_UV_INDEXES = (
    key("index-url", _PLACE, Kind.REGISTRY),
    key("extra-index-url", _PLACE, Kind.REGISTRIES),
    key("find-links", _PLACE),
    key("no-index", _PLACE, default="false"),
    key("index-strategy", _PLACE, strict="first-index", default="first-index"),
    key("allow-insecure-host", _PLACE, default="[]"),
    key("no-build", _SELECTION, strict="true", default="false"),
    key("no-binary", _SELECTION, strict="false", default="false"),
    key("no-build-package", _SELECTION),
    key("no-binary-package", _SELECTION),
    key("no-sources", _SELECTION),
    key("no-build-isolation", _CODE, strict="false", default="false"),
    key("no-build-isolation-package", _CODE),
    key("config-settings", _CODE),
    key("config-settings-package", _CODE),
    key("extra-build-dependencies", _CODE),
    key("extra-build-variables", _CODE),
    key("dependency-metadata", _SELECTION),
    key("torch-backend", _PLACE),
)

UV: tuple[Key, ...] = (
    *_UV_INDEXES,
    *(Key(("pip", *row.way), row.effect, row.kind, row.strict, row.default) for row in _UV_INDEXES),
    key("pip > no-binary", _SELECTION),
    key("pip > only-binary", _SELECTION),
    key("index", _PLACE, Kind.REGISTRIES),
    key("cache-dir", _PLACE),
    key("proxy", _PLACE),
    key("http-proxy", _PLACE),
    key("https-proxy", _PLACE),
    key("sources > *", _SELECTION, Kind.SOURCE),
    key("override-dependencies", _SELECTION, Kind.HELD),
    key("build-constraint-dependencies", _CODE),
    key("python-install-mirror", _CODE),
    key("pypy-install-mirror", _CODE),
    key("python-downloads-json-url", _CODE),
)
"""Settings in `uv.toml` and in `tool.uv` of pyproject.toml."""


def _below(table: str, rows: tuple[Key, ...]) -> tuple[Key, ...]:
    above = tuple(table.split(" > "))
    return tuple(Key((*above, *row.way), row.effect, row.kind, row.strict, row.default) for row in rows)


PYPROJECT: tuple[Key, ...] = (
    key("build-system > requires", _CODE),
    key("build-system > build-backend", _CODE),
    key("build-system > backend-path", _CODE),
    *_below("tool > uv", UV),
    key("tool > poetry > source", _PLACE, Kind.REGISTRIES),
    key("tool > poetry > requires-plugins", _CODE),
    key("tool > poetry > build-constraints", _CODE),
    key("tool > poetry > build", Effect.OWN),
    key("tool > pdm > source", _PLACE, Kind.REGISTRIES),
    key("tool > pdm > plugins", _CODE),
    key("tool > pdm > options", _CODE),
    key("tool > pdm > resolution > respect-source-order", _PLACE),
    *(
        key(f"tool > pdm > scripts > {name}", Effect.OWN)
        for name in ("pre_install", "post_install", "pre_lock", "post_lock", "pre_build", "post_build")
    ),
)
"""Settings in `pyproject.toml`."""

POETRY: tuple[Key, ...] = (
    key("cache-dir", _PLACE),
    key("certificates > *", _PLACE),
    key("installer > no-binary", _SELECTION),
    key("installer > only-binary", _SELECTION),
    key("installer > re-resolve", _SELECTION),
    key("installer > build-config-settings", _CODE),
    key("python-installation-dir", _CODE),
)
"""Settings in `poetry.toml`."""

PDM: tuple[Key, ...] = (
    key("pypi > url", _PLACE, Kind.REGISTRY),
    key("pypi > verify_ssl", _PLACE, strict="true", default="true"),
    key("pypi > ca_certs", _PLACE),
    key("pypi > ignore_stored_index", _PLACE),
    key("pypi > * > url", _PLACE, Kind.REGISTRIES),
    key("pypi > * > type", _PLACE),
    key("cache_dir", _PLACE),
    key("build_isolation", _CODE, strict="true", default="true"),
    key("python > install_root", _CODE),
)
"""Settings in `pdm.toml`."""

PIPFILE: tuple[Key, ...] = (
    key("source", _PLACE, Kind.REGISTRIES),
    key("pipenv > install_search_all_sources", _PLACE, strict="false", default="false"),
)
"""Settings in `Pipfile`."""

BUNDLER: tuple[Key, ...] = (
    key("BUNDLE_MIRROR*", _PLACE),
    key("BUNDLE_LOCAL__*", _PLACE),
    key("BUNDLE_PATH*", _PLACE),
    key("BUNDLE_CACHE_PATH", _PLACE),
    key("BUNDLE_APP_CONFIG", _PLACE),
    key("BUNDLE_PREFER_LOCAL", _PLACE),
    key("BUNDLE_SSL_*", _PLACE),
    key("BUNDLE_DISABLE_CHECKSUM_VALIDATION", _PLACE, strict="false", default="false"),
    key("BUNDLE_BUILD__*", _CODE),
    key("BUNDLE_VERSION", _CODE),
    key("BUNDLE_PLUGINS", _CODE),
    key("BUNDLE_SHEBANG", _CODE),
    key("BUNDLE_GEMFILE", _SELECTION),
    key("BUNDLE_LOCKFILE", _SELECTION),
    key("BUNDLE_FROZEN", _SELECTION, strict="true", default="false"),
    key("BUNDLE_DEPLOYMENT", _SELECTION, strict="true", default="false"),
    key("BUNDLE_FORCE_RUBY_PLATFORM", _SELECTION),
    key("BUNDLE_SPECIFIC_PLATFORM", _SELECTION),
)
"""Settings in `.bundle/config`. Settings like `BUNDLE_JOBS` have no effect on the installed bytes."""

GEMFILE: tuple[Key, ...] = (
    key("source", _PLACE, Kind.REGISTRIES),
    key("git_source", _PLACE),
    key("plugin", _CODE),
    key("eval_gemfile", _CODE, Kind.PROGRAM),
    key("code > *", _CODE, Kind.LINE),
)
"""Statements in a Gemfile. Literal `gem` statements are in the lockfile; every line that is not a literal statement is code."""

GEMSPEC: tuple[Key, ...] = (
    key("code > *", _CODE, Kind.LINE),
    key("dependency > *", _SELECTION, Kind.GEM),
)
"""Statements in a gemspec beside a lockfile. Bundler runs a gemspec like a Gemfile."""

WHOLE = key("the whole file", _CODE)
"""A file that runs at install time, compared by its bytes."""
PATCH_FILE = key("the whole file", Effect.CONTENT)
"""A patch file, compared by its bytes."""
LINK = key("link to another file", _CODE)
"""A symbolic link to a file that cannot be read."""
UNREADABLE = key("the whole file, which cannot be read", _CODE)
"""A file that cannot be parsed, compared by its bytes."""
