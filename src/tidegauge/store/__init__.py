"""Append-only observations with the instant each was known, raw answers by hash, quarantine, runs."""
