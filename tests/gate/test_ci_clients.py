"""What each real client tells the gate of its CI job, once `pratique setup --ci` has written its configuration.

Each client that is installed here resolves, and installs anew by its lock, through one gate. The gate needs no token, so no
client is asked for its credential. One client for each kind of credential also shows the token that its ID token was
exchanged for.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.core.ci_claim import CiClaim
from pratique.gate.access.ci_token import PREFIX as TOKEN_PREFIX
from pratique.gate.access.ci_user_name import PREFIX, user_name
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from tests.gate.conftest import CALM
from tests.gate.gem_clients import KITE as GEM
from tests.gate.gem_clients import PUBLIC
from tests.gate.python_clients import KITE
from tests.gate.running import RunningGate, gate
from tests.loopback import LoopbackRegistry
from tests.loopback.issuer import AUDIENCE, LoopbackIssuer

TIMEOUT_S = 120
# Read at once: tests take such variables away.
_FOLDER = os.environ.get("PRATIQUE_CLIENTS")
_NPM = ("--no-progress", "--ignore-scripts", "--no-fund", "--no-update-notifier")
_YARN_1 = ("install", "--non-interactive", "--no-progress", "--ignore-scripts")
_PNPM = ("install", "--ignore-scripts", "--reporter=append-only", "--config.minimumReleaseAge=0")
_PIP = ("install", "--disable-pip-version-check", "--no-cache-dir", "--no-compile", "--target", "site")
_UV = ("--no-managed-python", "--python", sys.executable)
NODE = {"package.json": '{"name": "app", "version": "1.0.0", "dependencies": {"calm": "^1.0.0"}}'}
YARNRC = (
    "nodeLinker: node-modules\nenableGlobalCache: false\nenableTelemetry: false\nenableScripts: false\n"
    "npmMinimalAgeGate: 0\n"
)
PYTHON = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["kite"]\n'
POETRY = (
    f"{PYTHON}[tool.poetry]\npackage-mode = false\n"
    '[[tool.poetry.source]]\nname = "gate"\nurl = "GATE/pypi/simple/"\n'
)


@dataclass(frozen=True, kw_only=True)
class JobClient:
    """A client: what `setup` configures, its project, how it resolves, and how it installs by its lock."""

    id: str
    usual: str = "-"
    """Its name on PATH; "-" if it runs only from the folder in PRATIQUE_CLIENTS."""
    setups: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The files of its project; GATE stands for the gate. An `.npmrc` is the user's."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Variables of a client that `setup` does not know; CLAIM stands for the user name that `setup` prints."""
    resolve: tuple[str, ...]
    locked: tuple[str, ...] = ()
    lock: str = ""
    proof: bool = False
    """Whether it shows the token of an ID token, too."""

    @property
    def program(self) -> str | None:
        return (shutil.which(self.id, path=_FOLDER) if _FOLDER else None) or shutil.which(self.usual)


def npm(version: str, usual: str = "-", *, proof: bool = False) -> JobClient:
    return JobClient(
        id=f"npm{version}",
        usual=usual,
        setups=("npm",),
        files=NODE,
        resolve=("install", *_NPM),
        locked=("ci", *_NPM),
        lock="package-lock.json",
        proof=proof,
    )


def pnpm(version: str) -> JobClient:
    return JobClient(
        id=f"pnpm{version}",
        setups=("pnpm",),
        files=NODE,
        resolve=(*_PNPM, "--no-frozen-lockfile"),
        locked=(*_PNPM, "--frozen-lockfile"),
        lock="pnpm-lock.yaml",
    )


CLIENTS = (
    npm("10"),
    npm("11", "npm", proof=True),
    npm("12"),
    JobClient(
        id="yarn1",
        setups=("npm", "yarn1"),
        files={**NODE, ".npmrc": "always-auth=true\n"},
        resolve=_YARN_1,
        locked=(*_YARN_1, "--frozen-lockfile"),
        lock="yarn.lock",
    ),
    JobClient(
        id="yarn4",
        setups=("yarn",),
        files={**NODE, ".yarnrc.yml": YARNRC, "yarn.lock": ""},
        resolve=("install",),
        locked=("install", "--immutable"),
        lock="yarn.lock",
        proof=True,
    ),
    pnpm("10"),
    pnpm("11"),
    JobClient(
        id="bun",
        setups=("bun",),
        files=NODE,
        resolve=("install", "--ignore-scripts", "--no-progress"),
        locked=("install", "--ignore-scripts", "--no-progress", "--frozen-lockfile"),
        lock="bun.lock",
        proof=True,
    ),
    JobClient(id="pip", usual="pip", setups=("pip",), resolve=(*_PIP, "kite"), proof=True),
    JobClient(
        id="uv",
        setups=("uv",),
        files={"pyproject.toml": PYTHON},
        resolve=("lock", *_UV),
        locked=("sync", "--frozen", *_UV),
        lock="uv.lock",
    ),
    JobClient(
        id="poetry",
        files={"pyproject.toml": POETRY},
        variables={
            "POETRY_HTTP_BASIC_GATE_USERNAME": "CLAIM",
            "POETRY_HTTP_BASIC_GATE_PASSWORD": "none",
            "POETRY_VIRTUALENVS_IN_PROJECT": "true",
        },
        resolve=("lock",),
        locked=("install", "--no-root"),
        lock="poetry.lock",
    ),
    JobClient(
        id="gem",
        usual="gem",
        setups=("gem",),
        resolve=("install", "--no-document", "--install-dir", "installed", "kite"),
    ),
    JobClient(
        id="bundler",
        usual="bundle",
        setups=("bundler",),
        files={"Gemfile": f'source "{PUBLIC}"\ngem "kite"\n'},
        resolve=("install",),
        locked=("install",),
        lock="Gemfile.lock",
    ),
)


