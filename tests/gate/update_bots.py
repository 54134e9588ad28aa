"""The real Renovate, which looks for updates in a folder and prints what it would propose.

It is taken from PATH, or from the folder that `PRATIQUE_CLIENTS` names (see `clients_of_npm`): a script that starts node with
`renovate/dist/renovate.js`, or a link to that file. It opens no pull request (`--platform=local`). What it sends to other
machines goes to a proxy on this one, which refuses it.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import LoopbackProxy

TIMEOUT_S = 120
# The folder need not have it. Read at once: tests take such variables away.
RENOVATE = shutil.which("renovate", path=os.environ.get("PRATIQUE_CLIENTS")) or shutil.which("renovate")
needs_renovate = pytest.mark.skipif(RENOVATE is None, reason="renovate is not installed here")

_FATAL = 50
"""From this level on a message of Renovate is no warning (bunyan)."""
_STARTED = re.compile(r"(\S+)\s+(\S+/renovate/dist)/renovate\.js")
_TABLE = """
import {{ getConfig }} from "{dist}/config/defaults.js";
import {{ mergeChildConfig }} from "{dist}/config/utils.js";
import {{ resolveConfigPresets }} from "{dist}/config/presets/index.js";
import {{ applyPackageRules }} from "{dist}/util/package-rules/index.js";
import {{ getPrUpdatesTable }} from "{dist}/workers/repository/update/pr/body/updates-table.js";
const {{ config: resolved }} = await resolveConfigPresets({settings});
const config = mergeChildConfig(getConfig(), resolved);
const upgrades = [];
for (const one of {upgrades}) upgrades.push(await applyPackageRules({{ ...config, ...one }}));
console.log(getPrUpdatesTable({{ ...upgrades[0], upgrades }}));
"""


@dataclass(frozen=True)
class Proposal:
    """An update that Renovate proposes, or keeps back by its own rules (`pending`)."""

    version: str
    pending: bool
    upgrade: Mapping[str, Any]
    """What the templates of a pull request are filled with."""


@dataclass(frozen=True)
class Repository:
    """A folder with the manifests of three ecosystems, and Renovate's settings."""

    folder: Path
    proxy: LoopbackProxy

    def write(self, in_use: Mapping[tuple[str, str], str]) -> None:
        """Write the manifests, by datasource and name."""
        self.folder.mkdir()

        def of(datasource: str, form: str) -> Iterable[str]:
            return (form.format(name, at) for (kind, name), at in in_use.items() if kind == datasource)

        lines = ",".join(of("npm", '"{}":"{}"'))
        (self.folder / "package.json").write_text(f'{{"name":"app","dependencies":{{{lines}}}}}')
        (self.folder / "requirements.txt").write_text("\n".join(of("pypi", "{}=={}")))
        lines = "\n".join(('source "https://registry.example"', *of("rubygems", 'gem "{}", "{}"')))
        (self.folder / "Gemfile").write_text(lines)

    def proposals(self, settings: Mapping[str, Any]) -> Mapping[tuple[str, str], Proposal]:
        """Return the update of each dependency, by datasource and name. One that has none is absent."""
        (self.folder / "renovate.json").write_text(json.dumps(settings))
        messages = [json.loads(line) for line in self._run().splitlines() if line.startswith("{")]
        fatal = [one for one in messages if one["level"] >= _FATAL]
        assert not fatal, fatal
        (found,) = (one["config"] for one in messages if one["msg"] == "packageFiles with updates")
        proposals: dict[tuple[str, str], Proposal] = {}
        for dependency in (dep for files in found.values() for file in files for dep in file["deps"]):
            for update in dependency.pop("updates", ()):
                key = (dependency["datasource"], dependency["depName"])
                assert key not in proposals, f"two updates of {key}"
                pending = bool(update.get("pendingChecks"))
                proposals[key] = Proposal(update["newVersion"], pending, {**dependency, **update})
        return proposals

    def _run(self) -> str:
        assert RENOVATE is not None
        # Nothing is remembered from one run to the next.
        own = tempfile.mkdtemp(dir=self.folder.parent)
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": own,
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "json",
            "RENOVATE_PLATFORM": "local",
            "RENOVATE_BASE_DIR": own,
            "HTTP_PROXY": f"http://{self.proxy.host}",
            "HTTPS_PROXY": f"http://{self.proxy.host}",
            "NO_PROXY": "127.0.0.1",
        }
        done = subprocess.run(
            [RENOVATE],
            cwd=self.folder,
            env=variables,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        assert 0 == done.returncode, done.stdout[-2_000:]
        return done.stdout


def table(settings: Mapping[str, Any], upgrades: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of a pull request with these updates, as Renovate's own code writes it by its presets and rules."""
    node, dist = _code()
    script = _TABLE.format(dist=dist, settings=json.dumps(settings), upgrades=json.dumps(list(upgrades)))
    done = subprocess.run(
        [node, "--input-type=module", "-"],
        input=script,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        timeout=TIMEOUT_S,
    )
    return done.stdout


@cache
def _code() -> tuple[str, Path]:
    """Return the node that runs Renovate, and the folder of its modules."""
    assert RENOVATE is not None
    program = Path(RENOVATE).resolve()
    if program.suffix == ".js":
        return "node", program.parent
    found = _STARTED.search(program.read_text())
    assert found is not None, f"{RENOVATE} does not say where Renovate is"
    return found[1], Path(found[2])
