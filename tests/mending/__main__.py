"""Run the trials against the configured registries, and tell each: project, finding, advice, command, result."""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pratique.core.audit import AuditFinding
from pratique.core.policy import Policy
from pratique.ecosystems import ECOSYSTEMS
from pratique.intake.audit.market import RegistryMarket
from pratique.net.client.http import Http
from pratique.net.configuration.all_clients import read_upstreams
from pratique.net.registries.registry import RegistryClient
from tests.mending.clients import Clients
from tests.mending.project import CommandFailedError, Project, about, index_of
from tests.mending.trials import TRIALS, Trial


@asynccontextmanager
async def market() -> AsyncIterator[RegistryMarket]:
    """What the configured registries list, put before the policy as it is without settings."""
    public = {ecosystem: module.default_registry() for ecosystem, module in ECOSYSTEMS.items()}
    upstreams = read_upstreams(os.environ, public=public)
    async with Http(configured=upstreams.configured) as http:
        client = RegistryClient(http, upstreams, ecosystems=ECOSYSTEMS, now=_now)
        try:
            yield RegistryMarket(client, upstreams, Policy(), _now)
        finally:
            await client.close()


def _now() -> datetime:
    return datetime.now(UTC)


async def _judged(project: Project) -> tuple[AuditFinding, ...]:
    async with market() as asked:
        return await project.judged(asked)


def _filled(files: Mapping[str, str], index_url: str) -> dict[str, str]:
    return {name: text.replace("{index}", index_url) for name, text in files.items()}


def run(trial: Trial, clients: Clients, index_url: str) -> tuple[bool, list[str]]:
    """Make the project, ask for advice, follow it, and look again; raises CommandFailedError."""
    folder = clients.scratch / "projects" / trial.name.replace(" ", "-").replace(",", "")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    project = Project(
        folder=folder, locks=(trial.lock,), index=index_of(trial.advisory), env=clients.env(trial.client)
    )
    project.write(_filled(trial.before or trial.files, index_url))
    for command in trial.make:
        project.run(command)
    project.write(_filled(trial.files, index_url))
    if trial.before is not None and trial.again:
        project.run(trial.again)
    found = asyncio.run(_judged(project)) if trial.judged else project.findings()
    finding = about(found, trial.package)
    fix = finding.fix
    assert fix is not None
    told = [
        f"finding: {finding.match.purl} {finding.match.id}",
        f"advice: {fix.remedy.value} {fix.version}: {fix.text}",
    ]
    told += [f"run: {fix.command}"] if fix.command else []
    told += [f"write into {fix.file}: {' '.join(fix.snippet.split())}"] if fix.snippet else []
    right = fix.remedy is trial.expected
    if trial.mends and right:
        project.apply(fix)
        left = [one for one in project.findings() if one.match.product.name == trial.package]
        right = not left
        told.append("gone" if right else f"STILL THERE: {', '.join(one.match.purl for one in left)}")
    return right, told if right else [*told, f"expected {trial.expected.value}"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Follow fix advice with the real package managers.")
    parser.add_argument("--scratch", type=Path, help="keep clients, caches and projects in this folder")
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help="parts of names; default: all")
    told = parser.parse_args()
    index = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    index = index or ECOSYSTEMS_INDEX
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = (told.scratch or Path(folder)).resolve()
        scratch.mkdir(parents=True, exist_ok=True)
        for trial in TRIALS:
            if told.trials and not any(part in trial.name for part in told.trials):
                continue
            try:
                right, lines = run(trial, Clients(scratch), index)
            except (CommandFailedError, subprocess.SubprocessError) as error:
                right, lines = False, [f"could not run: {error}"]
            failed += not right
            told_lines = [f"{'ok  ' if right else 'FAIL'} {trial.name}", *(f"     {line}" for line in lines)]
            sys.stdout.write("\n".join(told_lines) + "\n")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


ECOSYSTEMS_INDEX = next(module for name, module in ECOSYSTEMS.items() if name == "pypi").default_registry()

if __name__ == "__main__":
    main()
