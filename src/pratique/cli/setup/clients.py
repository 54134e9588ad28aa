"""Defines, for each client, the configuration that makes the client use the gate."""

import base64
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from yarl import URL

from pratique.cli.setup import edits
from pratique.errors import ParseError, Reference, UsageError
from pratique.net.client.address import is_loopback, parse
from pratique.net.configuration.config_file import home_folder
from pratique.net.configuration.gem.files import gem_files

_SYSTEM: str = sys.platform
NO_TOKEN = "none"  # noqa: S105 - it stands for no token
"""The password of a credential without a token, because some clients send no credential with an empty password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The URL of a gate and the credential for it, for a client's configuration."""

    url: URL
    token: str = ""
    claim: str = ""
    """The user name that states a CI job to the gate; "" to state none.

    Every client sends the user name with each request.
    """

    def at(self, path: str) -> str:
        """Return the URL of a registry path at the gate, without the token."""
        return f"{str(self.url).rstrip('/')}{path}"

    def with_token(self, path: str) -> str:
        """Return the URL of a registry path at the gate, with the token as password.

        The gate ignores a user name that states no CI job.
        """
        user, password = self.basic
        url = self.url.with_user(user).with_password(password) if user else self.url
        return f"{str(url).rstrip('/')}{path}"

    @property
    def basic(self) -> tuple[str, str]:
        """Return the user name and the password of the credential; two empty texts if there is no credential."""
        if not self.token and not self.claim:
            return "", ""
        return self.claim or "user", self.token or NO_TOKEN

    @property
    def authority(self) -> str:
        """Return the gate's host and, if the URL contains a port, the port."""
        return str(self.url).partition("//")[2].rstrip("/")

    @property
    def plain(self) -> bool:
        """Return True if the gate's URL uses http."""
        return self.url.scheme == "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The configuration file of a client, and the function that edits it."""

    name: str
    place: Callable[[Mapping[str, str], Path], Path]
    """Returns the path of the client's file, from the environment variables and the home folder."""
    edit: Callable[[str, Target], str]
    """Returns the edited text. Raises UsageError for a file that must be edited by hand."""
    note: str = ""
    """An additional note for the user."""


def target(text: str, token: str = "", claim: str = "") -> Target:
    """Parse the URL of a gate. `claim` is a user name that states a CI job. Raise UsageError."""
    try:
        url = parse(text)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--gate: {error.message}", hint=error.hint) from error
    if url.user or url.password or url.query_string:
        raise UsageError(
            Reference.USAGE,
            "--gate: the URL must not contain a user, a password or a query",
            hint="pass the token with --token",
        )
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise UsageError(
            Reference.USAGE, "--token: the token is invalid", hint="copy the complete token, on one line"
        )
    return Target(url=url, token=token, claim=claim)


def _npmrc(text: str, to: Target) -> str:
    pairs: list[tuple[str, str | None]] = [("registry", to.at("/npm/"))]
    bearer, basic = (f"//{to.authority}/npm/:{key}" for key in ("_authToken", "_auth"))
    # npm prefers a bearer token, so the credential of an earlier setup must not stay.
    if to.claim:
        both = base64.b64encode(":".join(to.basic).encode()).decode()
        pairs += [(bearer, None), (basic, both)]
    elif to.token:
        pairs += [(bearer, to.token), (basic, None)]
    return edits.npmrc(text, pairs)


def _yarn_berry(text: str, to: Target) -> str:
    text = edits.yaml_value(text, "npmRegistryServer", f'npmRegistryServer: "{to.at("/npm")}"')
    if to.plain:
        text = edits.yaml_item(text, "unsafeHttpWhitelist", to.url.host or "")
    if to.claim:
        text = edits.yaml_value(text, "npmAuthToken", None)
        text = edits.yaml_value(text, "npmAuthIdent", f'npmAuthIdent: "{":".join(to.basic)}"')
    elif to.token:
        text = edits.yaml_value(text, "npmAuthIdent", None)
        text = edits.yaml_value(text, "npmAuthToken", f'npmAuthToken: "{to.token}"')
    if to.claim or to.token:
        text = edits.yaml_value(text, "npmAlwaysAuth", "npmAlwaysAuth: true")
    return text


def _bun(text: str, to: Target) -> str:
    value = address = f'"{to.at("/npm/")}"'
    if to.claim:
        user, password = to.basic
        value = f'{{ url = {address}, username = "{user}", password = "{password}" }}'
    elif to.token:
        value = f'{{ url = {address}, token = "{to.token}" }}'
    return edits.section(text, "install", [("registry", value)], quoted=True)


