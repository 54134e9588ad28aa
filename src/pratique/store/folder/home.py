"""Locates the state folder and its files."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from pratique.store.database.failure import explained


def data_home(env: Mapping[str, str]) -> Path:
    """Return the state folder: PRATIQUE_HOME, else the platform's folder for application data."""
    named = env.get("PRATIQUE_HOME", "")
    if named.strip():
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("pratique", appauthor=False)


@dataclass(frozen=True, slots=True)
class Home:
    """The state folder and the paths of its files."""

    folder: Path

    @property
    def database(self) -> Path:
        """Return the SQLite file. SQLite creates `-wal` and `-shm` files beside the database file."""
        return self.folder / "pratique.sqlite3"

    @property
    def artifacts(self) -> Path:
        """Return the folder of artifact bytes."""
        return self.folder / "artifacts"

    @property
    def advisories(self) -> Path:
        """Return the advisory index, which is replaced as a whole.

        The same folder may also contain the index's lock file and a draft of the next index.
        """
        return self.folder / "advisories.sqlite3"

    @property
    def snapshot(self) -> Path:
        """Return the record of the downloaded snapshot. The snapshot itself is another file in the same folder."""
        return self.folder / "snapshot.json"

    @property
    def revisions(self) -> Path:
        """Return the folder with the releases of lockfile revisions."""
        return self.folder / "lock-revisions"

    @property
    def hook_answers(self) -> Path:
        """Return the recent answers of `pratique hook`."""
        return self.folder / "hook.json"

    @property
    def log(self) -> Path:
        """Return the folder of decisions that were moved out of the database."""
        return self.folder / "log"

    @property
    def gate_lock(self) -> Path:
        """Return the file that a running gate locks."""
        return self.folder / "gate.lock"

    @property
    def gate_tokens(self) -> Path:
        """Return the default file of client tokens."""
        return self.folder / "gate-tokens.json"

    @property
    def gate_ci_key(self) -> Path:
        """Return the file with the key of the gate's tokens for CI jobs."""
        return self.folder / "gate-ci.key"

    @property
    def downloads(self) -> Path:
        """Return the folder of unfinished downloads of advisories."""
        return self.folder / "advisories"

    def make(self) -> None:
        """Create the folders and the database file, and restrict their permissions to this user.

        Raises StoreError if the folders or the file cannot be written. Files of another user keep their permissions, because their
        owner controls who can read them.
        """
        with explained(self.folder):
            for folder in (self.folder, self.artifacts):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _narrow(folder, 0o700)
            # SQLite gives the files beside its database the permissions of that.
            with suppress(FileExistsError):
                os.close(os.open(self.database, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            beside = (self.database.with_name(f"{self.database.name}{end}") for end in ("-wal", "-shm"))
            for file in (self.database, *beside, self.advisories):
                _narrow(file, 0o600)


def _narrow(path: Path, mode: int) -> None:
    """Remove permissions beyond `mode` from a file or folder of this user. Raises OSError if the permissions cannot be changed."""
    if sys.platform != "win32":
        try:
            found = path.stat()
        except FileNotFoundError:
            return
        if found.st_uid == os.geteuid() and found.st_mode & 0o777 & ~mode:
            path.chmod(found.st_mode & mode)
