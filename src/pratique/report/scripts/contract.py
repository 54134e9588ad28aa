"""The JSON document of `pratique scripts --format json`. Its schema is `report/schemas/scripts-1.schema.json`."""

from collections.abc import Mapping

from pratique.core.install_script import InstallScript
from pratique.core.script_report import Client, ScriptedPackage, ScriptReport
from pratique.report.formats.json_contract import Json
from pratique.report.scripts.text import headline

SCRIPTS_VERSION = 1


def document(report: ScriptReport, *, checked: bool) -> Mapping[str, Json]:
    """Return the report as a JSON document. A change within one `schema_version` may only add fields."""
    return {
        "schema_version": SCRIPTS_VERSION,
        "root": report.root,
        "headline": headline(report, checked=checked),
        "packages": [_package(row) for row in report.packages],
        "places": [
            {
                "folder": place.folder,
                "record": place.record,
                "recorded": place.recorded,
                "clients": [_client(client) for client in place.clients],
            }
            for place in report.places
        ],
        "written": list(report.written),
        "notes": list(report.notes),
        "coverage": {
            "complete": report.complete,
            "read": report.read,
            "lockfiles": [file.path for file in report.files],
            "not_checked": [
                {"purl": item.purl, "why": item.why, "sources": list(item.sources)}
                for item in report.not_judged
            ],
            "unreadable": [
                {"path": file.path, "why": file.error.message if file.error else "; ".join(file.problems)}
                for file in report.files
                if file.error is not None or file.problems
            ],
            "other_platforms": list(report.other_platforms),
        },
    }


def _package(row: ScriptedPackage) -> Mapping[str, Json]:
    return {
        "purl": row.ref.purl,
        "folder": row.folder,
        "file": row.filename,
        "digest": str(row.digest) if row.digest is not None else None,
        "state": row.state.value,
        "why": row.why,
        "stops": row.stops,
        "runs": row.runs,
        "needs_person": row.needs_person,
        "by_person": row.by_person,
        "verdict": row.action.value,
        "verdict_why": row.verdict_why,
        "needed": row.needed,
        "sources": list(row.sources),
        "effects": [effect.value for effect in row.effects],
        "scripts": [_script(script) for script in row.scripts],
    }


def _script(script: InstallScript) -> Mapping[str, Json]:
    return {
        "hook": script.hook,
        "command": script.command,
        "does": script.does,
        "effects": [effect.value for effect in script.effects],
        "places": [{"path": place.path, "line": place.line} for place in script.places],
        "behaviour": script.behaviour,
    }


def _client(client: Client) -> Mapping[str, Json]:
    return {
        "name": client.name,
        "version": client.version,
        "why": client.why,
        "blocks": client.blocks,
        "form": client.form,
        "note": client.note,
    }
