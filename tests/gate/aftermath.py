"""A gate inside this process with all that runs beside its answers, and the news that make what it served bad."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pratique.cli import main
from pratique.cli.gate.access import Front
from pratique.cli.gate.background import background_of
from pratique.cli.gate.serve import Advice, gate_of
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings
from pratique.core.decision import Client
from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.background.late_inspection import LateInspection
from pratique.gate.background.re_evaluation import Rejudging
from pratique.gate.decision.policy import Law
from pratique.gate.monitoring.webhook import Hook
from pratique.gate.protocols.interface import Answer, ArtifactWanted
from pratique.gate.protocols.npm.protocol import NPM
from pratique.store.gate.affected_clients import Turned
from tests.builders import zipped
from tests.cli.advising import osv_record
from tests.gate.inside import Inside

KEY = b"0123456789abcdef"


def warn(folder: Path, **versions: list[str]) -> None:
    """Sync an index by which these versions of packages are malicious, and nothing else is."""
    files = {
        f"MAL-2026-{number}.json": osv_record(
            f"MAL-2026-{number}",
            name,
            affected=[{"package": {"ecosystem": "npm", "name": name}, "versions": bad}],
        )
        for number, (name, bad) in enumerate(versions.items())
    }
    if not files:
        files = {"GHSA-1.json": osv_record("GHSA-1", "nobody")}
    path = folder / "all.zip"
    path.write_bytes(zipped(files))
    assert 0 == main(["advisories", "import", str(path), "--as", "osv-npm", "--accept-drop"])


@dataclass(frozen=True)
class After:
    """A gate, and what came of what it served."""

    inside: Inside
    session: Session

    @property
    def rejudging(self) -> Rejudging:
        found = self.inside.gate.background[0]
        assert isinstance(found, Rejudging)
        return found

    @property
    def late(self) -> LateInspection:
        (found,) = (one for one in self.inside.gate.background if isinstance(one, LateInspection))
        return found

    @property
    def turned(self) -> list[Turned]:
        return list(self.session.store.turned.read())

    def named(self) -> list[list[tuple[str, str]]]:
        """Address and command of all who are named, by what they got."""
        victims = self.session.store.turned.victims
        return [[(v.client.address, v.client.command) for v in victims(one)] for one in self.turned]

    async def get(self, name: str, version: str, client: str = "10.0.0.1", command: str = "ci") -> Answer:
        agent = "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false ci/github-actions"
        wanted = ArtifactWanted(
            PackageRef(Ecosystem.NPM, name), version, f"{name.rpartition('/')[2]}-{version}.tgz"
        )
        return await self.inside.gate.artifacts.answer(NPM, wanted, Client(client, agent, command))

    async def look(self) -> None:
        """Take up what has changed, and decide anew, as a running gate does every few seconds."""
        self.inside.gate.listings.law.renew()
        await self.rejudging.look()


@asynccontextmanager
async def aftermath(*, hook: Hook | None = None) -> AsyncIterator[After]:
    settings = read_settings(None, {})
    async with open_session(settings, fresh=timedelta(0)) as session:
        with Advice(settings, session.store.held_records) as advice:
            law = Law(session.road, store=session.store, advice=advice, mode=settings.gate.mode)
            front = Front(settings.gate)
            gate = gate_of(session, law, fresh_for=timedelta(0), wait_s=45, contact="ada", front=front)
            gate = replace(gate, background=background_of(session, gate, hook, settings))
            try:
                yield After(Inside(gate), session)
            finally:
                await gate.artifacts.close()
                await gate.listings.close()


def codes(answer: Answer) -> list[str]:
    """The reasons of a refusal."""
    return [reason["code"] for reason in json.loads(answer.body)["reasons"]]
