from dataclasses import replace

from pratique.core.fix_set import FixSet
from tests.core.dossiers import REF

SET = FixSet(root=REF, advisory="GHSA-1", reviewer="GitHub", members=(REF,))


def test_a_set_goes_early_unless_something_speaks_against_it() -> None:
    assert SET.early
    assert not replace(SET, against=("it is new",)).early


def test_its_words_name_the_advisory_and_the_first_of_what_speaks_against_it() -> None:
    assert "no cooldown, because GHSA-1 (reviewed by GitHub) lists left-pad@1.3.0 as the fix" == SET.words
    assert SET.words + ", with 1 siblings that it pins" == replace(SET, members=(REF, REF)).words
    against = replace(SET, against=("a", "b", "c", "d", "e"))
    assert (
        "GHSA-1 lists left-pad@1.3.0 as the fix, but the set is still in cooldown: a; b; c; and 2 more"
        == against.words
    )
