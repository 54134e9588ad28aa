"""Uses the HTTP API of a gate on another machine, for commands with `--gate`."""
