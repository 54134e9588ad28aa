"""Implements the subcommands of `pratique advisories`, and opens the advisory index and the snapshot."""
