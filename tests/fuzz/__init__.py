"""Fuzzing of the readers of outside bytes: targets, and what must hold of every input.

`make fuzz` runs them guided by coverage (atheris); `test_targets.py` runs them for a moment without it.
"""
