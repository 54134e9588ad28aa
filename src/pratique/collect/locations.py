"""Tables of the folders in which clients keep caches and global installs, by environment variable, setting and platform.

The functions are pure: they take the environment and return paths as texts with forward slashes. Whether a folder exists is
not their business. Sources: the documentation of each client, and observation.
"""

from __future__ import annotations  # Python 3.9

from collections.abc import Callable, Mapping
from typing import NamedTuple

WINDOWS = "win32"
MAC = "darwin"
_ELSE = ""


class Machine(NamedTuple):
    """The environment in which folders are located."""

    env: Mapping[str, str]
    home: str
    system: str
    """`sys.platform`."""
    is_root: bool = False
    """Whether the current user is root."""
    root: str = ""
    """The folder that is used as the root of the file system; "" for the real one."""

    def value(self, variable: str) -> str:
        """Return an environment variable without spaces around it; "" if it is not set."""
        return self.env.get(variable, "").strip()


class Location(NamedTuple):
    """One possible folder of a client."""

    path: str
    origin: str
    """The variable or the file that sets the folder, or `default`."""


DEFAULT = "default"

_VARIABLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "npm": (("npm_config_cache", "/_cacache"), ("NPM_CONFIG_CACHE", "/_cacache")),
    "yarn1": (("YARN_CACHE_FOLDER", ""),),
    "yarn": (("YARN_CACHE_FOLDER", ""), ("YARN_GLOBAL_FOLDER", "/cache")),
    "pnpm": (
        ("pnpm_config_store_dir", ""),
        ("PNPM_CONFIG_STORE_DIR", ""),
        ("npm_config_store_dir", ""),
        ("PNPM_HOME", "/store"),
    ),
    "bun": (
        ("BUN_INSTALL_CACHE_DIR", ""),
        ("BUN_INSTALL", "/install/cache"),
        ("XDG_CACHE_HOME", "/.bun/install/cache"),
    ),
    "pip": (("PIP_CACHE_DIR", ""),),
    "uv": (("UV_CACHE_DIR", ""),),
    "poetry": (("POETRY_CACHE_DIR", ""),),
    "gem": (("GEM_HOME", "/cache"), ("GEM_PATH", "/cache")),
    "bundler": (("BUNDLE_USER_CACHE", "/gems"), ("BUNDLE_USER_HOME", "/cache/gems")),
}
"""The environment variables of each client, with the path from their value to the cache."""
_LISTS = frozenset({"GEM_PATH", "GEM_HOME"})
"""Variables with several folders."""

_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "npm": {_ELSE: "{home}/.npm/_cacache", WINDOWS: "{local}/npm-cache/_cacache"},
    "yarn1": {
        _ELSE: "{cache}/yarn",
        MAC: "{home}/Library/Caches/Yarn",
        WINDOWS: "{local}/Yarn/Cache",
    },
    "yarn": {_ELSE: "{home}/.yarn/berry/cache", WINDOWS: "{local}/Yarn/Berry/cache"},
    "pnpm": {
        _ELSE: "{data}/pnpm/store",
        MAC: "{home}/Library/pnpm/store",
        WINDOWS: "{local}/pnpm/store",
    },
    "bun": {_ELSE: "{home}/.bun/install/cache"},
    "pip": {_ELSE: "{cache}/pip", MAC: "{home}/Library/Caches/pip", WINDOWS: "{local}/pip/Cache"},
    "uv": {_ELSE: "{cache}/uv", MAC: "{home}/.cache/uv", WINDOWS: "{local}/uv/cache"},
    "poetry": {
        _ELSE: "{cache}/pypoetry",
        MAC: "{home}/Library/Caches/pypoetry",
        WINDOWS: "{local}/pypoetry/Cache",
    },
    "gem": {_ELSE: "{home}/.local/share/gem/ruby"},
    "bundler": {_ELSE: "{home}/.bundle/cache/gems"},
}
"""The default cache of each client and platform."""
CLIENTS = tuple(_DEFAULTS)
_ROOT_YARN = "{root}/usr/local/share/.cache/yarn"
"""The cache of yarn 1 on Linux if root runs it."""

_SETTINGS: tuple[tuple[str, str, str, str], ...] = (
    ("npm", "{home}/.npmrc", "cache", "/_cacache"),
    ("pnpm", "{home}/.npmrc", "store-dir", ""),
    ("pnpm", "{config}/pnpm/rc", "store-dir", ""),
    ("yarn1", "{home}/.yarnrc", "cache-folder", ""),
    ("yarn1", "{home}/.yarnrc", "yarn-offline-mirror", ""),
    ("yarn", "{home}/.yarnrc.yml", "cacheFolder", ""),
    ("yarn", "{home}/.yarnrc.yml", "globalFolder", "/cache"),
    ("pip", "{config}/pip/pip.conf", "cache-dir", ""),
    ("pip", "{home}/.pip/pip.conf", "cache-dir", ""),
    ("pip", "{roaming}/pip/pip.ini", "cache-dir", ""),
    ("uv", "{config}/uv/uv.toml", "cache-dir", ""),
    ("uv", "{roaming}/uv/uv.toml", "cache-dir", ""),
    ("poetry", "{config}/pypoetry/config.toml", "cache-dir", ""),
)
"""The settings of a user that move a cache: client, file, key, and the path from the value to the cache."""

