"""Selects the version that fixes a finding, and the package manager commands to install it."""

from pratique.intake.audit.fix.advice import advise, advise_offline

__all__ = ["advise", "advise_offline"]
