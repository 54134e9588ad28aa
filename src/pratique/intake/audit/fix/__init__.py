"""What mends a finding: the version to get to, and what it takes to get there with the project's own package manager."""

from pratique.intake.audit.fix.advice import advise, advise_offline

__all__ = ["advise", "advise_offline"]
