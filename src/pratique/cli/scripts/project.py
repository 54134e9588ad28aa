"""Puts together the report about the install scripts of a project, and writes the decisions."""

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pratique.cli.project import locate
from pratique.cli.run.check_work import Work
from pratique.cli.scripts import record, survey
from pratique.cli.scripts.approvals import Decision, form_of
from pratique.cli.scripts.approvals.effect import runs
from pratique.cli.scripts.approvals.widening import FILES, Widening, widenings
from pratique.cli.scripts.client import client_of, installed_version
from pratique.cli.scripts.deciding import decided, decisions_of, entries_after
from pratique.core.lock import Lock, Problem
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.core.policy import Action
from pratique.core.script_report import (
    Client,
    ScriptedPackage,
    ScriptPlace,
    ScriptReport,
)
from pratique.errors import ParseError, Reference, UsageError
from pratique.lockfiles import format_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder with lockfiles, as its files are."""

    path: str
    """Relative to the project; "" for the project itself."""
    locks: Mapping[str, Lock]
    clients: Mapping[Ecosystem, Client]
    entries: tuple[record.Entry, ...]
    recorded: bool
    decisions: tuple[Decision, ...]
    """What the file of the npm client says."""
    wider: tuple[Widening, ...]
    """The settings that let the npm client run scripts without an approval."""

    def inside(self, name: str) -> str:
        """Return the path of a file of the folder, relative to the project."""
        return posixpath.join(self.path, name)

    @property
    def runs_only_approved_versions(self) -> bool:
        """Return True if the npm client runs no script of a release that is not approved with its version."""
        client = self.clients.get(Ecosystem.NPM)
        return (
            client is not None
            and client.blocks
            and not self.wider
            and all(one.version is not None for one in self.decisions if one.allowed)
        )

    @property
    def record_path(self) -> str:
        """Return the path of the record, relative to the project."""
        return self.inside(record.FILENAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """The install scripts of a project, and the folders to which they belong."""

    root: Path
    report: ScriptReport
    folders: tuple[Folder, ...]

    @classmethod
    def of(cls, work: Work, keys: Sequence[str], *, client: str | None) -> "Scripts":
        """Read a project. Raises ParseError for a record or an approval file that cannot be read, StoreError and UsageError.

        If the lockfile lacks a release that the manifest requests, the client chooses a release that was not read. The result is
        then incomplete, because this release may run a script. It is not incomplete if no script of such a release can run:
        the client runs only approved scripts, each approval is for one version, and no setting lets other scripts run. The
        report then has a note. Lockfiles that the client ignores, and manifests that cannot be read, are always incomplete,
        because the approvals of another folder may apply.
        """
        root = work.project.folder
        folders = tuple(_folders(root, work.locks, client))
        by_folder = {folder.path: folder for folder in folders}
        counted, notes = _harmless(work.disagreements, by_folder)
        judged, found = survey.read(replace(work, disagreements=counted), keys)
        rows: dict[tuple[str, ReleaseRef, str], ScriptedPackage] = {}
        for path, package in survey.packages(judged, work.locks, found):
            folder = by_folder[posixpath.dirname(path)]
            rows.setdefault(
                (folder.path, package.ref, package.filename),
                _with_state(replace(package, folder=folder.path), folder),
            )
        report = ScriptReport(
            root=str(root),
            places=tuple(
                ScriptPlace(
                    folder=folder.path,
                    record=folder.record_path,
                    recorded=folder.recorded,
                    clients=tuple(folder.clients.values()),
                )
                for folder in folders
            ),
            packages=tuple(sorted(rows.values(), key=lambda row: (row.folder, row.ref, row.filename))),
            files=judged.files,
            not_judged=judged.not_judged,
            other_platforms=survey.other_platforms(judged),
            read=found.read,
            notes=notes,
        )
        return cls(root=root, report=report, folders=folders)

    def written(self, approved: Sequence[str], *, every: bool) -> "Scripts":
        """Write the decisions, and return the project as it is then.

        `approved` are the releases that a person approves, as `NAME@VERSION`. Raises UsageError for a release without install
        scripts or that is blocked, ParseError for a file that cannot be edited, and UsageError if a file cannot be written.
        """
        refs = self._refs(approved)
        written: list[str] = []
        folders: list[Folder] = []
        for folder in self.folders:
            rows = [row for row in self.report.packages if row.folder == folder.path]
            after, paths = folder, list[str]()
            if rows or folder.entries:
                after, paths = self._write(folder, rows, refs, every=every)
            written += paths
            folders.append(after)
        by_folder = {folder.path: folder for folder in folders}
        report = replace(
            self.report,
            packages=tuple(_with_state(row, by_folder[row.folder]) for row in self.report.packages),
            places=tuple(
                replace(place, recorded=by_folder[place.folder].recorded) for place in self.report.places
            ),
            written=tuple(written),
        )
        return replace(self, report=report, folders=tuple(folders))

    def _write(
        self, folder: Folder, rows: Sequence[ScriptedPackage], refs: Collection[ReleaseRef], *, every: bool
    ) -> tuple[Folder, list[str]]:
        locked = {
            (entry.package.purl, entry.version or "")
            for lock in folder.locks.values()
            for entry in lock.packages
        }
        entries = entries_after(rows, folder.entries, approved=refs, every=every, locked=locked)
        written: list[str] = []
        if entries != folder.entries or not folder.recorded:
            self._put(folder.record_path, record.text_of(entries))
            written.append(folder.record_path)
        decisions = folder.decisions
        client = folder.clients.get(Ecosystem.NPM)
        form = form_of(client.form) if client is not None and client.form is not None else None
        if form is not None:
            path = folder.inside(form.path)
            before = _text(self.root, path)
            wanted = decisions_of(_npm_names(rows, folder.locks), entries, pinned=form.pinned)
            after = form.write(before, wanted)
            if wanted and after != before:
                self._put(path, after)
                written.append(path)
                decisions = form.read(after)
        wider = _wider(self.root, folder.path, client)
        return replace(folder, entries=entries, recorded=True, decisions=decisions, wider=wider), written

    def _refs(self, approved: Sequence[str]) -> frozenset[ReleaseRef]:
        found: set[ReleaseRef] = set()
        for text in approved:
            rows = [row for row in self.report.packages if str(row.ref) == text or row.ref.purl == text]
            if not rows:
                raise UsageError(
                    Reference.USAGE,
                    f"no lockfile has {text[:120]} with install scripts",
                    hint="`pratique scripts` lists the packages with install scripts, as NAME@VERSION",
                )
            blocked = next((row for row in rows if row.action is Action.BLOCK), None)
            if blocked is not None:
                raise UsageError(
                    Reference.USAGE,
                    f"{blocked.ref} is blocked: {blocked.verdict_why}",
                    hint=f"`pratique inspect {blocked.ref}` shows the reasons; the scripts of a blocked release cannot be approved",
                )
            found.update(row.ref for row in rows)
        return frozenset(found)

    def _put(self, path: str, text: str) -> None:
        where = self.root / path
        try:
            if not where.resolve().is_relative_to(self.root.resolve()):
                raise UsageError(
                    Reference.USAGE,
                    f"{path} is a link that leaves the project",
                    hint="replace the link with a file",
                )
            where.write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise UsageError(
                Reference.USAGE, f"{path} cannot be written: {error.strerror}", hint="check its permissions"
            ) from error


def _harmless(
    disagreements: Mapping[str, tuple[Problem, ...]], folders: Mapping[str, Folder]
) -> tuple[dict[str, tuple[Problem, ...]], tuple[str, ...]]:
    """Return the disagreements that may let an unread script run, by lockfile, and a note for each lockfile with others."""
    counted: dict[str, tuple[Problem, ...]] = {}
    notes: list[str] = []
    for path, problems in disagreements.items():
        folder, format_ = folders[posixpath.dirname(path)], format_for(path)
        of_npm = format_ is not None and format_.ecosystem is Ecosystem.NPM
        holds = of_npm and folder.runs_only_approved_versions
        apart = [one for one in problems if one.resolved_again and holds]
        counted[path] = tuple(one for one in problems if one not in apart)
        if apart:
            more = f" and {len(apart) - 1:,} more" if len(apart) > 1 else ""
            client = folder.clients[Ecosystem.NPM].name
            notes.append(
                f"{path} disagrees with package.json ({apart[0].what}: {apart[0].why}{more}); {client} runs no script of a "
                "release that the lockfile lacks, because it runs only the approved versions"
            )
    return counted, tuple(notes)


def _with_state(row: ScriptedPackage, folder: Folder) -> ScriptedPackage:
    client, name, version = folder.clients[row.ecosystem], row.ref.package.name, row.ref.version
    mine = folder.decisions if row.ecosystem is Ecosystem.NPM else ()
    wider = folder.wider if row.ecosystem is Ecosystem.NPM else ()
    major = _major(client)
    run = runs(client.name, major, mine, wider, name, version)
    setting = next(
        (one for one in wider if run and not runs(client.name, major, mine, (), name, version)), None
    )
    package = row.ref.package.purl
    entries = [entry for entry in folder.entries if entry.package == package]
    because = "" if setting is None else _said(setting)
    return decided(row, entries, client, runs=run, because=because)


def _said(setting: Widening) -> str:
    """Return a clause about a setting."""
    line = f":{setting.line}" if setting.line else ""
    return f"`{setting.name}` in {setting.path}{line} {setting.why}"


def _major(client: Client) -> int:
    """Return the major version of a client; 0, which runs everything, if the version is not known."""
    return int((client.version or "0").partition(".")[0])


def _wider(root: Path, folder: str, client: Client | None) -> tuple[Widening, ...]:
    """Return the settings of a folder that let the client for npm run scripts without an approval."""
    if client is None or not client.blocks:
        return ()
    return widenings(
        client.name, _major(client), {name: _text(root, posixpath.join(folder, name)) for name in FILES}
    )


def _folders(root: Path, locks: Mapping[str, Lock], client: str | None) -> Iterable[Folder]:
    by_folder: dict[str, dict[str, Lock]] = defaultdict(dict)
    for path, lock in sorted(locks.items()):
        by_folder[posixpath.dirname(path)][path] = lock
    for folder, mine in by_folder.items():
        clients = {}
        for path, lock in mine.items():
            format_ = format_for(path)
            ecosystem = format_.ecosystem if format_ is not None else None
            if ecosystem is not None and ecosystem not in clients:
                clients[ecosystem] = client_of(
                    ecosystem,
                    posixpath.basename(path),
                    lock.format,
                    lambda name, folder=folder: _bytes(root, posixpath.join(folder, name)),  # type: ignore[misc]
                    given=client,
                    installed=installed_version,
                )
        path = posixpath.join(folder, record.FILENAME)
        data = _bytes(root, path)
        npm = clients.get(Ecosystem.NPM)
        form = form_of(npm.form) if npm is not None and npm.form is not None else None
        decisions = form.read(_text(root, posixpath.join(folder, form.path))) if form is not None else ()
        yield Folder(
            path=folder,
            locks=mine,
            clients=clients,
            entries=record.parse(data, path),
            recorded=data is not None,
            decisions=decisions,
            wider=_wider(root, folder, npm),
        )


def _npm_names(rows: Iterable[ScriptedPackage], locks: Mapping[str, Lock]) -> dict[str, str]:
    """Return the names of the npm packages of a folder, by package URL."""
    found = {row.ref.package for row in rows}
    found |= {entry.package for lock in locks.values() for entry in lock.packages}
    return {package.purl: package.name for package in found if _is_npm(package)}


def _is_npm(package: PackageRef) -> bool:
    return package.ecosystem is Ecosystem.NPM


def _bytes(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file of the project; None if there is none. Raises ParseError for a file that cannot be read."""
    if not (root / path).exists() and not (root / path).is_symlink():
        return None
    return locate.from_disk(root)(path)


def _text(root: Path, path: str) -> str | None:
    data = _bytes(root, path)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(
            Reference.FILE_UNREADABLE, f"{path} is not UTF-8", hint="save the file in UTF-8"
        ) from error
