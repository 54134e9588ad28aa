"""Parses software bills of materials (SBOMs): CycloneDX and SPDX."""
