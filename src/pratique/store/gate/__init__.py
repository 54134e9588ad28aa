"""Stores data of the gate: decisions, holds, approvals, served files and files that were flagged later."""
