"""Authenticates clients, and checks proxy headers and host names."""
