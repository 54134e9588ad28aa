"""The score: features to a calibrated probability, by a model that is data."""
