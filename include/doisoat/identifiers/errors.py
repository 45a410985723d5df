"""What can be wrong with a number, as one exception that names the rule and never the number."""

from doisoat.errors import DoisoatError


class InvalidIdentifier(DoisoatError):
    """The value is not an identifier of its kind; ``code`` is one of ``doisoat.text.problems``."""
