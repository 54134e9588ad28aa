"""Fixes: the version to upgrade to, and how the project's package manager gets there."""

from pratique.intake.audit.fix.advice import advise, advise_offline

__all__ = ["advise", "advise_offline"]
