"""The questions themselves: pandas columns in, one boolean a row out (True = meets the rule), no Great Expectations.

A check never sees null where a null says nothing (the expectation leaves such rows out) and never raises on a value:
what it cannot read breaks the rule.
"""
