-- A word for the state that visitors see: another one exactly when something changed that they can read. It is random
-- rather than counted, so that a database restored from a backup never gives an old word to a new state.
ALTER TABLE installation ADD COLUMN version TEXT NOT NULL DEFAULT '';

UPDATE installation SET version = lower(hex(randomblob(8)));

CREATE TRIGGER installation_inserted_version AFTER INSERT ON installation BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER incident_inserted_version AFTER INSERT ON incident BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER incident_updated_version AFTER UPDATE ON incident
WHEN (OLD.id, OLD.name, OLD.status, OLD.impact, OLD.created, OLD.resolved)
    IS NOT (NEW.id, NEW.name, NEW.status, NEW.impact, NEW.created, NEW.resolved)
BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER incident_deleted_version AFTER DELETE ON incident BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER entry_inserted_version AFTER INSERT ON entry BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

-- Whether subscribers were notified is nothing that visitors see.
CREATE TRIGGER entry_updated_version AFTER UPDATE ON entry
WHEN (OLD.id, OLD.incident, OLD.message, OLD.date, OLD.status, OLD.components)
    IS NOT (NEW.id, NEW.incident, NEW.message, NEW.date, NEW.status, NEW.components)
BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER entry_deleted_version AFTER DELETE ON entry BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;
