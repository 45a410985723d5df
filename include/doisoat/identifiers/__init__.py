"""Identifiers of people, insurance and land: ``compact · validate · is_valid · format`` each, and whole columns."""

from doisoat.identifiers.columns import KINDS, identify, normalise, which
from doisoat.identifiers.errors import InvalidIdentifier

__all__ = ["KINDS", "InvalidIdentifier", "identify", "normalise", "which"]
