"""复核信号: patterns in field and self-check data that are worth a second look; one .sql file each.

`measure` makes the table `signal`. A signal says where to look again and decides nothing: no verdict, finding or issue
reads it, and its words name a figure, never a person's doing.
"""

from acceptance.signals.book import signals_markdown
from acceptance.signals.catalogue import PACKAGE, Signal, SignalError, load
from acceptance.signals.measuring import BY_CHANCE, measure, reference

__all__ = ["BY_CHANCE", "PACKAGE", "Signal", "SignalError", "load", "measure", "reference", "signals_markdown"]
