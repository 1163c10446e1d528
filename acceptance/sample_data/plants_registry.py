"""Leads planted into the departments' tables: every status, and the kinds of hit that differ."""

from acceptance.sample_data.plant import Plant

PLANTED: tuple[Plant, ...] = ()
