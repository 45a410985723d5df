"""Arrow without its stubs, whose overloads know neither plain scalars nor optional results."""

from typing import Any, TypeAlias

import pyarrow
import pyarrow.compute

pa: Any = pyarrow
pc: Any = pyarrow.compute

TextArray: TypeAlias = Any
"""A ``pyarrow.StringArray``."""
