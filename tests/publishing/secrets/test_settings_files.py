"""Credentials in settings files."""

import pytest

from pratique.publishing.secrets.settings_files import credentials

VALUE = "q1w2e3r4t5y6u7i8o9p0aAsSdDfF"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".npmrc", f"//registry.example/:_authToken={VALUE}\n"),
        ("a/.npmrc", f"_auth = {VALUE}\n"),
        (".yarnrc.yml", f"npmRegistryServer: https://registry.example\nnpmAuthToken: {VALUE}\n"),
        (".pypirc", f"[pypi]\npassword: {VALUE}\n"),
        (".gem/credentials", f"---\n:rubygems_api_key: {VALUE}\n"),
        (".netrc", f"machine registry.example login ada password {VALUE}\n"),
        (".git-credentials", f"https://ada:{VALUE}@git.example\n"),
        (".docker/config.json", f'{{"auths": {{"registry.example": {{"auth": "{VALUE}"}}}}}}'),
        (".aws/credentials", f"[default]\naws_secret_access_key = {VALUE}012345678901\n"),
        (".env", f"API_KEY={VALUE}\n"),
        ("config/.env.production", f"export DB_PASSWORD='{VALUE}'\n"),
    ],
)
def test_a_value_is_found(path: str, text: str) -> None:
    (found,) = credentials(path, text.encode())
    assert found.value.decode() in text
    assert VALUE in found.value.decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".npmrc", "//registry.example/:_authToken=${NPM_TOKEN}\n"),
        (".npmrc", "save-exact=true\n"),
        (".npmrc", f"; _authToken={VALUE}\n"),
        (".env.example", f"API_KEY={VALUE}\n"),
        (".env", "API_KEY=\nPORT=8080808\n"),
        (".env", "API_KEY=<your key>\n"),
        ("env.js", f"API_KEY={VALUE}\n"),
    ],
)
def test_a_variable_a_template_and_other_values_are_no_credential(path: str, text: str) -> None:
    assert [] == list(credentials(path, text.encode()))
