"""For other systems: tokens, webhooks, the interface's page, health and figures."""
