"""The state machines and `decide`: what an event does to a case, with no database, network or clock reading."""
