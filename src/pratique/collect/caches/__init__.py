"""Reads the caches of package managers, one module each. Package managers install from a cache without asking a registry.

Each reader yields an `Entry` for each artifact of a registry, and `Unread` for what it cannot read. Readers perform no I/O
but through `Disk`.
"""
