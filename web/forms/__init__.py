"""What forms share: their inputs, and what was posted."""
