"""The packages that are downloaded most."""

from pathlib import Path

import pytest
from bench.inspect.most_used import is_most_used, key, most_used, of_most_used
from bench.inspect.tables import Row


def row(set_: str, name: str) -> Row:
    return Row(set=set_, sha256="0", name=name, family="f", features={})


def test_the_list_names_packages_of_both_registries() -> None:
    names = most_used()

    assert {("npm", "react"), ("npm", "lodash"), ("pypi", "requests"), ("pypi", "ruamel-yaml")} <= names
    assert all(found == key(*found) for found in names)


def test_rows_are_found_by_any_spelling_of_a_name_of_pypi() -> None:
    rows = [row("benign-pypi", "Ruamel.YAML"), row("benign-npm", "React"), row("benign-npm", "react")]

    assert [rows[0], rows[2]] == of_most_used(rows)
    assert not is_most_used(rows[0], frozenset())


@pytest.mark.parametrize("text", ["name\n", "ecosystem\tname\nnpm\n", "ecosystem\tname\nnpm\ta\tb\n"])
def test_a_list_of_another_form_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(text)
    with pytest.raises(ValueError, match="not a list"):
        most_used(path)
