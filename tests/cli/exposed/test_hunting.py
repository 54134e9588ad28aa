"""Files of indicators and OpenVEX beside the answer."""

import json
from pathlib import Path

from pratique.respond.indicators.table import FORMATS
from tests.cli.running import Machine


def test_each_format_and_the_answer_as_openvex_are_written(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    words = ("sample@1.0.0", "evil[.]invalid", "web", "--ecosystem", "npm")
    ran = machine.run("exposed", *words, "--hunt", "hunt", "--vex", "vex.json")
    folder = Path(machine.folder) / "hunt"
    assert {one.filename for one in FORMATS.values()} == {path.name for path in folder.iterdir()}
    assert "evil[.]invalid" in (folder / "indicators.txt").read_text()
    assert "The behaviour of sample@1.0.0 is unknown" in ran.err
    assert "statements" in json.loads((Path(machine.folder) / "vex.json").read_text())


def test_a_folder_that_cannot_be_written_is_a_usage_error(machine: Machine) -> None:
    (Path(machine.folder) / "file").write_text("x")
    (Path(machine.folder) / "web").mkdir()
    words = ("sample@1.0.0", "web", "--ecosystem", "npm")
    assert 2 == machine.run("exposed", *words, "--hunt", "file/hunt").code
