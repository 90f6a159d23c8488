//! The data of `--demo`: a made-up company, its components, its incidents of the last three months, and its maintenances.

use crate::store::{NewEntry, NewIncident, StoredMaintenance};
use model::{
    AffectedComponent, ComponentId, ComponentStatus, EntryId, Impact, IncidentId, Maintenance, MaintenanceId, Status,
    Timestamp,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io;
use tempfile::TempDir;
use uuid::Builder;

/// The components: ID, name, group, description.
const COMPONENTS: [(&str, &str, &str, &str); 8] = [
    ("console", "Web console", "Applications", "console.acme.example, where you manage your projects"),
    ("api", "API", "Applications", "REST and streaming interfaces"),
    ("sign-in", "Sign-in", "Applications", "Passwords, single sign-on and passkeys"),
    ("compute", "Compute", "Infrastructure", "Virtual machines and containers"),
    ("storage", "Object storage", "Infrastructure", "Buckets, uploads and downloads"),
    ("database", "Managed databases", "Infrastructure", "PostgreSQL clusters and their backups"),
    ("webhooks", "Webhooks", "Messaging", "Events delivered to your servers"),
    ("email", "Email delivery", "Messaging", "Transactional mail"),
];

/// The configuration with the components.
pub fn config() -> String {
    let component = |(id, name, group, description): (&str, &str, &str, &str)| json!({"id": id, "name": name, "group": group, "description": description});
    json!({"title": "Acme Cloud", "components": COMPONENTS.map(component)}).to_string()
}

/// The incidents, with times relative to `now`. Their IDs are the same every time.
pub fn incidents(now: Timestamp) -> Vec<NewIncident> {
    // Oldest first, in the order they would have been created.
    STORIES.iter().enumerate().rev().map(|(number, story)| story.incident(number, now)).collect()
}

/// The maintenances, with times relative to `now`. Their IDs are the same every time.
pub fn maintenances(now: Timestamp) -> Vec<StoredMaintenance> {
    // On the full hour, as people plan.
    let hour = now.plus_millis(-now.millis().rem_euclid(3_600_000));
    let maintenance = |(number, work): (usize, &Work)| {
        let start = hour.plus_millis(work.starts_in * 3_600_000);
        Maintenance {
            // Apart from the numbers of the incidents.
            id: MaintenanceId::new(&fixed_id(STORIES.len() + number, 0)).expect("an id is not blank"),
            name: work.name.to_owned(),
            message: work.message.to_owned(),
            planned_start: Some(start),
            planned_end: Some(start.plus_millis(work.hours * 3_600_000)),
            actual_start: None,
            actual_end: None,
            cancelled: work.is_cancelled.then(|| start.plus_millis(-86_400_000)),
            auto_complete: true,
            components: work.components.iter().filter_map(|id| ComponentId::new(id)).collect(),
            internal: false,
        }
    };
    let all = WORK.iter().enumerate().map(maintenance);
    all.map(|maintenance| StoredMaintenance { maintenance, notify: false }).collect()
}

/// A maintenance.
struct Work {
    name: &'static str,
    message: &'static str,
    /// When it starts, in hours from now.
    starts_in: i64,
    hours: i64,
    is_cancelled: bool,
    components: &'static [&'static str],
}

/// The maintenances: one is planned, the others are past.
const WORK: [Work; 3] = [
    Work {
        name: "PostgreSQL upgrade",
        message: "We’re upgrading managed databases to PostgreSQL 18. Each cluster restarts once and is unavailable for \
                  about **two minutes**.\n\nYou don’t need to do anything. Clients that reconnect carry on as before.",
        starts_in: 53,
        hours: 2,
        is_cancelled: false,
        components: &["database"],
    },
    Work {
        name: "Network maintenance in the north region",
        message: "We’re replacing two core switches. Traffic takes another path meanwhile, and no interruption is expected.",
        starts_in: -9 * 24,
        hours: 3,
        is_cancelled: false,
        components: &["compute", "storage"],
    },
    Work {
        name: "Move of the mail servers",
        message: "We’re moving outgoing mail to new servers. Mail may arrive a few minutes late.",
        starts_in: -13 * 24,
        hours: 1,
        is_cancelled: true,
        components: &["email"],
    },
];

