"""Fixes: selects the version to upgrade to and the steps with the project's package manager."""

from pratique.intake.audit.fix.advice import advise, advise_offline

__all__ = ["advise", "advise_offline"]
