"""The HTTP server of the gate."""
