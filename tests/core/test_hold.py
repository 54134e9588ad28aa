from datetime import UTC, datetime, timedelta

import pytest

from pratique.core.act import NO_WORD, Act, ActKind, Word
from pratique.core.hold import HoldState, state_now, state_of
from pratique.core.names import Digest
from pratique.core.policy import Action
from pratique.core.request import HeldEntry
from pratique.core.verdict import HoldKind

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def act(kind: ActKind, *, even_blocked: bool = False) -> Act:
    digest = Digest("sha256", "a" * 64)
    return Act(kind=kind, digest=digest, at=NOW, who="ada", reason="read", even_blocked=even_blocked)


RELEASED = Word(release=act(ActKind.RELEASE))
EVEN_BLOCKED = Word(release=act(ActKind.RELEASE, even_blocked=True))
REFUSED = Word(refusal=act(ActKind.REFUSE))
WAIT, REVIEW = HoldKind.WAIT, HoldKind.REVIEW


@pytest.mark.parametrize(
    ("action", "kind", "until", "word", "expected"),
    [
        (Action.HOLD, REVIEW, None, NO_WORD, HoldState.REVIEW),
        (Action.HOLD, WAIT, LATER, NO_WORD, HoldState.WAIT),
        (Action.HOLD, WAIT, NOW, NO_WORD, HoldState.ENDED),
        (Action.BLOCK, None, None, NO_WORD, HoldState.BLOCKED),
        (Action.HOLD, REVIEW, None, RELEASED, HoldState.RELEASED),
        (Action.HOLD, WAIT, NOW, RELEASED, HoldState.RELEASED),
        (Action.BLOCK, None, None, RELEASED, HoldState.BLOCKED),
        (Action.BLOCK, None, None, EVEN_BLOCKED, HoldState.RELEASED),
        (Action.HOLD, WAIT, LATER, REFUSED, HoldState.REFUSED),
        (Action.BLOCK, None, None, REFUSED, HoldState.REFUSED),
    ],
)
def test_what_has_become_of_a_hold(
    action: Action, kind: HoldKind | None, until: datetime | None, word: Word, expected: HoldState
) -> None:
    entry = HeldEntry(
        purl="pkg:npm/a@1", filename="a", digest=None, action=action, kind=kind, until=until, why="w"
    )

    assert expected is state_now(action, kind, until, word, NOW)
    assert expected is state_of(entry, word, NOW)
