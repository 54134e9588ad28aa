"""Where RubyGems and Bundler look for their files."""

from pathlib import Path

import pytest

from pratique.net.configuration.config_file import Project
from pratique.net.configuration.gem.files import load_bundler, load_gem

MIRROR = "https://mirror.example/"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    return tmp_path / "app"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def sources(home: Path, project: Project | None = None, **env: str) -> list[str]:
    found = load_gem({"HOME": str(home), **env}, project=project, machine=home / "etc")
    return [source.url.value for source in found.sources]


def mirror(home: Path, project: Project | None = None, **env: str) -> str | None:
    found = load_bundler({"HOME": str(home), **env}, project=project).mirror_for("https://gems.example/")
    return None if found is None else found.url.value


def gemrc(url: str) -> str:
    return f"---\n:sources:\n- {url}\n"


def bundle(url: str) -> str:
    return f'---\nBUNDLE_MIRROR__ALL: "{url}"\n'


def test_files_speak_in_gem_s_order(home: Path) -> None:
    assert [] == sources(home)
    write(home / "etc/gemrc", gemrc("https://machine.example/"))
    assert ["https://machine.example/"] == sources(home)
    write(home / ".config/gem/gemrc", gemrc("https://xdg.example/"))
    assert ["https://xdg.example/"] == sources(home)
    write(home / ".gemrc", gemrc("https://user.example/"))
    assert ["https://user.example/"] == sources(home)
    one = write(home / "one", gemrc("https://one.example/"))
    two = write(home / "two", gemrc("https://two.example/"))
    assert ["https://two.example/"] == sources(home, GEMRC=f"{one}:{two}:{home / 'missing'}")
    bare = write(home / "bare", "---\n:verbose: true\n")
    assert ["https://machine.example/"] == sources(home, GEMRC=str(bare)), (
        "with GEMRC, gem leaves ~/.gemrc out"
    )
    assert ["https://machine.example/"] == sources(home, GEMRC="")


def test_a_named_folder_for_settings_is_looked_into(home: Path) -> None:
    write(home / "xdg/gem/gemrc", gemrc("https://xdg.example/"))
    assert ["https://xdg.example/"] == sources(home, XDG_CONFIG_HOME=str(home / "xdg"))


def test_bundler_s_files_and_variables_speak_in_its_order(home: Path) -> None:
    assert mirror(home) is None
    write(home / ".bundle/config", bundle("https://user.example/"))
    assert "https://user.example/" == mirror(home)
    for name in ("BUNDLE_USER_HOME", "BUNDLE_USER_CONFIG", "BUNDLE_CONFIG"):
        place = home / name.lower()
        write(
            place / "config" if name.endswith("HOME") else place,
            bundle(f"https://{name[7:].lower()}.example/"),
        )
        assert f"https://{name[7:].lower()}.example/" == mirror(home, None, **{name: str(place)})
    assert MIRROR == mirror(home, BUNDLE_MIRROR__ALL=MIRROR)
    assert mirror(home, BUNDLE_IGNORE_CONFIG="1") is None
    assert MIRROR == mirror(home, BUNDLE_IGNORE_CONFIG="1", BUNDLE_MIRROR__ALL=MIRROR)


def test_a_project_s_own_files_count_only_when_it_is_trusted(home: Path, app: Path) -> None:
    own = write(app / "gemrc", gemrc("https://project.example/"))
    write(app / ".bundle/config", bundle("https://project.example/"))
    for trusted, gems, found in (
        (False, [], None),
        (True, ["https://project.example/"], "https://project.example/"),
    ):
        project = Project(folder=app, trusted=trusted)
        assert gems == sources(home, project, GEMRC=str(own))
        assert found == mirror(home, project)
        assert found == mirror(home, project, BUNDLE_USER_CONFIG=str(app / ".bundle/config"))


def test_a_trusted_project_gives_addresses_and_nothing_else(home: Path, app: Path) -> None:
    text = f"{bundle(MIRROR)}BUNDLE_GEMS__EXAMPLE: a:b\nBUNDLE_SSL_CA_CERT: /x\n"
    write(app / ".bundle/config", text)
    own = write(app / "gemrc", f"{gemrc(MIRROR)}:ssl_verify_mode: 0\n:http_proxy: http://evil.invalid\n")
    project = Project(folder=app, trusted=True)
    found = load_bundler({"HOME": str(home)}, project=project)
    assert (None, None) == (found.authorization_for("https://gems.example/"), found.ca_file)
    gem = load_gem({"HOME": str(home), "GEMRC": str(own)}, project=project, machine=home / "etc")
    assert (True, None) == (gem.route.trust.verify, gem.route.proxies.http)
    assert gem.sources[0].url.from_project


def test_a_file_that_cannot_be_read_is_told(home: Path) -> None:
    (home / ".gemrc").write_bytes(b"\xff")
    (home / ".bundle/config").mkdir(parents=True)
    gem = load_gem({"HOME": str(home)}, machine=home / "etc")
    found = load_bundler({"HOME": str(home)})
    assert [f"{home}/.gemrc: not a gemrc: the file is not UTF-8"] == list(gem.problems)
    assert "not a regular file" in found.problems[0]


def test_keys_for_publishing_are_not_read(home: Path) -> None:
    write(home / ".gem/credentials", "---\n:rubygems_api_key: s3cret\n")
    assert "s3cret" not in repr(load_gem({"HOME": str(home)}, machine=home / "etc"))
