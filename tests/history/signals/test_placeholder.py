from pratique.core.release import Dated, TimeSource
from tests.history.telling import DAY, START, codes, read, release, texts

ID = "placeholder"


HELD = "0.0.1-security is a security placeholder, with which the registry once replaced the package"


def test_a_name_that_was_held_back_once_is_told() -> None:
    assert [HELD] == texts(read([release("0.0.1-security", START), release("1.0.0", START + DAY)]), ID)


def test_a_holding_version_that_was_removed_counts_too() -> None:
    gone = {"0.0.1-security": Dated(START, TimeSource.REGISTRY)}

    assert [HELD] == texts(read([release("1.0.0", START + DAY)], removed=gone), ID)


def test_other_pre_releases_are_quiet() -> None:
    assert ID not in codes(read([release("0.0.1-secure", START), release("1.0.0", START + DAY)]))
