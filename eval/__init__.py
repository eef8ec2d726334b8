"""Question sets, measures, benchmarks."""
