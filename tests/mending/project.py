"""A project on disk, what advisories meet in it, and a person who does what the advice says."""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pratique.advisories.interface import Advisories
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span
from pratique.core.audit import AuditFinding, FixAdvice
from pratique.intake.audit.fix import advise, advise_offline
from pratique.intake.audit.fix.market import Market
from pratique.intake.audit.survey import survey
from pratique.lockfiles import format_for


def warning(
    id_: str,
    product: Product,
    *spans: tuple[str, str | None],
    kind: AdvisoryKind = AdvisoryKind.VULNERABILITY,
) -> Advisory:
    """An advisory for stretches of versions, each from the first affected one to the first sound one."""
    return Advisory(
        id=id_,
        source="test",
        kind=kind,
        affected=(
            Affected(
                product=product,
                spans=tuple(Span(low, high) for low, high in spans),
                fixed=tuple(high for _, high in spans if high is not None),
            ),
        ),
    )


class CommandFailedError(Exception):
    """A package manager refused."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with locks, and what is known against packages."""

    folder: Path
    locks: tuple[str, ...]
    index: Advisories
    env: Mapping[str, str] = field(default_factory=dict)

    def write(self, files: Mapping[str, str]) -> None:
        """Write files of the project."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(self, command: str) -> str:
        """Run a line in a shell, as a person would paste it; raises CommandFailedError with its last lines."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise CommandFailedError(f"{command}\n{done.stdout[-2_000:]}")
        return done.stdout

    def findings(self) -> tuple[AuditFinding, ...]:
        """What is found now, with advice from the files alone."""
        found = survey(self.index, self._parsed())
        return advise_offline(found.met, self.index, self._read)

    async def judged(self, market: Market) -> tuple[AuditFinding, ...]:
        """What is found now, with advice by what registries list."""
        found = survey(self.index, self._parsed())
        return await advise(found.met, self.index, self._read, market)

    def apply(self, fix: FixAdvice) -> None:
        """Do what the advice says: write what is to be written, run what is to be run."""
        if fix.snippet and "which edits the manifest" not in fix.text:
            place(self.folder / fix.file, fix.snippet)
        self._take_out(fix.text)
        if fix.command:
            self.run(fix.command)

    def _take_out(self, text: str) -> None:
        """Take entries out of a lock of yarn or bun, where the advice says so."""
        if one := re.search(r"remove its entry from (\S+) \(line (\d+)\)", text):
            self._without(one[1], [int(one[2])])
        elif several := re.search(r"remove the entries of (.+?) from ([^\s,]+)", text):
            names = re.split(r", | and ", several[1])
            packages = self._parsed()[several[2]].packages
            self._without(several[2], [one.line for one in packages if one.package.name in names])

    def _without(self, name: str, starts: list[int]) -> None:
        """Write a lock without the entries that begin at these lines; of bun one has a line, of yarn what is set in."""
        path = self.folder / name
        lines = path.read_text(encoding="utf-8").split("\n")
        for start in sorted(starts, reverse=True):
            end = start
            while path.name == "yarn.lock" and lines[end].startswith(" "):
                end += 1
            del lines[start - 1 : end]
        path.write_text("\n".join(lines), encoding="utf-8")

    def _parsed(self) -> dict[str, Any]:
        found = {}
        for name in self.locks:
            form = format_for(name)
            assert form is not None
            found[name] = form.parse((self.folder / name).read_bytes())
        return found

    def _read(self, path: str) -> bytes | None:
        file = self.folder / path
        return file.read_bytes() if file.is_file() else None


def index_of(*advisories: Advisory) -> MemoryAdvisories:
    """An index of some advisories."""
    return MemoryAdvisories(advisories)


def place(file: Path, snippet: str) -> None:
    """Put a snippet where it belongs in a manifest, as a person does."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    file.write_text(_placed(file.name, text, snippet), encoding="utf-8")


def _placed(name: str, text: str, snippet: str) -> str:
    if name.endswith(".json"):
        return json.dumps(_merged(json.loads(text), json.loads("{" + snippet + "}")), indent=2) + "\n"
    if name.endswith(".toml") and snippet.startswith("["):
        header, _, body = snippet.partition("\n")
        if f"{header}\n" in text:
            return text.replace(f"{header}\n", f"{header}\n{body}\n", 1)
    if snippet.startswith(("[", "overrides:")):
        return f"{text}\n{snippet}\n"
    return _with_line(text, snippet)


def _merged(into: Any, more: Any) -> Any:
    if isinstance(into, dict) and isinstance(more, dict):
        keys = (*into, *(key for key in more if key not in into))
        return {
            key: _merged(into[key], more[key]) if key in into and key in more else {**into, **more}[key]
            for key in keys
        }
    return more


def _with_line(text: str, snippet: str) -> str:
    """Replace the line, or the string in a list, that asks for the same package."""
    name = re.split(r"[\s=<>~!^\[@]", snippet.removeprefix('gem "').lstrip('"'))[0].rstrip('",')
    spelt = re.escape(name).replace("\\-", "[-_.]")
    if snippet.startswith('"'):
        return re.sub(
            rf'(["\']){spelt}(?![A-Za-z0-9_-])(?:(?!\1).)*\1', lambda _: snippet, text, flags=re.IGNORECASE
        )
    pattern = rf'^(?:gem ["\'])?{spelt}\b.*$'
    return re.sub(pattern, lambda _: snippet, text, count=1, flags=re.IGNORECASE | re.MULTILINE)


def about(findings: Iterable[AuditFinding], name: str) -> AuditFinding:
    """The first finding about a package; raises CommandFailedError when there is none."""
    for finding in findings:
        if finding.match.product.name == name:
            return finding
    raise CommandFailedError(f"nothing was found in {name}: the lock does not hold what it is to hold")
