"""The subcommands of `pratique gate`."""
