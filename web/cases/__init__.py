"""Disagreements, and what the pages of both kinds of case share."""
