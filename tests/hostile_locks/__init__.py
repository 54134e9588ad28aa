"""Hostile locks against real clients: what a client installs, and whether `pratique check` judged it.

    make hostile-locks                                 # all mechanisms in all installed clients
    python -m tests.hostile_locks --client npm11 --mechanism two-digests

Each mechanism is a small change to an honest project that the client itself locked. The loopback registry serves the
genuine packages; a second one serves other bytes under the same names. Where a client installs other bytes and the exit code
of `check` is 0, the mechanism is missed.
"""
