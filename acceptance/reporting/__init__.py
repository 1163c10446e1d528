"""From results and evidence to the context of a report: plain dicts, words and drawings; no file is made here."""
