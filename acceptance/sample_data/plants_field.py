"""Defects of the field lines, one entry per kind."""

from acceptance.sample_data.plant import Plant

PLANTED: tuple[Plant, ...] = ()
