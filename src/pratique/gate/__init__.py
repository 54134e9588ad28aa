"""Implements the registry firewall: a proxy for package managers that serves only allowed artifacts and explains each refusal."""
