-- Maintenances. Whether one has begun or is over follows from its times and the clock; it isn't stored.

CREATE TABLE maintenance (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    message TEXT NOT NULL,
    planned_start INTEGER NOT NULL,
    planned_end INTEGER NOT NULL,
    actual_start INTEGER,
    actual_end INTEGER,
    cancelled INTEGER,
    auto_complete INTEGER NOT NULL CHECK (auto_complete IN (0, 1)),
    -- As the API writes them: [{"componentId"}].
    components TEXT NOT NULL CHECK (json_valid(components)),
    notify INTEGER NOT NULL CHECK (notify IN (0, 1)),
    internal INTEGER NOT NULL CHECK (internal IN (0, 1)),
    CHECK (planned_start < planned_end)
) STRICT;

CREATE INDEX maintenance_newest ON maintenance (planned_start DESC, seq DESC);

-- Visitors see nothing of an internal maintenance, and not whether subscribers were notified.
CREATE TRIGGER maintenance_inserted_version AFTER INSERT ON maintenance WHEN NOT NEW.internal BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER maintenance_updated_version AFTER UPDATE ON maintenance
WHEN NOT (OLD.internal AND NEW.internal)
    AND (OLD.name, OLD.message, OLD.planned_start, OLD.planned_end, OLD.actual_start, OLD.actual_end, OLD.cancelled,
        OLD.auto_complete, OLD.components, OLD.internal)
    IS NOT (NEW.name, NEW.message, NEW.planned_start, NEW.planned_end, NEW.actual_start, NEW.actual_end, NEW.cancelled,
        NEW.auto_complete, NEW.components, NEW.internal)
BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;

CREATE TRIGGER maintenance_deleted_version AFTER DELETE ON maintenance WHEN NOT OLD.internal BEGIN
    UPDATE installation SET version = lower(hex(randomblob(8)));
END;
