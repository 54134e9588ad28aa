"""What a source puts where modules are looked for."""

import pytest

from tests.analysis.languages.python.reading import facts

HERE = "import os, site, sys\nh = os.path.dirname(__file__)\n"


def put(code: str) -> list[tuple[str, str | None]]:
    return [(use.api, use.argument) for use in facts(HERE + code).uses if use.api in {"sys.path", "__path__"}]


@pytest.mark.parametrize(
    "code",
    [
        "sys.path.insert(0, h + '/x')",
        "sys.path.append(h + '/x')",
        "sys.path.extend([h + '/x'])",
        "sys.path += [h + '/x']",
        "sys.path[:0] = [h + '/x']",
        "sys.path = [h + '/x'] + sys.path",
        "sys.path = sys.path + [h + '/x']",
        "site.addsitedir(h + '/x')",
    ],
)
def test_all_ways_to_put_a_path_into_the_list_are_told(code: str) -> None:
    assert [("sys.path", "{}/x")] == put(code)


@pytest.mark.parametrize(
    "code",
    [
        "__path__.append(h + '/x')",
        "__path__ += [h + '/x']",
        "__path__ = [h + '/x']",
        "__path__.insert(0, h + '/x')",
    ],
)
def test_so_are_those_for_the_package_itself(code: str) -> None:
    assert [("__path__", "{}/x")] == put(code)


def test_each_path_of_a_list_is_told() -> None:
    assert [("sys.path", "a"), ("sys.path", "b")] == put("sys.path[:0] = ['a', 'b']")


@pytest.mark.parametrize(
    "code", ["path = [h + '/x']", "self.path += [h + '/x']", "p.path = 'x'", "os.path = 'x'"]
)
def test_other_lists_are_none(code: str) -> None:
    assert [] == put(code)


def test_a_list_that_is_given_itself_ends() -> None:
    assert [] == put("sys.path = sys.path + sys.path")
