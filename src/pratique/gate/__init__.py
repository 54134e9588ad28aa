"""The registry firewall: a server between package managers and registries that serves only artifacts that passed, and explains each refusal."""