/// An incident.
struct Story {
    name: &'static str,
    impact: Impact,
    /// When it started, in days and minutes before now.
    ago: (i64, i64),
    chapters: &'static [Chapter],
}

/// An entry.
struct Chapter {
    /// Minutes after the start.
    after: i64,
    status: Status,
    message: &'static str,
    components: &'static [(&'static str, ComponentStatus)],
}

impl Story {
    fn incident(&self, number: usize, now: Timestamp) -> NewIncident {
        const MINUTE: i64 = 60_000;
        let (days, minutes) = self.ago;
        let begun = now.plus_millis(-(days * 1440 + minutes) * MINUTE);
        let entry = |(index, chapter): (usize, &Chapter)| NewEntry {
            id: EntryId::new(&fixed_id(number, index + 1)).expect("a UUID is not blank"),
            message: chapter.message.to_owned(),
            date: begun.plus_millis(chapter.after * MINUTE),
            status: Some(chapter.status.clone()),
            components: chapter.components.iter().map(affected).collect(),
            notify: index == 0,
        };
        NewIncident {
            id: IncidentId::new(&fixed_id(number, 0)).expect("a UUID is not blank"),
            name: self.name.to_owned(),
            impact: self.impact.clone(),
            status: Investigating,
            created: begun,
            entries: self.chapters.iter().enumerate().map(entry).collect(),
        }
    }
}

