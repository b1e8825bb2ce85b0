"""Practice reviews: their list, page, actions, tracker and agenda, and what agencies are asked for."""
