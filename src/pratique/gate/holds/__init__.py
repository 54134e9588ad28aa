"""Manages held releases, approval requests, approvals and denials."""
