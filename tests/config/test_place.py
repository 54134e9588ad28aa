import pytest

from pratique.config.lines import find_lines
from pratique.config.place import Place
from pratique.errors import Reference, UsageError

PLACE = Place(origin="pratique.toml", lines=find_lines('[policy]\nmin_age = "1h"\n'))


def test_a_key_is_named_by_file_and_line() -> None:
    assert PLACE.within("policy").at("min_age") == "pratique.toml:2"


def test_a_key_that_cannot_be_found_is_named_by_its_table() -> None:
    assert PLACE.within("policy").at("hold_incomplete") == "pratique.toml:1"
    assert PLACE.within("run").at("jobs") == "pratique.toml"


def test_an_unknown_key_names_the_nearest_one() -> None:
    with pytest.raises(UsageError) as caught:
        PLACE.known(["polcy"], ["policy", "check"])
    assert caught.value.reference is Reference.CONFIG_UNKNOWN_KEY
    assert "'policy'" in caught.value.hint


def test_an_unknown_key_that_is_near_nothing_lists_what_is_accepted() -> None:
    with pytest.raises(UsageError) as caught:
        PLACE.known(["zzz"], ["policy", "check"])
    assert caught.value.hint == "accepted here: policy, check"


def test_a_value_that_is_no_table_is_refused() -> None:
    with pytest.raises(UsageError, match="expected a table, got a int"):
        PLACE.mapping("policy", 3)
