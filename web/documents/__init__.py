"""Documents of a case: listed, added, given out, taken away."""
