"""The log of a gate: very many ordinary decisions, and a few about bad releases."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.gate.log import fill

from gauntlet.estate.campaigns import CAMPAIGNS, decoys
from gauntlet.estate.truth import Decoy, Planted, Truth
from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.store.folder.home import Home
from pratique.store.opening import open_store

_END = {"npm": ".tgz", "pypi": "-py3-none-any.whl", "gem": ".gem"}


def _decision(ecosystem: str, name: str, version: str, who: str, action: Action, at: datetime) -> Decision:
    bare = name.rpartition("/")[2]
    return Decision(
        at=at,
        ref=PackageRef(Ecosystem(ecosystem), name).at(version),
        filename=f"{bare}-{version}{_END[ecosystem]}",
        sha256=hashlib.sha256(f"{name}@{version}".encode()).hexdigest(),
        action=action,
        grounds=() if action is Action.ALLOW else (Ground("advisory", "malware", "osv"),),
        standing=Standing.NEW,
        epoch="e" * 64,
        client=Client("10.9.9.9", "npm/11.19.1 node/v20.20.2 linux x64", "ci", who),
    )


def write_gate_log(folder: Path, decisions: int, seed: int) -> Truth:
    """Store decisions in a gate's folder, of which two about each incident."""
    truth = Truth("", seed)
    home = Home(folder / "gate")
    home.folder.mkdir(parents=True)
    with open_store(home):
        pass
    fill(home, decisions)
    start = datetime.now(UTC) - timedelta(days=200)
    with open_store(home) as store:
        for number, campaign in enumerate(CAMPAIGNS):
            rows = []
            releases = campaign.releases if len(campaign.releases) > 1 else campaign.releases * 2
            for turn, (name, version) in enumerate(releases[:2]):
                action = Action.ALLOW if turn == 0 else Action.BLOCK
                if releases[0] == releases[1] and turn:
                    break
                who = f"ci-{campaign.id}"
                at = start + timedelta(hours=number * 7 + turn)
                rows.append(_decision(campaign.ecosystem, name, version, who, action, at))
                contact = "fetched" if action is Action.ALLOW else "refused"
                truth.planted.append(
                    Planted(
                        campaign=campaign.id,
                        ecosystem=campaign.ecosystem,
                        name=name,
                        version=version,
                        kinds=("gate-log",),
                        place="gate",
                        contacts=(contact,),
                        hard="one of very many decisions",
                        form="gate log",
                        who=who,
                    )
                )
            for name, version, why in decoys(campaign):
                rows.append(_decision(campaign.ecosystem, name, version, "ci", Action.ALLOW, start))
                decoy = Decoy(campaign=campaign.id, place="gate", text=f"{name}@{version}", why=why)
                truth.decoys.append(decoy)
            store.decisions.add_many(rows)
    truth.counts["gate decisions"] = decisions
    return truth
