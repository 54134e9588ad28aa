"""Every rule is in RULES, under the id that its file name says, and its page has its headings."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Module, lines, modules

HEADINGS = ("What it finds:", "Why it matters:", "Seen in:", "False alarms:", "What to do:")


def rule_modules() -> list[Module]:
    return [
        module
        for module in modules()
        if module.name.startswith("analysis/rules/") and module.stem != "__init__"
    ]


def declared_ids(module: Module) -> Iterator[str]:
    """The first argument of each `@rule(...)`."""
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            match decorator:
                case ast.Call(func=ast.Name(id="rule"), args=[ast.Constant(value=str(id_)), *_]):
                    yield id_


def listed() -> set[str]:
    """The names in the tables of `analysis/rules/__init__.py`, as written."""
    index = next(module for module in modules() if module.name == "analysis/rules/__init__.py")
    found = set()
    for node in index.tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Tuple):
            found |= {item.id for item in node.value.elts if isinstance(item, ast.Name)}
    return found


def test_there_are_rules() -> None:
    assert rule_modules()


def test_every_rule_has_the_id_that_its_file_name_says() -> None:
    found = {module.stem: list(declared_ids(module)) for module in rule_modules()}

    assert {stem: [stem.replace("_", "-")] for stem in found} == found


def test_every_rule_is_listed_once_in_the_table_of_rules() -> None:
    missing = {f"add {module.stem} to a table" for module in rule_modules() if module.stem not in listed()}

    assert not missing, lines(missing)


def test_the_rules_are_those_of_the_files() -> None:
    from pratique.analysis.rules import RULES  # noqa: PLC0415 - the other tests here stand without it

    assert sorted(module.stem.replace("_", "-") for module in rule_modules()) == [rule.id for rule in RULES]


def test_the_page_of_every_rule_has_its_headings_in_order() -> None:
    for module in rule_modules():
        page = ast.get_docstring(module.tree) or ""
        places = [page.find(heading) for heading in HEADINGS]

        assert places == sorted(places), module.name
        assert -1 not in places, module.name
