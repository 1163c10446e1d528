"""Matching (比对): departments' tables keyed by identity number, the registered persons found in them, the leads.

`load_registry` -> Parquet and profile; `match` -> tables hit, department_record; `apply_adjudications` -> table lead;
`suggest` -> table suggestion; `open_department` -> marks for c4 to c7; `registry_freshness` for R2.
"""

from acceptance.matching.delivery import RegistryRefused
from acceptance.matching.department import open_department
from acceptance.matching.freshness import Doubt, Freshness, delivery_doubts, name_doubts, registry_freshness
from acceptance.matching.identity import keyed, with_key
from acceptance.matching.leads import LeadCounts, apply_adjudications, lead_counts, match
from acceptance.matching.profile import RegistryProfile
from acceptance.matching.registry import load_registry
from acceptance.matching.suggestions import suggest
from acceptance.matching.unnumbered import Link

__all__ = [
    "Doubt",
    "Freshness",
    "LeadCounts",
    "Link",
    "RegistryProfile",
    "RegistryRefused",
    "apply_adjudications",
    "delivery_doubts",
    "keyed",
    "lead_counts",
    "load_registry",
    "match",
    "name_doubts",
    "open_department",
    "registry_freshness",
    "suggest",
    "with_key",
]
