-- Corrections: what is changed afterwards, who changed it, which entry decides, and answers that may be asked for again.

-- The status that the incident has before any entry decides: while all of them are dated ahead.
ALTER TABLE incident ADD COLUMN base_status TEXT NOT NULL DEFAULT 'investigating'
    CHECK (base_status IN ('investigating', 'identified', 'monitoring', 'resolved'));
-- An end that somebody set. It holds until the incident is reopened, whatever the dates of its entries.
ALTER TABLE incident ADD COLUMN set_resolved INTEGER;

-- When it was last changed after it was posted.
ALTER TABLE entry ADD COLUMN edited INTEGER;
-- The order in which entries were posted, or given another date.
ALTER TABLE entry ADD COLUMN arrival INTEGER NOT NULL DEFAULT 0;
-- Whether it was posted as of now: it counts after everything that was there, whatever the dates.
ALTER TABLE entry ADD COLUMN undated INTEGER NOT NULL DEFAULT 0 CHECK (undated IN (0, 1));
-- Whether its time has come. Once it has, no clock that is set back takes it away again.
ALTER TABLE entry ADD COLUMN in_force INTEGER NOT NULL DEFAULT 1 CHECK (in_force IN (0, 1));
CREATE INDEX entry_ahead ON entry (date) WHERE in_force = 0;

DROP TRIGGER entry_updated_version;
CREATE TRIGGER entry_updated_version AFTER UPDATE ON entry
WHEN (OLD.id, OLD.incident, OLD.message, OLD.date, OLD.status, OLD.components, OLD.edited)
    IS NOT (NEW.id, NEW.incident, NEW.message, NEW.date, NEW.status, NEW.components, NEW.edited)
BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

UPDATE entry SET arrival = seq;
UPDATE incident SET base_status = coalesce(
    (SELECT entry.status FROM entry WHERE entry.incident = incident.seq ORDER BY entry.seq LIMIT 1), incident.status);
-- An entry that is dated ahead has decided until now. Where there is one, all of them are looked at again with the first
-- read: those whose time has come are in force from then on.
UPDATE entry SET in_force = 0 WHERE incident IN (
    SELECT incident FROM entry WHERE date > CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));

-- Who changed an incident, when and how. It goes with its incident.
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    incident INTEGER NOT NULL REFERENCES incident (seq) ON DELETE CASCADE,
    time INTEGER NOT NULL,
    -- The name and the id of the credential, as text: it stays when the credential is revoked.
    key TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('created', 'corrected', 'entry-added', 'entry-edited', 'entry-deleted')),
    -- As the API writes them.
    before TEXT CHECK (json_valid(before)),
    after TEXT CHECK (json_valid(after))
) STRICT;

CREATE INDEX log_newest ON log (incident, seq DESC);

-- The answers to requests with a key of their own, for a day.
CREATE TABLE idempotency (
    credential TEXT NOT NULL,
    key TEXT NOT NULL,
    -- A hash of the path and the body.
    request BLOB NOT NULL,
    time INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (credential, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_oldest ON idempotency (time);
