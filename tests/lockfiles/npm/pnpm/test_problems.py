from pratique.core.lock import Problem
from pratique.lockfiles.npm.pnpm.problems import PnpmProblems
from pratique.lockfiles.reading.document import MOST_PROBLEMS, first_problems


def test_problems_keep_their_order_and_a_short_name() -> None:
    problems = PnpmProblems()
    problems.tell("a" * 1_000, 3, "x")
    problems.tell("b", None, "y")
    assert [Problem("a" * 300, 3, "x"), Problem("b", None, "y")] == problems.told


def test_a_flood_of_problems_is_cut_and_said_to_be() -> None:
    problems = PnpmProblems()
    for number in range(MOST_PROBLEMS * 2):
        problems.tell(str(number), None, "x")
    assert MOST_PROBLEMS + 1 == len(problems.told)
    assert "more problems" == first_problems(problems.told)[-1].what
