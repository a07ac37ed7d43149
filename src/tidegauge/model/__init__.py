"""Frozen values, standard library only: what passes between the stages."""
