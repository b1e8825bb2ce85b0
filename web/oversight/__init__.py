"""Looking after the whole: the scrutineer's audits, undelivered notices, the engine."""
