"""SBOMs of releases: CycloneDX as JSON and XML, SPDX as JSON and as text."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from gauntlet.estate.campaigns import CAMPAIGNS, Campaign, decoys
from gauntlet.estate.pins import universe
from gauntlet.estate.truth import Decoy, Planted, Truth, Unreadable

_Component = tuple[str, str, str]


def _purl(component: _Component) -> str:
    ecosystem, name, version = component
    return f"pkg:{ecosystem}/{name.replace('@', '%40')}@{version}"


def _cyclonedx_json(product: str, parts: Sequence[_Component]) -> str:
    components = [
        {"type": "library", "bom-ref": _purl(part), "name": part[1], "version": part[2], "purl": _purl(part)}
        for part in parts
    ]
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": "2026-04-02T10:00:00Z",
            "component": {"type": "application", "name": product},
        },
        "components": components,
    }
    return json.dumps(bom, indent=1)


def _cyclonedx_nested(product: str, parts: Sequence[_Component]) -> str:
    """Put the last components into another one, as tools do for bundled packages."""
    bom = json.loads(_cyclonedx_json(product, parts))
    outer, inner = bom["components"][:-3], bom["components"][-3:]
    outer[0]["components"] = inner
    bom["components"] = outer
    return json.dumps(bom, indent=1)


def _cyclonedx_xml(product: str, parts: Sequence[_Component]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">',
    ]
    lines += [
        f'<metadata><component type="application"><name>{escape(product)}</name></component></metadata>',
        "<components>",
    ]
    for part in parts:
        inner = (
            f"<name>{escape(part[1])}</name><version>{part[2]}</version><purl>{escape(_purl(part))}</purl>"
        )
        lines.append(f'<component type="library" bom-ref="{escape(_purl(part))}">{inner}</component>')
    return "\n".join([*lines, "</components>", "</bom>", ""])


def _spdx_json(product: str, parts: Sequence[_Component]) -> str:
    packages = [
        {
            "SPDXID": f"SPDXRef-Package-{number}",
            "name": part[1],
            "versionInfo": part[2],
            "downloadLocation": "NOASSERTION",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": _purl(part),
                }
            ],
        }
        for number, part in enumerate(parts)
    ]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": product,
        "documentNamespace": f"https://sbom.example/{product}",
        "creationInfo": {"created": "2026-04-02T10:00:00Z", "creators": ["Tool: made-up"]},
        "packages": packages,
    }
    return json.dumps(document, indent=1)


def _spdx_text(product: str, parts: Sequence[_Component]) -> str:
    lines = [
        "SPDXVersion: SPDX-2.3",
        "DataLicense: CC0-1.0",
        "SPDXID: SPDXRef-DOCUMENT",
        f"DocumentName: {product}",
    ]
    for number, part in enumerate(parts):
        lines += [
            "",
            f"PackageName: {part[1]}",
            f"SPDXID: SPDXRef-Package-{number}",
            f"PackageVersion: {part[2]}",
        ]
        lines += ["PackageDownloadLocation: NOASSERTION", f"ExternalRef: PACKAGE-MANAGER purl {_purl(part)}"]
    return "\n".join([*lines, ""])


_FORMS: tuple[tuple[str, str, Callable[[str, Sequence[_Component]], str]], ...] = (
    ("CycloneDX JSON", "cdx.json", _cyclonedx_json),
    ("SPDX JSON", "spdx.json", _spdx_json),
    ("CycloneDX XML", "cdx.xml", _cyclonedx_xml),
    ("CycloneDX JSON, nested", "nested.cdx.json", _cyclonedx_nested),
    ("SPDX text", "spdx", _spdx_text),
)


def write_sboms(folder: Path, count: int, seed: int) -> Truth:
    """Write `count` SBOMs; every eighth or so lists a bad release."""
    truth = Truth("", seed)
    rng = random.Random(f"{seed} sboms")
    place = folder / "sboms"
    place.mkdir(parents=True)
    pools = {ecosystem: universe(ecosystem, 300, rng) for ecosystem in ("npm", "pypi", "gem")}
    every = max(1, count // (len(CAMPAIGNS) * 3))
    for number in range(count):
        form, end, write = _FORMS[(number // every + number) % len(_FORMS)]
        product = f"product-{number:03}"
        path = place / f"{product}.{end}"
        chosen = CAMPAIGNS[number // every % len(CAMPAIGNS)]
        parts = [
            (ecosystem, pin.name, pin.version)
            for ecosystem in ("npm", "pypi", "gem")
            for pin in rng.sample(pools[ecosystem], 90)
        ]
        for campaign in rng.sample(CAMPAIGNS, 4):
            for name, version, why in decoys(campaign):
                parts.insert(0, (campaign.ecosystem, name, version))
                text = f"{name}@{version}"
                truth.decoys.append(
                    Decoy(campaign=campaign.id, place=f"sboms/{path.name}", text=text, why=why)
                )
        if number % every == 0:
            turn = number // every // len(CAMPAIGNS)
            name, version = chosen.releases[turn % len(chosen.releases)]
            parts.append((chosen.ecosystem, name, version))
            truth.planted.append(_planted(chosen, (name, version), path, form))
        path.write_text(write(product, parts), encoding="utf-8")
    truth.counts["SBOMs"] = count
    broken = place / "product-broken.cdx.json"
    broken.write_text(_cyclonedx_json("broken", [("npm", "axios", "1.14.1")] * 40)[:3000])
    truth.unreadable.append(
        Unreadable(place="sboms/product-broken.cdx.json", why="truncated SBOM", campaign="axios-2026")
    )
    return truth


def _planted(campaign: Campaign, release: tuple[str, str], path: Path, form: str) -> Planted:
    return Planted(
        campaign=campaign.id,
        ecosystem=campaign.ecosystem,
        name=release[0],
        version=release[1],
        kinds=("sbom",),
        place=f"sboms/{path.name}",
        hard="bundled in another component" if "nested" in form else "",
        form=form,
    )
