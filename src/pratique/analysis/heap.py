"""Memory that is free, given back to the system while a worker goes on."""

import ctypes
import gc


def give_back() -> None:
    """Collect what refers to itself, and give back what is free then. Takes some 40 ms, the more the more objects live."""
    gc.collect()
    _trim()


def give_back_free() -> None:
    """Give back what is free already: between two large sources a hundred megabytes, in some 5 ms.

    Python keeps small objects for the next use, and each holds the megabyte of memory in which it lies. A full collection lets them go;
    with all living objects set aside it goes through none of them.
    """
    gc.freeze()
    gc.collect()
    gc.unfreeze()
    _trim()


def _trim() -> None:
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        # musl and macOS have no such function, and Windows no library without a name.
        return
