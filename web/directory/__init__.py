"""The directory, for the business support team."""
