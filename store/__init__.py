"""The store: tables, migrations, sessions, the record and its hash chain, the directory and the outbox."""
