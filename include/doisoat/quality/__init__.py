"""Run the Great Expectations suites over one source and keep every failing row's reference."""
