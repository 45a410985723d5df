"""Units and villages over time: a code or a name with its date → every unit it may mean today."""

from doisoat.gazetteer.facade import Gazetteer
from doisoat.gazetteer.villages import VillageRegistry

__all__ = ["Gazetteer", "VillageRegistry"]
