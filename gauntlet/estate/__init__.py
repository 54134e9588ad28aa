"""A made-up organisation with planted bad releases, and the check that `pratique exposed` finds all of them and nothing else."""
