-- Times are milliseconds since 1970-01-01T00:00:00Z. `seq` is the order of insertion, which settles equal times.

CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    customer TEXT NOT NULL,
    -- Counts every change of what visitors see, by whatever process; kept lists are good for as long as it stands.
    change INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE incident (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('investigating', 'identified', 'monitoring', 'resolved')),
    impact TEXT NOT NULL CHECK (impact IN ('none', 'minor', 'major', 'critical')),
    created INTEGER NOT NULL,
    resolved INTEGER,
    -- When it was resolved before the first of its entries, if it was: entries may be added and removed later.
    base_resolved INTEGER,
    CHECK ((status = 'resolved') = (resolved IS NOT NULL))
) STRICT;

CREATE INDEX incident_newest ON incident (created DESC, seq DESC);

CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    incident INTEGER NOT NULL REFERENCES incident (seq) ON DELETE CASCADE,
    message TEXT NOT NULL,
    date INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('investigating', 'identified', 'monitoring', 'resolved')),
    -- As the API writes them: [{"componentId", "componentStatus"}].
    components TEXT NOT NULL CHECK (json_valid(components)),
    notify INTEGER NOT NULL CHECK (notify IN (0, 1))
) STRICT;

CREATE INDEX entry_newest ON entry (incident, date DESC, seq DESC);

CREATE TRIGGER incident_inserted AFTER INSERT ON incident BEGIN UPDATE installation SET change = change + 1; END;
CREATE TRIGGER incident_updated AFTER UPDATE ON incident BEGIN UPDATE installation SET change = change + 1; END;
CREATE TRIGGER incident_deleted AFTER DELETE ON incident BEGIN UPDATE installation SET change = change + 1; END;
CREATE TRIGGER entry_inserted AFTER INSERT ON entry BEGIN UPDATE installation SET change = change + 1; END;
CREATE TRIGGER entry_updated AFTER UPDATE ON entry BEGIN UPDATE installation SET change = change + 1; END;
CREATE TRIGGER entry_deleted AFTER DELETE ON entry BEGIN UPDATE installation SET change = change + 1; END;

-- The secret of a key pair has to stay as it is, since signatures are verified with it; a token is kept as a hash.
CREATE TABLE credential (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    -- The end of what the holder sees, to tell one credential from another.
    hint TEXT NOT NULL,
    access_key TEXT UNIQUE,
    secret TEXT,
    token_hash BLOB UNIQUE,
    CHECK ((access_key IS NULL) = (secret IS NULL)),
    CHECK ((access_key IS NULL) <> (token_hash IS NULL))
) STRICT;
