"""Defines the resource limits for reading an archive."""

from dataclasses import astuple, dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Resource limits for one archive. Bytes are counted after decompression."""

    max_unpacked_bytes: int = 512 * _MIB
    """Maximum decompressed size of one archive, including padding and skipped members of a tar."""
    max_file_bytes: int = 64 * _MIB
    """Maximum size of a file. A larger file is listed as omitted, and the other files are read."""
    max_files: int = 50_000
    """Maximum number of members of the archive, including folders and links."""
    max_ratio: int = 200
    """Maximum number of unpacked bytes per packed byte, checked from `ratio_floor_bytes` on. Deflate reaches 1,032."""
    ratio_floor_bytes: int = 32 * _MIB
    """Unpacked size below which the ratio is not checked, because small repetitive archives are common."""
    max_depth: int = 100
    """Maximum number of parts of a path."""
    max_name_bytes: int = 1024
    """Maximum length of a member's name in UTF-8."""

    @property
    def key(self) -> str:
        """Return the limits as one word for a cache key."""
        return "-".join(str(value) for value in astuple(self))


HEAD_BYTES = 512
"""Number of leading bytes that are stored of a file above the size limit; enough to recognise a compiled program."""
DEFAULT_LIMITS = Limits()
