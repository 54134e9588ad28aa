"""The work of `pratique audit`."""
