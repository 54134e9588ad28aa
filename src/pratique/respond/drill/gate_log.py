"""Writes the gate's log of a drill: one refused download, in a state folder of its own."""

from datetime import datetime
from pathlib import Path

from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import Standing
from pratique.store.folder.home import Home
from pratique.store.opening import open_store


def write_refusal(folder: Path, ref: ReleaseRef, *, advisory: str, at: datetime) -> None:
    """Create a state folder in which the gate refused one release to a CI job. Raises StoreError."""
    decision = Decision(
        at=at,
        ref=ref,
        filename=f"{ref.package.name}-{ref.version}.tgz",
        sha256=None,
        action=Action.BLOCK,
        grounds=(Ground("advisory", f"{advisory} reports the release as malicious", "drill"),),
        standing=Standing.NEW,
        epoch="drill",
        client=Client("10.4.0.21", agent="npm/6.4.1 node/v8.12.0 linux x64", command="ci", who="ci-shop"),
    )
    with open_store(Home(folder)) as store:
        store.decisions.add_many([decision])
