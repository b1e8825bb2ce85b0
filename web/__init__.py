"""The pages: what people see in a browser, how they sign in, and what they may do there."""
