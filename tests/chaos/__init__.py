"""Processes that die, stop, run out of disk or may not write, and what is left of a campaign afterwards (DESIGN 4).

python -m tests.chaos --kills 300        the whole run (`make chaos`)
"""
