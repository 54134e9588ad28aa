"""Recognises files that belong to development and not to a release, by their paths."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pratique.core.release import ArtifactKind


class FileKind(StrEnum):
    """A kind of file that a release rarely needs; the value is the phrase of reports."""

    TESTS = "tests"
    FIXTURES = "test fixtures"
    CI = "CI configuration"
    EDITOR = "settings of editors and coding agents"
    REPOSITORY = "the data of a version control system"
    LOGS = "logs, dumps and profiles"
    CACHES = "caches and reports of tools"
    DATABASES = "databases"
    KEY_STORES = "key stores"
    STATE = "state of deployment tools"
    ARCHIVES = "built packages"
    BACKUPS = "backup copies"


NEVER_MEANT = frozenset(
    {
        *(FileKind.REPOSITORY, FileKind.LOGS, FileKind.CACHES, FileKind.KEY_STORES, FileKind.STATE),
        *(FileKind.ARCHIVES, FileKind.BACKUPS, FileKind.EDITOR),
    }
)
"""Kinds that stop also a first release."""

_TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "__test__", "spec", "specs", "e2e", "__mocks__"})
_FIXTURE_FOLDERS = frozenset(
    {
        "fixtures",
        "__fixtures__",
        "testdata",
        "test-data",
        "test_data",
        "cassettes",
        "vcr_cassettes",
        "__snapshots__",
    }
)
_TEST_NAME = re.compile(
    r"(?:conftest\.py|test_[^/]{1,200}\.py|[^/]{1,200}_(?:test\.(?:py|rb|js|ts|go)|spec\.rb)|"
    r"[^/]{1,200}\.(?:test|spec)\.[cm]?[jt]sx?)\Z"
)
_CI_FOLDERS = frozenset(
    {".github", ".circleci", ".gitlab", ".buildkite", ".woodpecker", ".husky", ".forgejo", ".gitea"}
)
_CI_NAMES = frozenset(
    {
        *(
            ".travis.yml",
            ".gitlab-ci.yml",
            "appveyor.yml",
            ".appveyor.yml",
            "azure-pipelines.yml",
            "jenkinsfile",
        ),
        *(".drone.yml", "bitbucket-pipelines.yml", ".cirrus.yml", "cloudbuild.yaml", ".semaphore.yml"),
    }
)
_EDITOR_FOLDERS = frozenset(
    {
        ".vscode",
        ".idea",
        ".vs",
        ".fleet",
        ".zed",
        ".claude",
        ".cursor",
        ".aider",
        ".windsurf",
        ".continue",
        ".codex",
        ".gemini",
    }
)
_EDITOR_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".aider.chat.history.md", ".mcp.json"})
_EDITOR_SUFFIXES = (".swp", ".swo", ".sublime-workspace", ".code-workspace")
_REPOSITORY_FOLDERS = frozenset({".git", ".hg", ".svn", ".bzr", ".jj"})
_CACHE_FOLDERS = frozenset(
    {
        *(".nyc_output", "htmlcov", ".tox", ".nox", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache"),
        *(
            ".ruff_cache",
            ".cache",
            ".turbo",
            ".parcel-cache",
            ".next",
            ".eggs",
            ".hypothesis",
            ".bundle",
            ".sass-cache",
        ),
    }
)
_CACHE_NAMES = frozenset({".coverage", "lcov.info", ".eslintcache", ".stylelintcache"})
_CACHE_SUFFIXES = (".tsbuildinfo",)
_LOG_SUFFIXES = (".log", ".heapsnapshot", ".cpuprofile", ".heapprofile", ".hprof", ".dmp", ".stackdump")
_LOG_NAME = re.compile(r"(?:core\.\d{1,8}|core|report\.\d{8}\.\d{1,10}\.[\d.]{1,20}\.json)\Z")
_DATABASE_SUFFIXES = (
    ".sqlite",
    ".sqlite3",
    ".db",
    ".sqlite-wal",
    ".rdb",
    ".mdb",
    ".sql.gz",
    ".dump",
    ".pgdump",
)
_KEY_SUFFIXES = (".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".mobileprovision")
_KEY_NAMES = frozenset({"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"})
_STATE_NAMES = frozenset({"terraform.tfvars", "kubeconfig", ".kubeconfig", ".vault_pass", ".vault-pass"})
_STATE_SUFFIXES = (".tfstate", ".tfstate.backup", ".auto.tfvars")
_STATE_FOLDERS = frozenset(
    {".terraform", ".serverless", ".vercel", ".netlify", ".wrangler", ".aws", ".kube", ".ssh", ".gnupg"}
)
_ARCHIVE_SUFFIXES = (".tgz", ".whl", ".gem", ".egg")
_BACKUP_SUFFIXES = (".bak", ".orig", ".rej", ".old", "~", ".save", ".backup")


@dataclass(frozen=True, slots=True)
class _Path:
    folders: tuple[str, ...]
    name: str

    def within(self, names: frozenset[str]) -> bool:
        return any(folder in names for folder in self.folders)

    def ends(self, suffixes: tuple[str, ...]) -> bool:
        return self.name.endswith(suffixes)


_TABLE: tuple[tuple[FileKind, Callable[[_Path], bool]], ...] = (
    (FileKind.REPOSITORY, lambda path: path.within(_REPOSITORY_FOLDERS)),
    (FileKind.KEY_STORES, lambda path: path.ends(_KEY_SUFFIXES) or path.name in _KEY_NAMES),
    (
        FileKind.STATE,
        lambda path: path.within(_STATE_FOLDERS) or path.name in _STATE_NAMES or path.ends(_STATE_SUFFIXES),
    ),
    (
        FileKind.CACHES,
        lambda path: path.within(_CACHE_FOLDERS) or path.name in _CACHE_NAMES or path.ends(_CACHE_SUFFIXES),
    ),
    (FileKind.LOGS, lambda path: path.ends(_LOG_SUFFIXES) or _LOG_NAME.match(path.name) is not None),
    (
        FileKind.EDITOR,
        lambda path: (
            path.within(_EDITOR_FOLDERS) or path.name in _EDITOR_NAMES or path.ends(_EDITOR_SUFFIXES)
        ),
    ),
    (FileKind.CI, lambda path: path.within(_CI_FOLDERS) or path.name in _CI_NAMES),
    (FileKind.FIXTURES, lambda path: path.within(_FIXTURE_FOLDERS)),
    (FileKind.TESTS, lambda path: path.within(_TEST_FOLDERS) or _TEST_NAME.match(path.name) is not None),
    (FileKind.DATABASES, lambda path: path.ends(_DATABASE_SUFFIXES)),
    (FileKind.ARCHIVES, lambda path: path.ends(_ARCHIVE_SUFFIXES)),
    (FileKind.BACKUPS, lambda path: path.ends(_BACKUP_SUFFIXES)),
)
"""The kinds in order of importance. The first kind that matches a path is used."""


def kind_of(path: str) -> FileKind | None:
    """Return the kind of a file by its path in the artifact; None for a file of no such kind."""
    *folders, name = path.lower().split("/")
    about = _Path(tuple(folders), name)
    return next((kind for kind, matches in _TABLE if matches(about)), None)


def is_usual(kind: FileKind, path: str, artifact: ArtifactKind, *, committed: bool = False) -> bool:
    """Return True if artifacts of this kind often contain such files, so that new ones are only noted.

    Source distributions contain tests and CI configuration by custom, because distributors run the tests; if they are made from
    everything in git, they also contain the settings of editors and agents that are `committed`. In a wheel,
    tests inside the package are usual, and a top-level folder `tests` is a mistake: pip installs it beside all packages.
    """
    if artifact is ArtifactKind.SDIST and kind is FileKind.EDITOR:
        return committed
    if kind in NEVER_MEANT:
        return False
    if artifact is ArtifactKind.SDIST:
        return True
    if artifact is ArtifactKind.WHEEL and kind in {FileKind.TESTS, FileKind.FIXTURES}:
        return path.lower().partition("/")[0] not in _TEST_FOLDERS
    return False
