"""Where the state folder is, and what is where inside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from pratique.store.failure import explained


def data_home(env: Mapping[str, str]) -> Path:
    """The state folder: PRATIQUE_HOME, else the platform's folder for application data."""
    named = env.get("PRATIQUE_HOME", "")
    if named.strip():
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("pratique", appauthor=False)


@dataclass(frozen=True, slots=True)
class Home:
    """A state folder."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file; SQLite keeps `-wal` and `-shm` beside it."""
        return self.folder / "pratique.sqlite3"

    @property
    def artifacts(self) -> Path:
        """The folder of artifact bytes."""
        return self.folder / "artifacts"

    @property
    def advisories(self) -> Path:
        """The index of advisories, which is replaced as a whole; its lock and a draft may stand beside it."""
        return self.folder / "advisories.sqlite3"

    @property
    def snapshot(self) -> Path:
        """What is known of the snapshot that was downloaded; its file is beside it."""
        return self.folder / "snapshot.json"

    @property
    def gate_tokens(self) -> Path:
        """The tokens that clients of the gate need, unless the settings name another file."""
        return self.folder / "gate-tokens.json"

    @property
    def downloads(self) -> Path:
        """The folder of advisories that are on their way."""
        return self.folder / "advisories"

    def make(self) -> None:
        """Make the folders, for this user alone. Raises StoreError."""
        with explained(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.artifacts.mkdir(mode=0o700, exist_ok=True)
