"""The system under test: its description, how it is reached, how it is driven."""
