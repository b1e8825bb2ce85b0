"""The one door, the actions that people take, and the sweeps that the clock takes."""
