//! The data of `--demo`: a made-up company, its components, and its incidents of the last three months.

use crate::store::{NewEntry, NewIncident};
use model::{AffectedComponent, ComponentId, ComponentStatus, EntryId, Impact, IncidentId, Status, Timestamp};
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
        name: "Webhooks arrive late",
        impact: Impact::Minor,
        ago: (0, 24),
        chapters: &[Chapter {
            after: 0,
            status: Investigating,
            message: "Some webhooks are delivered up to ten minutes late. No event is lost. We are looking for the cause.",
            components: &[("webhooks", DegradedPerformance)],
        }],
    },
    Story {
        name: "Object storage is failing for uploads in the north region",
        impact: Impact::Major,
        ago: (0, 97),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Uploads to buckets in the north region fail with status 503. Downloads work. We are investigating.",
                components: &[("storage", PartialOutage)],
            },
            Chapter {
                after: 21,
                status: Identified,
                message: "A storage node ran out of inodes after the update of last night and takes the others of its group down with it. We are moving its data to healthy nodes.",
                components: &[("storage", PartialOutage), ("console", DegradedPerformance)],
            },
            Chapter {
                after: 74,
                status: Monitoring,
                message: "Nine of ten uploads succeed again. The rest works at the second attempt. We are watching the last nodes rejoin.",
                components: &[("storage", DegradedPerformance), ("console", Operational)],
            },
        ],
    },
    Story {
        name: "Sign-in with passkeys fails on Android",
        impact: Impact::Minor,
        ago: (1, 380),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Passkeys stored on Android devices are not accepted. Passwords and single sign-on work as usual.",
                components: &[("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 42,
                status: Identified,
                message: "Yesterday's release checks a field that Android leaves out. We are taking the check back.",
                components: &[("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 66,
                status: Resolved,
                message: "The check is gone and passkeys work on Android again. You need not set them up anew.",
                components: &[("sign-in", Operational)],
            },
        ],
    },
    Story {
        name: "Notice: invoices for October were sent twice",
        impact: Impact::None,
        ago: (3, 200),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Some customers got last month's invoice a second time. Nobody is charged twice. Please ignore the second copy.",
                components: &[],
            },
            Chapter {
                after: 310,
                status: Resolved,
                message: "All affected customers have been told by mail.",
                components: &[],
            },
        ],
    },
    Story {
        name: "API answers slowly",
        impact: Impact::Minor,
        ago: (5, 610),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Calls to the API take two to four seconds instead of the usual tenth of one. We are investigating.",
                components: &[("api", DegradedPerformance)],
            },
            Chapter {
                after: 13,
                status: Identified,
                message: "An index was rebuilt during working hours by mistake. It will be done in about a quarter of an hour.",
                components: &[("api", DegradedPerformance)],
            },
            Chapter {
                after: 31,
                status: Resolved,
                message: "The index is complete and the API is as fast as before. Rebuilds now wait for the night.",
                components: &[("api", Operational)],
            },
        ],
    },
    Story {
        name: "Console and API are unreachable",
        impact: Impact::Critical,
        ago: (8, 130),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "The web console and the API can't be reached from most networks. Running machines and databases are not affected. Everybody is on it.",
                components: &[("console", MajorOutage), ("api", MajorOutage), ("sign-in", MajorOutage)],
            },
            Chapter {
                after: 9,
                status: Identified,
                message: "A change of our routes was announced with the wrong prefix. We are withdrawing it.",
                components: &[("console", MajorOutage), ("api", MajorOutage), ("sign-in", MajorOutage)],
            },
            Chapter {
                after: 27,
                status: Monitoring,
                message: "The old routes are back. Most networks reach us again; some providers take a few minutes longer.",
                components: &[("console", DegradedPerformance), ("api", DegradedPerformance), ("sign-in", Operational)],
            },
            Chapter {
                after: 58,
                status: Resolved,
                message: "Traffic is back to normal everywhere. We will publish what happened, and what we change, within five days.",
                components: &[("console", Operational), ("api", Operational)],
            },
            Chapter {
                after: 4_820,
                status: Resolved,
                message: "The report is out: route changes now need a second person, and are tried on one router for ten minutes first.",
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
                message: "Nightly backups in the south region began three hours late, as the queue was stuck. They are running now.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 205,
                status: Resolved,
                message: "Every backup of this night is complete and was restored as a test.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Mail to one large provider is deferred",
        impact: Impact::Minor,
        ago: (13, 240),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "A large mail provider defers our messages. They stay in the queue and are tried again.",
                components: &[("email", DegradedPerformance)],
            },
            Chapter {
                after: 95,
                status: Monitoring,
                message: "The provider has taken one of our addresses off its list. The queue is shrinking.",
                components: &[("email", DegradedPerformance)],
            },
            Chapter {
                after: 240,
                status: Resolved,
                message: "The queue is empty. Nothing was lost.",
                components: &[("email", Operational)],
            },
        ],
    },
    Story {
        name: "New machines can't be started in the east region",
        impact: Impact::Major,
        ago: (17, 300),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Starting a machine in the east region ends in a time-out. Machines that run keep running.",
                components: &[("compute", PartialOutage)],
            },
            Chapter {
                after: 35,
                status: Identified,
                message: "The image cache of the region is damaged. We are filling it again from the west region.",
                components: &[("compute", PartialOutage)],
            },
            Chapter {
                after: 88,
                status: Monitoring,
                message: "Standard images start again. Your own images follow within the hour.",
                components: &[("compute", DegradedPerformance)],
            },
            Chapter {
                after: 140,
                status: Resolved,
                message: "All images start in the usual time.",
                components: &[("compute", Operational)],
            },
        ],
    },
    Story {
        name: "Charts in the console stay empty",
        impact: Impact::Minor,
        ago: (20, 700),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Charts of the last hour are empty. Measurements are being kept and alerts work. A fix is on its way.",
                components: &[("console", DegradedPerformance)],
            },
            Chapter {
                after: 55,
                status: Resolved,
                message: "Charts are complete again, the missing hour included.",
                components: &[("console", Operational)],
            },
        ],
    },
    Story {
        name: "Expired certificate on the downloads address",
        impact: Impact::Major,
        ago: (24, 480),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "The certificate of downloads.acme.example has expired, and browsers warn of it. A new one is being installed. Please do not switch the check off.",
                components: &[("storage", PartialOutage)],
            },
            Chapter {
                after: 23,
                status: Resolved,
                message: "The new certificate is in place. It is renewed by itself from now on, and watched by somebody else.",
                components: &[("storage", Operational)],
            },
        ],
    },
    Story {
        name: "Webhooks are sent twice",
        impact: Impact::Minor,
        ago: (28, 1_020),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "About one webhook in fifty is sent twice, with the same id both times.",
                components: &[("webhooks", DegradedPerformance)],
            },
            Chapter {
                after: 70,
                status: Resolved,
                message: "A worker had kept its old name after a restart. Each event is sent once again.",
                components: &[("webhooks", Operational)],
            },
        ],
    },
    Story {
        name: "Single sign-on fails for some companies",
        impact: Impact::Major,
        ago: (33, 420),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Companies that sign in over SAML get an error page. Passwords work.",
                components: &[("sign-in", PartialOutage)],
            },
            Chapter {
                after: 38,
                status: Identified,
                message: "A library now refuses signatures with SHA-1, which older identity providers still use.",
                components: &[("sign-in", PartialOutage)],
            },
            Chapter {
                after: 62,
                status: Monitoring,
                message: "The former library is back. Affected companies can sign in.",
                components: &[("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 120,
                status: Resolved,
                message: "No failure in the last hour. We are writing to the companies that have to change their signatures by spring.",
                components: &[("sign-in", Operational)],
            },
        ],
    },
    Story {
        name: "Maintenance of the west region's network took longer",
        impact: Impact::None,
        ago: (37, 150),
        chapters: &[
            Chapter {
                after: 0,
                status: Monitoring,
                message: "The planned work on the west region's network goes on for about an hour longer. No outage is expected.",
                components: &[("compute", UnderMaintenance)],
            },
            Chapter {
                after: 75,
                status: Resolved,
                message: "The work is done.",
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
                message: "Queries on shared clusters take longer than usual since noon.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 51,
                status: Identified,
                message: "One customer's import uses most of the disks' capacity. We are moving it to a cluster of its own.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 99,
                status: Resolved,
                message: "The import has moved and query times are normal.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Streaming API drops connections",
        impact: Impact::Minor,
        ago: (46, 260),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Connections to the streaming API end after a minute. Clients that reconnect miss nothing.",
                components: &[("api", DegradedPerformance)],
            },
            Chapter {
                after: 44,
                status: Resolved,
                message: "A time limit of the load balancers was set too low and is back at an hour.",
                components: &[("api", Operational)],
            },
        ],
    },
    Story {
        name: "Power failure in one hall of the east region",
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
                message: "A switch of the emergency supply did not close. Technicians are on site.",
                components: &[("compute", MajorOutage), ("database", PartialOutage), ("storage", DegradedPerformance)],
            },
            Chapter {
                after: 71,
                status: Monitoring,
                message: "Power is back. Machines are starting in order of their plans; half of them run.",
                components: &[("compute", PartialOutage), ("database", PartialOutage), ("storage", Operational)],
            },
            Chapter {
                after: 132,
                status: Monitoring,
                message: "All machines run. Eleven databases are still being checked.",
                components: &[("compute", Operational), ("database", DegradedPerformance)],
            },
            Chapter {
                after: 215,
                status: Resolved,
                message: "Every database is consistent and back. The switch has been replaced, and those in the other halls were tested.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Password reset mails are missing",
        impact: Impact::Minor,
        ago: (57, 1_100),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Mails for a password reset were not sent for two hours. Ask for a new one in some minutes.",
                components: &[("email", PartialOutage), ("sign-in", DegradedPerformance)],
            },
            Chapter {
                after: 26,
                status: Resolved,
                message: "Mails are sent again within seconds.",
                components: &[("email", Operational), ("sign-in", Operational)],
            },
        ],
    },
    Story {
        name: "Deleted buckets still show in the console",
        impact: Impact::None,
        ago: (61, 530),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "Buckets deleted today still stand in the console's list. They are gone and are not charged.",
                components: &[],
            },
            Chapter { after: 180, status: Resolved, message: "The list is right again.", components: &[] },
        ],
    },
    Story {
        name: "Errors when machines are resized",
        impact: Impact::Minor,
        ago: (66, 360),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Resizing a machine fails with an internal error for about a fifth of the attempts. The machine is left as it was.",
                components: &[("compute", DegradedPerformance)],
            },
            Chapter {
                after: 82,
                status: Resolved,
                message: "A scheduler with an old table of sizes was taken out. Resizing works.",
                components: &[("compute", Operational)],
            },
        ],
    },
    Story {
        name: "API keys are refused",
        impact: Impact::Major,
        ago: (70, 90),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "Valid API keys are refused with status 401 for some customers. Please do not replace your keys.",
                components: &[("api", PartialOutage)],
            },
            Chapter {
                after: 16,
                status: Identified,
                message: "One of six key servers had restarted with an empty cache and could not reach the others.",
                components: &[("api", PartialOutage)],
            },
            Chapter {
                after: 29,
                status: Resolved,
                message: "The server is out of service and every key works.",
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
                message: "Downloads in South America are slower than usual. A cable of one of our carriers seems to be damaged.",
                components: &[("storage", DegradedPerformance)],
            },
            Chapter {
                after: 115,
                status: Monitoring,
                message: "Traffic takes another way. Speed is close to normal.",
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
        name: "Console shows an old balance",
        impact: Impact::None,
        ago: (79, 400),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "The balance in the console is that of yesterday. Payments are booked in time.",
                components: &[],
            },
            Chapter { after: 140, status: Resolved, message: "The balance is up to date.", components: &[] },
        ],
    },
    Story {
        name: "Failover of managed databases takes minutes",
        impact: Impact::Major,
        ago: (83, 210),
        chapters: &[
            Chapter {
                after: 0,
                status: Investigating,
                message: "When a database fails over to its standby, this takes up to six minutes instead of seconds. Some customers saw an outage of that length.",
                components: &[("database", PartialOutage)],
            },
            Chapter {
                after: 47,
                status: Identified,
                message: "The service that names the current primary answers slowly. We are adding machines to it.",
                components: &[("database", DegradedPerformance)],
            },
            Chapter {
                after: 104,
                status: Resolved,
                message: "Failover takes under ten seconds again, tried on every cluster.",
                components: &[("database", Operational)],
            },
        ],
    },
    Story {
        name: "Webhook signatures could not be verified",
        impact: Impact::Minor,
        ago: (88, 600),
        chapters: &[
            Chapter {
                after: 0,
                status: Identified,
                message: "For half an hour webhooks were signed with a key that had not been announced. They will be sent again with the right one.",
                components: &[("webhooks", DegradedPerformance)],
            },
            Chapter {
                after: 64,
                status: Resolved,
                message: "All of them have been sent again.",
                components: &[("webhooks", Operational)],
            },
        ],
    },
];
