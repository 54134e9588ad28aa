"""The values of ownership."""

from dataclasses import replace
from datetime import UTC, datetime

from pratique.core.history import Weight
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.ownership import Alarm, Notice, OwnPackage, OwnReport
from pratique.core.reading import NotJudged

MINE = OwnPackage(
    package=PackageRef(Ecosystem.NPM, "kite"),
    registry="https://registry.example/",
    publishers=(),
    since=(),
    notices=(
        Notice(alarm=Alarm.SIGNAL, text="why", weight=Weight.LENGTHENS),
        Notice(alarm=Alarm.IDLE_PUBLISHER, text="why", weight=Weight.RANKS),
    ),
)
WHOLE = OwnReport(since=datetime(2026, 1, 1, tzinfo=UTC), packages=(MINE,))


def test_the_gravest_notice_counts() -> None:
    assert Weight.LENGTHENS is WHOLE.weight
    assert None is replace(WHOLE, packages=()).weight


def test_it_is_complete_when_something_was_told_of_every_package() -> None:
    assert WHOLE.complete
    assert not replace(WHOLE, packages=()).complete
    assert not replace(WHOLE, packages=(replace(MINE, answered=False),)).complete
    assert not replace(WHOLE, not_asked=(NotJudged(purl="pkg:npm/a", why="down"),)).complete
