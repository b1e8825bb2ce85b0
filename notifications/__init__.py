"""Who is told what: wording, channels, delivery and receipts."""
