"""Tidegauge: a weekly briefing on US dollar liquidity, in Chinese and English, from published data."""

__version__ = "0.1.0"
