"""Harmless variables of the environment."""

from pratique.analysis.languages.javascript.variables import is_harmless_variable


def test_variables_that_say_nothing_of_their_user_are_harmless() -> None:
    assert all(is_harmless_variable(name) for name in ("NODE_ENV", "CI", "LC_ALL", "DEBUG", "FORCE_COLOR"))
    assert not any(
        is_harmless_variable(name) for name in ("NPM_TOKEN", "npm_package_description", "HOME", "USER")
    )
