"""Reads the line of a decision that `report.verbs.decisions` wrote."""

from datetime import datetime
from urllib.parse import unquote

import msgspec

from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing


class Reason(msgspec.Struct, frozen=True):
    """One reason in a line."""

    code: str
    text: str
    source: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a line."""

    at: datetime
    purl: str
    filename: str
    sha256: str | None
    action: Action
    kind: HoldKind | None
    until: datetime | None
    reasons: tuple[Reason, ...]
    standing: Standing
    address: str
    agent: str
    command: str
    epoch: str
    note: str
    who: str
    ci_claim: CiClaim | None
    number: int

    def decision(self) -> Decision:
        """Return the decision. Raises ValueError for a package URL that no decision has."""
        return Decision(
            at=self.at,
            ref=_release(self.purl),
            filename=self.filename,
            sha256=self.sha256,
            action=self.action,
            kind=self.kind,
            until=self.until,
            grounds=tuple(Ground(one.code, one.text, one.source) for one in self.reasons),
            standing=self.standing,
            epoch=self.epoch,
            client=Client(self.address, self.agent, self.command, self.who, self.ci_claim),
            note=self.note,
            number=self.number,
        )


_DECODER = msgspec.json.Decoder(Line)


def read_line(data: bytes) -> Line:
    """Return the fields of a line. Raises ValueError if the line is damaged."""
    # msgspec's errors are ValueErrors.
    return _DECODER.decode(data)


def _release(purl: str) -> ReleaseRef:
    """Return the release of a package URL, without normalisation: the name is the one that was stored."""
    type_, _, rest = purl.removeprefix("pkg:").partition("/")
    name, _, version = rest.rpartition("@")
    return PackageRef(Ecosystem(type_), unquote(name)).at(unquote(version))