@dataclass(frozen=True)
class Stage:
    """A gate in front of all registries, and an issuer whose ID tokens it accepts."""

    running: RunningGate
    issuer: LoopbackIssuer
    home: Path

    def jobs(self) -> list[CiClaim | None]:
        """The jobs of all files that were asked for so far."""
        with open_store(Home(self.home / "pratique")) as store:
            return [one.client.ci for one in store.decisions.read()]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("gate")
    with LoopbackIssuer() as issuer, LoopbackRegistry(npm=[CALM], pypi=[KITE], gems=[GEM]) as registry:
        (home / "settings.toml").write_text(
            f'[[gate.oidc]]\nsystem = "github"\nissuer = "{issuer.url}"\naudience = "{AUDIENCE}"\n'
            'require = { repository_owner = "acme" }\n'
        )
        (home / ".npmrc").write_text(f"registry={registry.npm_url}\n")
        (home / ".gemrc").write_text(f":sources:\n- {registry.gem_url}\n")
        variables = {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "PRATIQUE_HOME": str(home / "pratique"),
            "PRATIQUE_CONFIG": str(home / "settings.toml"),
            "PIP_INDEX_URL": registry.pypi_url,
        }
        with gate(home, variables=variables) as running:
            yield Stage(running, issuer, home)


@dataclass(frozen=True)
class Job:
    """A CI job of a client, with a home of its own."""

    client: JobClient
    folder: Path
    gate: str
    claim: CiClaim

    @property
    def home(self) -> Path:
        return self.folder / ".own"

    @property
    def variables(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "PRATIQUE_HOME": str(self.home / "pratique"),
            "npm_config_globalconfig": str(self.home / "no-global"),
        }

    def set_up(self, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
        """Write the project, and let `pratique setup --ci` write the configuration of the client."""
        self.home.mkdir(parents=True)
        for name, text in self.client.files.items():
            place = self.home if name == ".npmrc" else self.folder
            (place / name).write_text(text.replace("GATE", self.gate))
        with monkeypatch.context() as patch:
            job = {
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": self.claim.repository,
                "GITHUB_WORKFLOW": self.claim.workflow,
                "GITHUB_RUN_ID": self.claim.run,
                "GITHUB_JOB": self.claim.job,
            }
            for name, value in {**self.variables, **job, **more}.items():
                patch.setenv(name, value)
            if self.client.setups:
                assert 0 == main(["setup", *self.client.setups, "--ci", "--gate", self.gate])

    def run(self, words: tuple[str, ...]) -> None:
        assert self.client.program is not None
        claim = user_name(self.claim)
        env = {
            "PATH": os.environ["PATH"],
            **self.variables,
            **{name: value.replace("CLAIM", claim) for name, value in self.client.variables.items()},
            "NO_COLOR": "1",
            "LANG": "C.UTF-8",
            # Nobody listens there: a client that does not ask the gate gets nothing.
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1",
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "BUN_INSTALL_CACHE_DIR": str(self.home / "bun"),
            "YARN_CACHE_FOLDER": str(self.home / "yarn"),
            "npm_config_cache": str(self.home / "npm"),
            "npm_config_fetch_retries": "0",
            "GEM_HOME": str(self.home / "gems"),
            "BUNDLE_PATH": str(self.folder / "installed"),
            "BUNDLE_SILENCE_ROOT_WARNING": "true",
            "BUNDLE_VERSION": "system",
            "BUNDLE_RETRY": "0",
        }
        done = subprocess.run(
            [self.client.program, *words],
            cwd=self.folder,
            env=env,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        assert 0 == done.returncode, done.stdout

    def forget(self) -> None:
        """Take away what was installed and the client's caches, but neither its configuration nor its lock."""
        for left in ("node_modules", "installed", ".venv"):
            shutil.rmtree(self.folder / left, ignore_errors=True)
        for cache in ("cache", "bun", "yarn", "npm", "data", "state"):
            shutil.rmtree(self.home / cache, ignore_errors=True)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda one: one.id)
def test_a_client_names_its_ci_job_with_each_file_and_its_lock_does_not(
    client: JobClient, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if client.program is None:
        pytest.skip(f"{client.id} is not installed here")
    claim = CiClaim(
        system="github", repository="acme/shop", workflow="build & test", run="4711", job=client.id
    )
    before = len(stage.jobs())
    job = Job(client, tmp_path / "claim", stage.running.url, claim)
    job.set_up(monkeypatch)
    job.run(client.resolve)
    if client.locked:
        job.forget()
        resolved = len(stage.jobs())
        job.run(client.locked)
        # By the lock alone, it asked for the file.
        assert resolved < len(stage.jobs())
    claimed = stage.jobs()[before:]
    assert {claim} == set(claimed)

    if client.proof:
        job = Job(client, tmp_path / "proof", stage.running.url, claim)
        job.set_up(monkeypatch, PRATIQUE_ID_TOKEN=stage.issuer.token(check_run_id=client.id))
        job.run(client.resolve)
        proof = replace(claim, workflow="ci", proven=True)
        assert {proof} == set(stage.jobs()[before + len(claimed) :])
    for lock in tmp_path.glob(f"*/{client.lock}") if client.lock else ():
        text = lock.read_text()
        assert not any(secret in text for secret in (PREFIX, TOKEN_PREFIX, "user:", ":none"))
