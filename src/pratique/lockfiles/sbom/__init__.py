"""Reads inventories (SBOM): CycloneDX and SPDX."""
