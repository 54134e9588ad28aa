"""One row of the table of the law, and the words its rows are written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pratique.core.finding import Skipped, Unread
from pratique.core.policy import Action, Policy
from pratique.core.release import TimeSource
from pratique.core.verdict import HoldKind, Stage, Standing
from tests.core.dossiers import (
    HOUR,
    published,
)

UNREAD = Unread("lib/big.js", "larger than 5 MB")
IN_BASELINE = Unread("lib/big.js", "larger than 5 MB", in_baseline=True)
IN_TESTS = Unread("test/big.js", "larger than 5 MB", reached=False)
FAILED = (Skipped("hidden-characters", "KeyError: 'x'"),)
YOUNG = published(HOUR)
MIRROR = TimeSource.MIRROR
PINNED = Standing.PINNED
LISTING = Stage.LISTING
LENIENT = Policy(hold_incomplete=False)

ALLOW = (Action.ALLOW, None, None)
REVIEW = (Action.HOLD, HoldKind.REVIEW, None)
BLOCK = (Action.BLOCK, None, None)


def wait(until: datetime) -> tuple[Action, HoldKind, datetime]:
    return Action.HOLD, HoldKind.WAIT, until


@dataclass(frozen=True, kw_only=True)
class Row:
    """One sentence of the law: a dossier, and what is decided about it."""

    says: str
    about: Mapping[str, Any]
    verdict: tuple[Action, HoldKind | None, datetime | None]
    reasons: str = ""
    notes: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)
