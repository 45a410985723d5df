"""A synthetic province with known truth: for tests, the demonstration and benchmarks, never for production."""
