"""Measured work: how fast the engine is, beside what it could cost at the least."""
