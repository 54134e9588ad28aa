"""The parts of a run: settings, session, targets."""
