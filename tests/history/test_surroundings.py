from pratique.core.evidence import NotAsked
from pratique.history.surroundings import ALONE


def test_alone_nothing_was_asked() -> None:
    assert [NotAsked("the data was not requested")] * 3 == [ALONE.imports, ALONE.source, ALONE.account]
    assert ({}, {}, None) == (ALONE.dependencies, ALONE.lookalikes, ALONE.now)