_TREES: Mapping[str, tuple[str, ...]] = {
    _ELSE: (
        *("{root}/usr/local/lib", "{root}/usr/lib/node_modules", "{root}/usr/local/share/.config/yarn"),
        *("{root}/usr/lib/python3/dist-packages", "{root}/var/lib/gems", "{root}/usr/local/bundle"),
        *("{root}/usr/lib/ruby/gems", "{root}/usr/share/nodejs", "{root}/opt"),
    ),
    MAC: (
        *("{root}/usr/local/lib", "{root}/opt/homebrew/lib", "{root}/Library/Ruby/Gems"),
        *("{root}/Library/Python", "{root}/Library/LaunchAgents", "{root}/Library/LaunchDaemons"),
    ),
    WINDOWS: ("{roaming}/npm", "{roaming}/Python", "{programs}/nodejs", "{local}/Programs/Python"),
}
"""The folders outside a home folder in which packages are installed for all users."""
_TREE_VARIABLES = (
    *("npm_config_prefix", "NPM_CONFIG_PREFIX", "PNPM_HOME", "BUN_INSTALL", "NVM_DIR", "VOLTA_HOME"),
    *("PIPX_HOME", "UV_TOOL_DIR", "VIRTUAL_ENV", "CONDA_PREFIX", "GEM_HOME", "WORKON_HOME"),
)


def named(machine: Machine, client: str) -> list[Location]:
    """Return the cache folders of a client that environment variables set."""
    found: list[Location] = []
    for variable, below in _VARIABLES[client]:
        text = machine.value(variable)
        joiner = ";" if machine.system == WINDOWS else ":"
        parts = text.split(joiner) if variable in _LISTS else [text]
        found += [Location(_expanded(machine, part) + below, variable) for part in parts if part]
    return found


def default(machine: Machine, client: str) -> list[Location]:
    """Return the folders in which a client keeps its cache if nothing is set."""
    table = _DEFAULTS[client]
    found = [Location(_filled(machine, table.get(machine.system, table[_ELSE])), DEFAULT)]
    if client == "yarn1" and machine.is_root and machine.system not in (MAC, WINDOWS):
        found.insert(0, Location(_filled(machine, _ROOT_YARN), DEFAULT))
    return found


def configured(machine: Machine, client: str, read: Callable[[str], str]) -> list[Location]:
    """Return the cache folders that the user's configuration files set.

    `read` returns the text of a file, or "" if it is missing. Only plain values are understood: no references to other
    settings.
    """
    found = []
    for one, file, key, below in _SETTINGS:
        path = _filled(machine, file) if one == client else ""
        value = _value(read(path), key) if path else ""
        if value:
            found.append(Location(_expanded(machine, value) + below, path))
    return found


def trees(machine: Machine) -> list[str]:
    """Return the folders outside a home folder in which packages are installed."""
    found = [_filled(machine, path) for path in _TREES.get(machine.system, _TREES[_ELSE])]
    return found + [
        _expanded(machine, machine.value(name)) for name in _TREE_VARIABLES if machine.value(name)
    ]


def roots(machine: Machine, read: Callable[[str], str]) -> list[str]:
    """Return every folder to search on a machine: the home folder, all caches, and all trees."""
    found = [machine.home]
    for client in CLIENTS:
        places = [*named(machine, client), *configured(machine, client, read), *default(machine, client)]
        found += [one.path for one in places]
    return list(dict.fromkeys([*found, *trees(machine)]))


def config_folder(machine: Machine) -> str:
    """Return the user's folder for configuration files on Linux and macOS."""
    return machine.value("XDG_CONFIG_HOME") or f"{machine.home}/.config"


def _filled(machine: Machine, path: str) -> str:
    return path.format(
        home=machine.home,
        root=machine.root,
        cache=machine.value("XDG_CACHE_HOME") or f"{machine.home}/.cache",
        data=machine.value("XDG_DATA_HOME") or f"{machine.home}/.local/share",
        config=config_folder(machine),
        local=machine.value("LOCALAPPDATA") or f"{machine.home}/AppData/Local",
        roaming=machine.value("APPDATA") or f"{machine.home}/AppData/Roaming",
        programs=machine.value("PROGRAMFILES") or "C:/Program Files",
    )


def _expanded(machine: Machine, text: str) -> str:
    text = text.replace("\0", "")
    if text == "~" or text.startswith(("~/", "~\\")):
        return machine.home + text[1:]
    return text


_MOST_LINES = 10_000


def _value(text: str, key: str) -> str:
    for one in text.splitlines()[:_MOST_LINES]:
        line = one[:4096].lstrip(" \t").lstrip("\"'")
        rest = line[len(key) :].lstrip("\"'")
        if line.startswith(key) and rest[:1] in (":", "=", " ", "\t"):
            value = rest.lstrip(" \t")
            value = value[1:] if value[:1] in (":", "=") else value
            return value.strip().strip("\"'")
    return ""
