"""Raw rows to canonical rows: values, units and villages, keys that last, quarantine with reasons, lineage."""

from doisoat.standardise.accounts import Ledger
from doisoat.standardise.reasons import MESSAGES
from doisoat.standardise.run import StandardiseResult, standardise

__all__ = ["MESSAGES", "Ledger", "StandardiseResult", "standardise"]
