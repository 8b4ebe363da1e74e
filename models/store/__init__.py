"""Where what is true is kept: the only room with SQL, spoken to SQLite and PostgreSQL alike."""
