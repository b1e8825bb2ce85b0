"""Measurements, side by side in one run. They report and never assert."""
