"""Implements the HTTP server of the gate."""
