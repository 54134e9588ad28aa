"""How the C library's allocator keeps memory, for a process that lives long and passes large bodies on.

glibc's defaults fit short programs: an arena for each thread, and a bound for separately mapped blocks that rises with the first large
block that is freed, from where on bodies of megabytes lie in the heap and hold what was freed below them. A cold install of 1,080
tarballs ended with a peak of 370 MB under these bounds and 454 MB under the defaults, for the same CPU (2026-11-27).
"""

import ctypes

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1
"""Parameters of mallopt(3)."""
_BOUNDS = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, 1 << 20), (_TRIM_THRESHOLD, 16 << 20))
"""One arena; blocks of a megabyte or more are given back when freed; 16 MB are kept at the end of the heap."""


def give_memory_back() -> bool:
    """Set the bounds for this process, before it starts threads. False where the C library knows none (not glibc): nothing changes."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        # musl and macOS have no such function, and Windows no library without a name.
        return False
    taken = [mallopt(ctypes.c_int(parameter), ctypes.c_int(value)) == 1 for parameter, value in _BOUNDS]
    return all(taken)
