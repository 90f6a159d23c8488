-- Times that a clock that was ahead has given are told from times that somebody dated ahead on purpose.

-- Whether its date was ahead of the server's clock when it was given, and has not come since: it is meant.
ALTER TABLE entry ADD COLUMN dated_ahead INTEGER NOT NULL DEFAULT 0 CHECK (dated_ahead IN (0, 1));
-- The date that a clock that was ahead has given it, where the present has taken its place.
ALTER TABLE entry ADD COLUMN replaced INTEGER;
-- Whether its start was ahead of the server's clock when it was given, and has not come since.
ALTER TABLE incident ADD COLUMN dated_ahead INTEGER NOT NULL DEFAULT 0 CHECK (dated_ahead IN (0, 1));

CREATE INDEX entry_by_clock ON entry (date) WHERE dated_ahead = 0;
CREATE INDEX incident_by_clock ON incident (created) WHERE dated_ahead = 0 AND status <> 'resolved';

-- What decides nothing yet was dated ahead. Of the starts that are ahead, a clock has given those of an entry that
-- decides, and those of incidents about which nobody has said anything since.
UPDATE entry SET dated_ahead = 1
    WHERE in_force = 0 AND date > CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER);
UPDATE incident SET dated_ahead = 1
    WHERE created > CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.incident = incident.seq AND in_force = 1 AND date >= created)
    AND (EXISTS (SELECT 1 FROM entry WHERE entry.incident = incident.seq)
        OR EXISTS (SELECT 1 FROM log WHERE log.incident = incident.seq AND what <> 'created'));