def _pip(text: str, to: Target) -> str:
    # In an INI file of pip a percent sign stands for itself only when it is doubled.
    pairs = [("index-url", to.with_token("/pypi/simple/").replace("%", "%%"))]
    if to.plain and not is_loopback(to.url):
        pairs.append(("trusted-host", to.authority))
    return edits.section(text, "global", pairs, quoted=False)


def _uv(text: str, to: Target) -> str:
    if "default" in text and "[[index]]" in text:
        raise UsageError(
            Reference.USAGE,
            "the file is not changed, because it contains an [[index]] that may be the default",
            hint=f'set url = "{to.at("/pypi/simple/")}" in the file by hand',
        )
    return edits.toml_top(text, "index-url", f'"{to.with_token("/pypi/simple/")}"')


def _gem(text: str, to: Target) -> str:
    return edits.gem_sources(text, to.with_token("/gems/"))


def _bundler(text: str, to: Target) -> str:
    line = f'BUNDLE_MIRROR__ALL: "{to.with_token("/gems/")}"'
    return edits.yaml_value(text, "BUNDLE_MIRROR__ALL", line)


def _npm_file(env: Mapping[str, str], home: Path) -> Path:
    named = next((env[name] for name in env if name.lower() == "npm_config_userconfig" and env[name]), "")
    return Path(named).expanduser() if named else home / ".npmrc"


def _config(env: Mapping[str, str], home: Path) -> Path:
    if _SYSTEM == "win32":
        return Path(env.get("APPDATA") or home / "AppData/Roaming")
    return Path(env.get("XDG_CONFIG_HOME", "").strip() or home / ".config")


def _pip_file(env: Mapping[str, str], home: Path) -> Path:
    if env.get("PIP_CONFIG_FILE"):
        return Path(env["PIP_CONFIG_FILE"])
    library = home / "Library/Application Support/pip"
    if _SYSTEM == "darwin" and library.is_dir():
        return library / "pip.conf"
    name = "pip.ini" if _SYSTEM == "win32" else "pip.conf"
    old = home / ".pip" / name
    new = _config(env, home) / "pip" / name
    return old if old.exists() and not new.exists() else new


def _bun_file(env: Mapping[str, str], home: Path) -> Path:
    # With the variable, bun never reads the file in the home folder (observed with bun 1.4.5).
    return Path(env.get("XDG_CONFIG_HOME", "").strip() or home) / ".bunfig.toml"


def _uv_file(env: Mapping[str, str], home: Path) -> Path:
    named = env.get("UV_CONFIG_FILE")
    return Path(named) if named else _config(env, home) / "uv/uv.toml"


def yarn_file(env: Mapping[str, str]) -> str:
    """Return the name of the configuration file of yarn 2 and later."""
    return env.get("YARN_RC_FILENAME") or ".yarnrc.yml"


def _gem_file(env: Mapping[str, str], home: Path) -> Path:
    return next(reversed(gem_files(env, home)), home / ".gemrc")


def _bundle_file(env: Mapping[str, str], home: Path) -> Path:
    if env.get("BUNDLE_USER_CONFIG"):
        return Path(env["BUNDLE_USER_CONFIG"])
    return Path(env.get("BUNDLE_USER_HOME") or home / ".bundle") / "config"


SETUPS: tuple[Setup, ...] = (
    Setup(name="npm", place=_npm_file, edit=_npmrc),
    Setup(
        name="yarn1",
        place=lambda _, home: home / ".yarnrc",
        edit=lambda text, to: edits.yarnrc(text, "registry", to.at("/npm/")),
        note="yarn 1 reads the token from .npmrc: run `pratique setup npm`, and set always-auth=true",
    ),
    Setup(name="yarn", place=lambda env, home: home / yarn_file(env), edit=_yarn_berry),
    Setup(name="pnpm", place=_npm_file, edit=_npmrc),
    Setup(name="bun", place=_bun_file, edit=_bun),
    Setup(name="pip", place=_pip_file, edit=_pip),
    Setup(name="uv", place=_uv_file, edit=_uv),
    Setup(name="gem", place=_gem_file, edit=_gem),
    Setup(name="bundler", place=_bundle_file, edit=_bundler),
)
"""All clients in the order of the output. `yarn` means yarn 2 and later."""


def place_of(setup: Setup, env: Mapping[str, str]) -> Path:
    """Return the path of the client's file with links resolved, so that links are not replaced by files."""
    return setup.place(env, home_folder(env)).resolve()
