"""Inventories (SBOM): CycloneDX and SPDX."""
