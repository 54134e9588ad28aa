"""What setup.py gives to `setup(...)`."""

import pytest

from pratique.ecosystems.pypi.sdist.setup_call import setup_arguments
from tests.ecosystems.trees import tree


def given(code: str) -> dict[str, object]:
    return dict(setup_arguments(tree({"setup.py": code})))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("setup(packages=['a'])", {"packages": ["a"]}),
        ("import setuptools\nsetuptools.setup(packages=('a', 'b'))", {"packages": ["a", "b"]}),
        ("P = ['a']\nsetup(packages=P + ['b'])", {"packages": ["a", "b"]}),
        ("setup(package_dir={'': 'lib', x: 'y'})", {"package_dir": {"": "lib"}}),
        ("setup(package_dir=dict(kite='docs'))", {"package_dir": {"kite": "docs"}}),
        ("setup(packages=find_packages())", {}),
        ("setup(packages=['a', name])", {"packages": ["a"]}),
        ("setup(scripts=[os.path.join('docs', 'k')])", {"scripts": ["docs/k"]}),
        ("setup(**{'name': 'kite'})", {"name": "kite"}),
        ("a = a + a\nsetup(packages=a)", {}),
        ("setup(", {}),
        ("", {}),
    ],
)
def test_literals_and_names_of_literals_are_read(code: str, found: dict[str, object]) -> None:
    assert found == given(code)


def test_names_that_grow_take_no_time() -> None:
    many = "a0 = ['x']\n" + "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(200))

    assert given(many + "setup(packages=a200, name='kite')")["name"] == "kite"


def test_without_a_file_nothing_is_given() -> None:
    assert {} == setup_arguments(tree({}))
