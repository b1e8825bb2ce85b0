"""Raising a disagreement, one question a page."""
