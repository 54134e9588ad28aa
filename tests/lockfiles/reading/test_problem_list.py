from pratique.core.lock import Problem
from pratique.lockfiles.reading.document import MOST_PROBLEMS
from pratique.lockfiles.reading.problem_list import MOST_LABEL_CHARS, ProblemList


def test_problems_are_listed_in_the_order_in_which_they_were_found() -> None:
    problems = ProblemList()
    problems.add("b", 2, "bad")
    problems.add("", None, "worse")
    assert (Problem("b", 2, "bad"), Problem("an entry", None, "worse")) == problems.listed()


def test_a_flood_of_problems_is_cut_and_says_so() -> None:
    problems = ProblemList()
    for _ in range(MOST_PROBLEMS * 3):
        problems.add("x" * 10_000, 1, "y" * 10_000)
    listed = problems.listed()
    assert MOST_PROBLEMS + 1 == len(problems.found) == len(listed)
    assert "more problems" == listed[-1].what
    assert MOST_LABEL_CHARS == len(listed[0].what)
