"""How much of an archive is read before the reader stops."""

from dataclasses import astuple, dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what one archive may cost. Bytes are counted after decompression."""

    max_unpacked_bytes: int = 512 * _MIB
    """Everything that is decompressed for one archive, padding and skipped members of a tar included."""
    max_file_bytes: int = 64 * _MIB
    """A larger file is listed as omitted and the others are read."""
    max_files: int = 50_000
    """Members of the archive, folders and links included."""
    max_ratio: int = 200
    """Unpacked bytes for one packed byte; counted from `ratio_floor_bytes` on. Deflate reaches 1,032."""
    ratio_floor_bytes: int = 32 * _MIB
    """Below this many unpacked bytes no ratio is too high: small repetitive archives are common."""
    max_depth: int = 100
    """Parts of a path."""
    max_name_bytes: int = 1024
    """Length of a member's name in UTF-8."""

    @property
    def key(self) -> str:
        """Return the values in one word for a cache key."""
        return "-".join(str(value) for value in astuple(self))


HEAD_BYTES = 512
"""What is kept of a file that is too large: the first bytes tell a compiled program."""
DEFAULT_LIMITS = Limits()
