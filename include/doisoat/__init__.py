"""Đối Soát: makes Vietnam's population, household, social-insurance and land registers agree with each other."""

__version__ = "0.1.0"
