"""The commands, by topic; cli.py puts them together."""