fn affected((id, status): &(&'static str, ComponentStatus)) -> AffectedComponent {
    AffectedComponent { id: ComponentId::new(id).expect("the ids above are not blank"), status: status.clone() }
}

/// The same ID at every start, so that links into a demo keep working.
fn fixed_id(story: usize, part: usize) -> String {
    let hash = Sha256::digest(format!("statuspane demo {story} {part}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// Creates a temporary folder that only this user can read, removed on drop.
///
/// # Errors
/// If it can't be created.
pub fn temporary_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("statuspane-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir()
}

use ComponentStatus::{DegradedPerformance, MajorOutage, Operational, PartialOutage, UnderMaintenance};
use Status::{Identified, Investigating, Monitoring, Resolved};

/// The incidents, newest first: two are open, the others resolved.
const STORIES: [Story; 25] = [
    Story {
        name: "Delayed webhook deliveries",
        impact: Impact::Minor,
        ago: (0, 24),
        chapters: &[Chapter {
            after: 0,
            status: Investigating,
            message: "Some webhooks are being delivered up to 10 minutes late. No events have been lost. We’re \
                      investigating the cause.",
            components: &[("webhooks", DegradedPerformance)],
        }],
    },
    Story {
        name: "Object storage uploads failing in the north region",
        impact: Impact::Major,
        ago: (0, 97),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Uploads to buckets in the north region are failing with status 503. Downloads aren’t \
                          affected. We’re investigating.",
                components: &[("storage", PartialOutage)],
            },
            Chapter {
                after: 21,
                status: Identified,
                message: "A storage node ran out of inodes after last night’s update and is affecting other nodes in \
                          its group. We’re moving its data to healthy nodes.",
                components: &[("storage", PartialOutage), ("console", DegradedPerformance)],
            },
            Chapter {
                after: 74,
                status: Monitoring,
                message: "About 90% of uploads succeed again, and the rest succeed when retried. We’re monitoring the \
                          last nodes as they rejoin.",
                components: &[("storage", DegradedPerformance), ("console", Operational)],
            },
        ],
    },
    Story {
        name: "Passkey sign-in failing on Android",
        impact: Impact::Minor,
        ago: (1, 380),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Passkeys stored on Android devices aren’t being accepted. Passwords and single sign-on work \
                          as usual.",
                components: &[("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 42,
                status: Identified,
                message: "Yesterday’s release checks a field that Android doesn’t send. We’re rolling it back.",
                components: &[("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 66,
                status: Resolved,
                message: "The release has been rolled back, and passkeys work on Android again. You don’t need to set \
                          them up again.",
                components: &[("sign-in", Operational)],
            },
        ],
    },
    Story {
        name: "Duplicate invoices sent to some customers",
        impact: Impact::None,
        ago: (3, 200),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Some customers received last month’s invoice twice. No one has been charged twice. Please \
                          ignore the second copy.",
                components: &[],
            },
            Chapter {
                after: 310, status: Resolved, message: "We’ve emailed all affected customers.", components: &[]
            },
        ],
    },
    Story {
        name: "Slow API responses",
        impact: Impact::Minor,
        ago: (5, 610),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "API requests are taking 2 to 4 seconds instead of the usual 100 ms. We’re investigating.",
                components: &[("api", DegradedPerformance)],
            },
            Chapter {
                after: 13,
                status: Identified,
                message: "An index rebuild was started during business hours by mistake. We expect it to finish in \
                          about 15 minutes.",
                components: &[("api", DegradedPerformance)],
            },
            Chapter {
                after: 31,
                status: Resolved,
                message: "The index rebuild is complete, and API response times are back to normal. From now on, \
                          rebuilds run at night.",
                components: &[("api", Operational)],
            },
        ],
    },
    Story {
        name: "Console and API unreachable",
        impact: Impact::Critical,
        ago: (8, 130),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "The web console and the API can’t be reached from most networks. Running machines and \
                          databases aren’t affected. All teams are working on a fix.",
                components: &[("console", MajorOutage), ("api", MajorOutage), ("sign-in", MajorOutage)],
            },
            Chapter {
                after: 9,
                status: Identified,
                message: "A routing change announced the wrong prefix. We’re reverting it.",
                components: &[("console", MajorOutage), ("api", MajorOutage), ("sign-in", MajorOutage)],
            },
            Chapter {
                after: 27,
                status: Monitoring,
                message: "The previous routes are back. Most networks can reach us again; some providers may take a \
                          few more minutes.",
                components: &[("console", DegradedPerformance), ("api", DegradedPerformance), ("sign-in", Operational)],
            },
            Chapter {
                after: 58,
                status: Resolved,
                message: "Traffic is back to normal in all regions. We’ll publish a postmortem within five days.",
                components: &[("console", Operational), ("api", Operational)],
            },
            Chapter {
                after: 4_820,
                status: Resolved,
                message: "We’ve published the postmortem. Route changes now require a second reviewer and are tested \
                          on one router for ten minutes first.",
                components: &[],
            },
        ],
    },
    Story {
        name: "Delayed backups of managed databases",
        impact: Impact::Minor,
        ago: (11, 900),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Nightly backups in the south region started three hours late because of a stuck queue. \
                          They’re running now.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 205,
                status: Resolved,
                message: "All of last night’s backups are complete and have passed a test restore.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Delayed email to one large provider",
        impact: Impact::Minor,
        ago: (13, 240),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "A large email provider is deferring our messages. They remain queued and will be retried \
                          automatically.",
                components: &[("email", DegradedPerformance)],
            },
            Chapter {
                after: 95,
                status: Monitoring,
                message: "The provider has removed one of our addresses from its blocklist. The queue is shrinking.",
                components: &[("email", DegradedPerformance)],
            },
            Chapter {
                after: 240,
                status: Resolved,
                message: "The queue is empty. No messages were lost.",
                components: &[("email", Operational)],
            },
        ],
    },
    Story {
        name: "New machines failing to start in the east region",
        impact: Impact::Major,
        ago: (17, 300),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "New virtual machines in the east region time out when they start. Running machines aren’t \
                          affected.",
                components: &[("compute", PartialOutage)],
            },
            Chapter {
                after: 35,
                status: Identified,
                message: "The region’s image cache is corrupted. We’re rebuilding it from the west region.",
                components: &[("compute", PartialOutage)],
            },
            Chapter {
                after: 88,
                status: Monitoring,
                message: "Standard images start again. We expect custom images to follow within the hour.",
                components: &[("compute", DegradedPerformance)],
            },
            Chapter {
                after: 140,
                status: Resolved,
                message: "All images are starting normally.",
                components: &[("compute", Operational)],
            },
        ],
    },
    Story {
        name: "Missing data in console charts",
        impact: Impact::Minor,
        ago: (20, 700),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Charts in the console are missing the last hour. Metrics are still being collected, and \
                          alerts work. A fix is being rolled out.",
                components: &[("console", DegradedPerformance)],
            },
            Chapter {
                after: 55,
                status: Resolved,
                message: "Charts are complete again, including the missing hour.",
                components: &[("console", Operational)],
            },
        ],
    },
    Story {
        name: "Expired certificate on downloads.acme.example",
        impact: Impact::Major,
        ago: (24, 480),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "The certificate for downloads.acme.example has expired, so browsers show a warning. We’re \
                          installing a new one. Please don’t bypass the warning.",
                components: &[("storage", PartialOutage)],
            },
            Chapter {
                after: 23,
                status: Resolved,
                message: "The new certificate is in place. It now renews automatically and is monitored independently.",
                components: &[("storage", Operational)],
            },
        ],
    },
    Story {
        name: "Duplicate webhook deliveries",
        impact: Impact::Minor,
        ago: (28, 1_020),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "About 2% of webhooks are being delivered twice, with the same ID both times.",
                components: &[("webhooks", DegradedPerformance)],
            },
            Chapter {
                after: 70,
                status: Resolved,
                message: "The cause was a worker that kept its old name after a restart. Each event is delivered once \
                          again.",
                components: &[("webhooks", Operational)],
            },
        ],
    },
    Story {
        name: "Single sign-on failing for some companies",
        impact: Impact::Major,
        ago: (33, 420),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Companies that sign in with SAML see an error page. Passwords work.",
                components: &[("sign-in", PartialOutage)],
            },
            Chapter {
                after: 38,
                status: Identified,
                message: "An updated library rejects SHA-1 signatures, which older identity providers still use.",
                components: &[("sign-in", PartialOutage)],
            },
            Chapter {
                after: 62,
                status: Monitoring,
                message: "We’ve rolled back the library, and affected companies can sign in again.",
                components: &[("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 120,
                status: Resolved,
                message: "No failures in the last hour. We’re contacting the companies that need to change their \
                          signatures by spring.",
                components: &[("sign-in", Operational)],
            },
        ],
    },
    Story {
        name: "Extended maintenance of the west region’s network",
        impact: Impact::None,
        ago: (37, 150),
        chapters: &[
            Chapter {
                after: 0,
                status: Monitoring,
                message: "Scheduled maintenance of the west region’s network will take about an hour longer than \
                          planned. We don’t expect an outage.",
                components: &[("compute", UnderMaintenance)],
            },
            Chapter {
                after: 75,
                status: Resolved,
                message: "The maintenance is complete.",
                components: &[("compute", Operational)],
            },
        ],
    },
    Story {
        name: "Slow queries on shared database clusters",
        impact: Impact::Minor,
        ago: (41, 840),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Queries on shared clusters have been slower than usual since noon.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 51,
                status: Identified,
                message: "One customer’s import is using most of the disk capacity. We’re moving it to a separate \
                          cluster.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 99,
                status: Resolved,
                message: "The import has been moved, and query times are back to normal.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Streaming API dropping connections",
        impact: Impact::Minor,
        ago: (46, 260),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Connections to the streaming API are dropped after one minute. Clients that reconnect don’t \
                          miss any events.",
                components: &[("api", DegradedPerformance)],
            },
            Chapter {
                after: 44,
                status: Resolved,
                message: "A load balancer timeout was too low. We’ve set it back to one hour.",
                components: &[("api", Operational)],
            },
        ],
    },
    Story {
        name: "Power outage in one hall of the east region",
        impact: Impact::Critical,
        ago: (52, 640),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "One of three halls in the east region has lost power. Machines and databases without a standby in another hall are down.",
                components: &[("compute", MajorOutage), ("database", PartialOutage), ("storage", DegradedPerformance)],
            },
            Chapter {
                after: 18,
                status: Identified,
                message: "A switch in the backup power supply failed to close. Technicians are on site.",
                components: &[("compute", MajorOutage), ("database", PartialOutage), ("storage", DegradedPerformance)],
            },
            Chapter {
                after: 71,
                status: Monitoring,
                message: "Power has been restored. Machines are restarting in order of their plans, and about half \
                          are running.",
                components: &[("compute", PartialOutage), ("database", PartialOutage), ("storage", Operational)],
            },
            Chapter {
                after: 132,
                status: Monitoring,
                message: "All machines are running. We’re still checking 11 databases.",
                components: &[("compute", Operational), ("database", DegradedPerformance)],
            },
            Chapter {
                after: 215,
                status: Resolved,
                message: "All databases are consistent and online. The switch has been replaced, and those in the \
                          other halls have been tested.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Password reset emails not being sent",
        impact: Impact::Minor,
        ago: (57, 1_100),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Password reset emails weren’t sent for two hours. Please request a new one in a few minutes.",
                components: &[("email", PartialOutage), ("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 26,
                status: Resolved,
                message: "Emails are being sent within seconds again.",
                components: &[("email", Operational), ("sign-in", Operational)],
            },
        ],
    },
    Story {
        name: "Deleted buckets still listed in the console",
        impact: Impact::None,
        ago: (61, 530),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Buckets deleted today still appear in the console. They have been deleted and aren’t billed.",
                components: &[],
            },
            Chapter { after: 180, status: Resolved, message: "The list is correct again.", components: &[] },
        ],
    },
    Story {
        name: "Errors when resizing machines",
        impact: Impact::Minor,
        ago: (66, 360),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "About 20% of attempts to resize a machine fail with an internal error. Affected machines \
                          are left unchanged.",
                components: &[("compute", DegradedPerformance)],
            },
            Chapter {
                after: 82,
                status: Resolved,
                message: "We’ve removed a scheduler with an outdated size table. Resizing works again.",
                components: &[("compute", Operational)],
            },
        ],
    },
    Story {
        name: "Valid API keys rejected",
        impact: Impact::Major,
        ago: (70, 90),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Some customers’ valid API keys are being rejected with status 401. Please don’t replace \
                          your keys.",
                components: &[("api", PartialOutage)],
            },
            Chapter {
                after: 16,
                status: Identified,
                message: "One of six key servers restarted with an empty cache and couldn’t reach the others.",
                components: &[("api", PartialOutage)],
            },
            Chapter {
                after: 29,
                status: Resolved,
                message: "The server has been taken out of service, and all keys work again.",
                components: &[("api", Operational)],
            },
        ],
    },
    Story {
        name: "Slow downloads in South America",
        impact: Impact::Minor,
        ago: (74, 770),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Downloads in South America are slower than usual. One of our carriers appears to have a \
                          damaged cable.",
                components: &[("storage", DegradedPerformance)],
            },
            Chapter {
                after: 115,
                status: Monitoring,
                message: "Traffic has been rerouted, and speeds are close to normal.",
                components: &[("storage", DegradedPerformance)],
            },
            Chapter {
                after: 690,
                status: Resolved,
                message: "The carrier has repaired its cable.",
                components: &[("storage", Operational)],
            },
        ],
    },
    Story {
        name: "Outdated balance in the console",
        impact: Impact::None,
        ago: (79, 400),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "The console shows yesterday’s balance. Payments are being processed as usual.",
                components: &[],
            },
            Chapter { after: 140, status: Resolved, message: "The balance is up to date again.", components: &[] },
        ],
    },
    Story {
        name: "Slow failover of managed databases",
        impact: Impact::Major,
        ago: (83, 210),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Database failover is taking up to six minutes instead of seconds. Some customers saw \
                          outages of that length.",
                components: &[("database", PartialOutage)],
            },
            Chapter {
                after: 47,
                status: Identified,
                message: "The service that locates the current primary is responding slowly. We’re adding capacity.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 104,
                status: Resolved,
                message: "Failover takes less than ten seconds again. We’ve tested it on every cluster.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Webhook signatures failing verification",
        impact: Impact::Minor,
        ago: (88, 600),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "For 30 minutes, webhooks were signed with a key that hadn’t been announced. We’ll resend \
                          them with the correct one.",
                components: &[("webhooks", DegradedPerformance)],
            },
            Chapter {
                after: 64,
                status: Resolved,
                message: "All affected webhooks have been resent.",
                components: &[("webhooks", Operational)],
            },
        ],
    },
];
