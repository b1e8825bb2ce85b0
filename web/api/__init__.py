"""The interface for other systems: the pages' actions and the pages' scoping, as JSON, under `/api/v1`."""
