"""The claims desk: statements in circulation, checked against published data. Verdicts are computed, never typed."""
