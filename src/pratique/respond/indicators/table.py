"""The formats in which indicators are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pratique.respond.indicators import defanged, sheet, sigma, stix, yara
from pratique.respond.indicators.hunt import Hunt


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its writer, and the name of the file that a folder of indicators gets."""

    write: Callable[[Hunt], str]
    filename: str


FORMATS: Mapping[str, Format] = {
    "text": Format(defanged.text, "indicators.txt"),
    "csv": Format(sheet.text, "indicators.csv"),
    "stix": Format(stix.text, "indicators.stix.json"),
    "sigma": Format(sigma.text, "indicators.sigma.yml"),
    "yara": Format(yara.text, "indicators.yar"),
}
"""All formats by name."""
