"""Reading the settings of a run."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from pratique.cli.run.settings import read_settings, tell_settings
from pratique.errors import Reference, UsageError


@pytest.fixture
def user_file() -> Path:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "pratique"
    folder.mkdir(parents=True)
    return folder / "pratique.toml"


def organisation() -> Path:
    folder = Path(os.environ["XDG_CONFIG_DIRS"]) / "pratique"
    folder.mkdir(parents=True)
    return folder / "pratique.toml"


def test_each_source_goes_before_the_weaker_ones(
    user_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages = []
    organisation().write_text('[policy]\nmin_age = "1d"\n')
    ages.append(read_settings(tmp_path, {}).policy.min_age)
    user_file.write_text('[policy]\nmin_age = "2d"\n')
    ages.append(read_settings(tmp_path, {}).policy.min_age)
    monkeypatch.setenv("PRATIQUE_MIN_AGE", "3d")
    ages.append(read_settings(tmp_path, {}).policy.min_age)
    ages.append(read_settings(tmp_path, {"policy.min_age": ("--min-age", "4d")}).policy.min_age)
    (tmp_path / "pratique.toml").write_text('[policy]\nmin_age = "5d"\n')
    stricter = read_settings(tmp_path, {"policy.min_age": ("--min-age", "4d")})
    ages.append(stricter.policy.min_age)
    assert [timedelta(days=n) for n in (1, 2, 3, 4, 5)] == ages
    assert "pratique.toml:2" in stricter.origins["policy.min_age"]


def test_a_project_that_loosens_is_ignored_and_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.pratique.policy]\nmin_age = "1h"\n')
    settings = read_settings(tmp_path, {})
    assert timedelta(hours=72) == settings.policy.min_age
    assert ["policy.min_age"] == [item.key for item in settings.ignored]


def test_a_named_file_takes_the_place_of_the_users_own(
    user_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file.write_text("[run]\njobs = 3\n")
    (tmp_path / "own.toml").write_text("[run]\ntimeout_s = 9\n")
    monkeypatch.setenv("PRATIQUE_CONFIG", str(tmp_path / "own.toml"))
    run = read_settings(None, {}).run
    assert (0, 9) == (run.jobs, run.timeout_s)


def test_a_named_file_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRATIQUE_CONFIG", str(tmp_path / "nowhere.toml"))
    with pytest.raises(UsageError, match="does not exist") as told:
        read_settings(None, {})
    assert "the variable PRATIQUE_CONFIG specifies this file" == told.value.hint


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00", "pratique.toml"),
        (b"[policy\n", "pratique.toml"),
        (b"[policy]\nmin_age = 3\n", "pratique.toml:2"),
        (b"[polcy]\n", "pratique.toml"),
        (b"#" * (1 << 20) + b"\n#", "larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_usage_error_that_names_the_place(
    user_file: Path, data: bytes, message: str
) -> None:
    user_file.write_bytes(data)
    with pytest.raises(UsageError) as told:
        read_settings(None, {})
    assert message in told.value.message
    assert told.value.hint


def test_a_settings_file_that_never_ends_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pratique.toml")
    with pytest.raises(UsageError, match="not a regular file") as told:
        read_settings(tmp_path, {})
    assert Reference.FILE_UNREADABLE is told.value.reference


def test_a_settings_file_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "pratique.toml").mkdir()
    with pytest.raises(UsageError, match=r"pratique\.toml"):
        read_settings(tmp_path, {})


def test_what_does_not_count_is_told_without_control_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pratique.toml").write_text('[policy]\nmin_age = "1h"\n')
    tell_settings(read_settings(tmp_path, {}), ["an invalid proxy is not used: \x1b[2J"])
    err = capsys.readouterr().err
    assert "ignored policy.min_age" in err
    assert "not used: an invalid proxy is not used: \\x1b[2J" in err


def test_exclusions_of_the_command_line_and_of_files_add_up(tmp_path: Path) -> None:
    (tmp_path / "pratique.toml").write_text('[check]\nexclude = ["fixtures/*"]\n')
    exclude = read_settings(tmp_path, {}, exclude=("vendor/*",)).check.exclude
    assert {"fixtures/*": True, "vendor/*": False} == {item.glob: item.from_project for item in exclude}


IGNORE = """[[ignores]]
id = "CVE-2020-8203"
package = "npm:lodash"
reason = "never called"
owner = "me"
expires = 2099-01-01
"""


@dataclass(frozen=True)
class Merged:
    """A branch whose only settings file is this one."""

    text: str
    reference: str = "main"

    def settings_file(self, filename: str) -> bytes | None:
        return self.text.encode() if filename == "pratique.toml" and self.text else None


def test_an_ignore_that_is_merged_counts_and_is_not_told_again(tmp_path: Path) -> None:
    (tmp_path / "pratique.toml").write_text("\n\n" + IGNORE)
    settings = read_settings(tmp_path, {}, branch=Merged(IGNORE))
    assert ["main:pratique.toml:1"] == [ignore.origin for ignore in settings.ignores]
    assert () == settings.ignored


def test_an_ignore_that_a_change_brings_does_not_count_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "pratique.toml").write_text(IGNORE)
    settings = read_settings(tmp_path, {}, branch=Merged(""))
    assert () == settings.ignores
    assert [("ignores CVE-2020-8203 lodash", "part of this change, and effective only after the merge")] == [
        (item.key, item.why) for item in settings.ignored
    ]


def test_ignores_of_the_users_own_file_and_of_the_project_add_up(user_file: Path, tmp_path: Path) -> None:
    user_file.write_text(IGNORE)
    (tmp_path / "pratique.toml").write_text(IGNORE.replace("8203", "9999"))
    settings = read_settings(tmp_path, {})
    assert [("CVE-2020-8203",), ("CVE-2020-9999",)] == [ignore.ids for ignore in settings.ignores]
    assert () == settings.ignored
