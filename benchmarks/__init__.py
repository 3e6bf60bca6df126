"""What the harness costs, as ratios that are measured side by side: `python -m benchmarks` in the repository's root."""
