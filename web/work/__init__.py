"""One's own work and that of one's people: what is owed, what changed, who is away."""
