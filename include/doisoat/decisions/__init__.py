"""What people have decided, kept so that it can be undone: who, when, on which evidence.

The room knows nothing of what a decision means; the rooms that apply decisions read the active ones in one named step.
"""

from doisoat.decisions.book import Decision, active, decide, find, history, withdraw
from doisoat.decisions.errors import DecisionError
from doisoat.decisions.tables import decision

__all__ = ["Decision", "DecisionError", "active", "decide", "decision", "find", "history", "withdraw"]
