"""What the addresses of a gem server mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.rubygems.address import gem_filename
from pratique.errors import ParseError
from pratique.gate.protocols.interface import ArtifactWanted
from pratique.gate.protocols.rubygems.paths import (
    MOST_READINGS,
    GemPath,
    GemsPath,
    IndexPath,
    InfoPath,
    OtherPath,
    RootPath,
    VersionsPath,
    read_path,
)


def gem(name: str, version: str, filename: str) -> ArtifactWanted:
    return ArtifactWanted(PackageRef(Ecosystem.RUBYGEMS, name), version, filename)


@pytest.mark.parametrize(
    ("path", "meaning"),
    [
        pytest.param("", RootPath(), id="root"),
        pytest.param("versions", IndexPath("versions"), id="versions"),
        pytest.param("names", IndexPath("names"), id="names"),
        pytest.param("latest_specs.4.8.gz", IndexPath("latest_specs.4.8.gz"), id="old-list"),
        pytest.param("info/Kite_x", InfoPath(PackageRef(Ecosystem.RUBYGEMS, "Kite_x")), id="info"),
        pytest.param("gems/kite-1.0.gem", GemPath((gem("kite", "1.0", "kite-1.0.gem"),)), id="gem"),
        pytest.param(
            "quick/Marshal.4.8/kite-1.0.gemspec.rz",
            GemPath((gem("kite", "1.0", "kite-1.0.gem"),), quick=True),
            id="quick",
        ),
        pytest.param("api/v1/dependencies", OtherPath("api"), id="api"),
        pytest.param(
            "api/v1/versions/kite.json",
            VersionsPath(PackageRef(Ecosystem.RUBYGEMS, "kite")),
            id="versions-of-the-web-api",
        ),
        pytest.param("api/v1/gems/kite.json", OtherPath("api"), id="more-of-the-web-api"),
        pytest.param("Marshal.4.8.Z", OtherPath("Marshal.4.8.Z"), id="older-still"),
    ],
)
def test_each_address_has_a_meaning(path: str, meaning: GemsPath) -> None:
    assert meaning == read_path(path)


@pytest.mark.parametrize(
    ("name", "version", "platform"),
    [
        ("kite", "1.1.0", "x86_64-linux-musl"),
        ("kite", "1.1.0", "universal-java-11"),
        ("net-http2", "0.18.5", "ruby"),
        ("foo-2", "1.0.0", "ruby"),
        ("kite", "3", "arm64-darwin"),
        ("a-1.b", "2.0.pre.1", "x64-mingw-ucrt"),
    ],
)
def test_the_likeliest_reading_of_a_name_comes_first(name: str, version: str, platform: str) -> None:
    filename = gem_filename(PackageRef(Ecosystem.RUBYGEMS, name), version, platform)
    read = read_path(f"gems/{filename}")

    assert isinstance(read, GemPath)
    assert gem(name, version, filename) == read.readings[0]


@pytest.mark.parametrize(
    "path",
    [
        *("info/", "info/..", "info/%2e%2e", "info/kite%2f1", "info/1", "gems/kite.gem", "gems/-1.gem"),
        *("%ff", "gems/kite-1%00.gem", "info/kite%252f", "x" * 2_000, "quick/Marshal.4.8/kite.gemspec.rz"),
    ],
    ids=map(str, range(12)),
)
def test_what_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(ParseError):
        read_path(path)


@given(st.text(alphabet="ab1.-_%/2ef", max_size=60))
def test_a_file_is_asked_for_under_its_own_name_whatever_is_asked(stem: str) -> None:
    try:
        read = read_path(f"gems/{stem}.gem")
    except ParseError:
        return
    if isinstance(read, GemPath):
        assert 0 < len(read.readings) <= MOST_READINGS
        assert {one.filename for one in read.readings} == {read.readings[0].filename}
