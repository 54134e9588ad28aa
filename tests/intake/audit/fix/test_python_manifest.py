"""pyproject.toml and Pipfile."""

import pytest

from pratique.errors import ParseError
from pratique.intake.audit.fix.python_manifest import read_pipfile, read_pyproject
from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Request


def asked(text: str, name: str) -> list[Request]:
    return list(read_pyproject(text.encode(), "pyproject.toml").requests.get(name, ()))


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ('[project]\ndependencies = ["Jinja2==3.1.2"]', "project.dependencies"),
        ('[project.optional-dependencies]\nweb = ["jinja2==3.1.2"]', "project.optional-dependencies.web"),
        ('[dependency-groups]\ndev = ["jinja2==3.1.2", {include-group = "a"}]', "dependency-groups.dev"),
        ('[tool.uv]\ndev-dependencies = ["jinja2==3.1.2"]', "tool.uv.dev-dependencies"),
        ('[tool.pdm.dev-dependencies]\ntest = ["jinja2==3.1.2"]', "tool.pdm.dev-dependencies.test"),
    ],
)
def test_a_requirement_is_found_in_each_section(text: str, section: str) -> None:
    (request,) = asked(text, "jinja2")
    assert ("==3.1.2", section, True) == (request.range, request.section, request.is_requirement)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ('[tool.poetry.dependencies]\njinja2 = "^3.1"', "tool.poetry.dependencies"),
        ('[tool.poetry.dev-dependencies]\njinja2 = "^3.1"', "tool.poetry.dev-dependencies"),
        ('[tool.poetry.group.dev.dependencies]\njinja2 = "^3.1"', "tool.poetry.group.dev.dependencies"),
    ],
)
def test_a_table_of_poetry_is_found_too(text: str, section: str) -> None:
    (request,) = asked(text, "jinja2")
    assert ("^3.1", section, Grammar.POETRY) == (request.range, request.section, request.grammar)


def test_extras_and_conditions_are_told() -> None:
    (request,) = asked("[project]\ndependencies = ['a[x,y]>=1; python_version < \"3.9\"']", "a")
    assert (("x", "y"), True) == (request.extras, request.has_more)
    (request,) = asked('[tool.poetry.dependencies]\na = {version = "1", extras = ["x"]}', "a")
    assert (("x",), False) == (request.extras, request.has_more)
    (request,) = asked('[tool.poetry.dependencies]\na = {version = "1", source = "s"}', "a")
    assert request.has_more


def test_what_comes_from_elsewhere_has_no_range() -> None:
    (address,) = asked('[project]\ndependencies = ["a @ https://a.example/a.whl"]', "a")
    (path,) = asked('[tool.poetry.dependencies]\na = {path = "../a"}', "a")
    assert (None, None) == (address.range, path.range)


def test_extras_of_the_project_are_told() -> None:
    text = b'[project.optional-dependencies]\nWeb_UI = ["a"]\n'
    assert {"web-ui"} == read_pyproject(text, "pyproject.toml").extras


def test_overrides_and_constraints_of_uv_are_told_apart() -> None:
    text = b'[tool.uv]\noverride-dependencies = ["a==1", 3]\nconstraint-dependencies = ["b<2; python_version > \'3\'"]'
    first, second = read_pyproject(text, "pyproject.toml").overrides
    assert ("a", "==1", False) == (first.name, first.range, first.limits)
    assert ("b", "<2", True) == (second.name, second.range, second.limits)


def test_a_bare_version_of_pdm_is_exact() -> None:
    text = b'[tool.pdm.resolution.overrides]\nA_b = "1.2"\nc = ">=3"\nd = "https://d.example/d.whl"\n'
    found = {one.name: one.range for one in read_pyproject(text, "pyproject.toml").overrides}
    assert {"a-b": "==1.2", "c": ">=3"} == found


def test_a_pipfile_is_read_with_its_categories() -> None:
    text = b'[packages]\nA_b = "==1"\n[dev-packages]\nc = {version = "*"}\nd = {git = "x"}\n[requires]\npython_version = "3"\n'
    found = read_pipfile(text, "Pipfile").requests
    assert {"a-b", "c", "d"} == found.keys()
    assert ("==1", "packages") == (found["a-b"][0].range, found["a-b"][0].section)
    assert ("*", "dev-packages") == (found["c"][0].range, found["c"][0].section)
    assert found["d"][0].range is None


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(ParseError):
        read_pyproject(b"[", "pyproject.toml")


@pytest.mark.parametrize(
    "text",
    [
        "[project]\ndependencies = 3",
        "[project]\ndependencies = ['===', '', 3, 'a @']",
        "[tool.poetry]\ngroup = [1]",
        "[tool.poetry.dependencies]\na = [{version = '1'}]\nb = 3\npython = '^3'",
        "[tool]\nuv = 1\npdm = []",
        "[dependency-groups]\na = {}",
    ],
)
def test_what_makes_no_sense_asks_for_nothing(text: str) -> None:
    manifest = read_pyproject(text.encode(), "pyproject.toml")
    assert not any(
        request.range for requests in manifest.requests.values() for request in requests if request.text
    )
