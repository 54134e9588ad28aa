"""What an installed copy differs in, and which of it stops a release."""

from pratique.core.installed import Difference, DifferenceKind, InstalledCheck, in_words, wrong_words

CHANGED = Difference("a.js", DifferenceKind.CHANGED, runs=True)
ADDED = Difference("b.js", DifferenceKind.ADDED, runs=True)
BY_HOOK = Difference("c.js", DifferenceKind.ADDED, runs=True, sure=False)
GONE = Difference("d.js", DifferenceKind.MISSING, runs=True)
DATA = Difference("e.txt", DifferenceKind.CHANGED, runs=False)


def check(*differences: Difference, instead: str = "") -> InstalledCheck:
    return InstalledCheck(places=("node_modules/a",), differences=differences, instead=instead)


def test_only_code_that_is_surely_not_the_artifact_s_is_wrong() -> None:
    found = check(CHANGED, ADDED, BY_HOOK, GONE, DATA)

    assert (CHANGED, ADDED) == found.wrong
    assert (BY_HOOK,) == found.doubtful
    assert (GONE, DATA) == found.rest


def test_nothing_wrong_has_no_words() -> None:
    assert "" == wrong_words(check(BY_HOOK, GONE, DATA))


def test_the_words_name_the_first_files_and_count_the_rest() -> None:
    more = [Difference(f"{n}.js", DifferenceKind.ADDED, runs=True) for n in range(4)]

    assert "changed a.js" == in_words([CHANGED])
    assert "changed a.js, added 0.js, added 1.js and 2 more" == in_words([CHANGED, *more])
    assert "5 installed executable files differ from the artifact: changed a.js" in wrong_words(
        check(CHANGED, *more)
    )


def test_what_was_held_against_a_record_is_said_so() -> None:
    words = wrong_words(check(CHANGED, instead="built here"))

    assert "an installed executable file differs from the installer's record: changed a.js" == words
