"""Fix advice put into practice: projects with known vulnerable pins, mended by hand with the real package managers.

`python -m tests.mending [--scratch FOLDER] [TRIAL...]` runs the trials against the registries that this machine is
configured for, with the package managers installed from there; the suite runs others against the loopback registry
(tests/gauntlet/test_fix_advice.py).
"""
