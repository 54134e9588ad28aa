from pathlib import Path

from pratique.config.layer import Authority
from pratique.config.location import Candidate, FileKind, candidates

SITE = (Path("/etc/first/pratique"), Path("/etc/second/pratique"))
USER = Path("/home/me/.config/pratique")


def test_files_come_in_rising_authority_with_the_project_last() -> None:
    expected = (
        Candidate(path=SITE[1] / "pratique.toml", authority=Authority.ORGANISATION),
        Candidate(path=SITE[0] / "pratique.toml", authority=Authority.ORGANISATION),
        Candidate(path=USER / "pratique.toml", authority=Authority.USER),
        Candidate(path=Path("p/pyproject.toml"), authority=Authority.PROJECT, kind=FileKind.PYPROJECT),
        Candidate(path=Path("p/pratique.toml"), authority=Authority.PROJECT),
    )
    assert expected == candidates({}, site_folders=SITE, user_folder=USER, project=Path("p"))


def test_a_named_file_stands_in_place_of_the_users_own_and_must_exist() -> None:
    env = {"PRATIQUE_CONFIG": "/ci/policy.toml"}
    expected = (
        Candidate(path=SITE[0] / "pratique.toml", authority=Authority.ORGANISATION),
        Candidate(path=Path("/ci/policy.toml"), authority=Authority.USER, required=True),
    )
    assert expected == candidates(env, site_folders=SITE[:1], user_folder=USER, project=None)


def test_an_empty_variable_names_no_file() -> None:
    found = candidates({"PRATIQUE_CONFIG": " "}, site_folders=(), user_folder=USER, project=None)
    assert (Candidate(path=USER / "pratique.toml", authority=Authority.USER),) == found
