"""The synthetic campaign (`campaign sample-data`): plausible packages of any size, planted defects, and their truth.

`generate(home_root, campaign, counties=…, households=…, seed=…, defects=…)` -> SampleSummary.
"""

from acceptance.sample_data.counties import County, SampleError, calendar, chosen
from acceptance.sample_data.generate import SampleSummary, generate
from acceptance.sample_data.leads import OF_ONE_COUNTY, REGISTRIES

__all__ = ["OF_ONE_COUNTY", "REGISTRIES", "County", "SampleError", "SampleSummary", "calendar", "chosen", "generate"]
