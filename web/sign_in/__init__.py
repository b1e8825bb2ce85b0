"""Signing in and out: by an agency's provider, by a link, or by choosing a role in the demonstration."""
