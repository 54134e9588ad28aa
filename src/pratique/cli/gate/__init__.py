"""Implements the subcommands of `pratique gate`."""
