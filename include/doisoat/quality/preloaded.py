"""Importing this module loads Great Expectations: name it in a setting, never in an import (see ``preload``)."""

import gc

from doisoat.quality.preload import preload

COST = preload()
# What is loaded now lives as long as the process: keeping the collector away from it keeps its pages shared.
gc.freeze()
