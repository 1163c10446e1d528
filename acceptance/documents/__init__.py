"""What the office sends and files beside the county report: from results and evidence to plain contexts; no file is made here."""
