"""The subcommands of `pratique advisories`, and opening the advisory index and the snapshot."""
