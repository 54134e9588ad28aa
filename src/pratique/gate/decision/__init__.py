"""Decisions about releases, and the policy behind them."""
