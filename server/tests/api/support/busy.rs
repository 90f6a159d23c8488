//! Two hundred incidents such as a busy service has in two years: three are open, and the last fortnight was a bad one.
//!
//! The incidents that the front page shows in full are written out; the others are generated, and all differ.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Builder;

/// How many incidents there are, how many of them are open, and how many began in the last fourteen days.
pub const ALL: usize = 200;
pub const OPEN: usize = 3;
pub const RECENT: usize = 20;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const COMPONENTS: [(&str, &str, &str, &str); 14] = [
    ("console", "Web console", "Applications", "Projects, members, billing and everything else with a button"),
    ("api", "REST API", "Applications", "All calls below /v2, in every region"),
    ("stream", "Streaming API", "Applications", "Long-lived connections for events and logs"),
    ("sign-in", "Sign-in", "Applications", "Passwords, passkeys and single sign-on"),
    ("search", "Search", "Applications", "Full-text search and saved queries"),
    ("eu-compute", "Compute, Frankfurt", "Infrastructure", "Virtual machines and containers"),
    ("us-compute", "Compute, Virginia", "Infrastructure", "Virtual machines and containers"),
    ("storage", "Object storage", "Infrastructure", "Uploads, downloads and signed addresses"),
    ("database", "Managed databases", "Infrastructure", "PostgreSQL clusters, replicas and backups"),
    ("network", "Private networks", "Infrastructure", "Peering, load balancers and DNS"),
    ("webhooks", "Webhooks", "Messaging", "Events that are delivered to your servers"),
    ("email", "Email delivery", "Messaging", "Transactional mail"),
    ("push", "Push notifications", "Messaging", "Apple and Google devices"),
    ("support", "Support desk", "Company", "Tickets and chat"),
];

/// Entry by entry, oldest first: minutes after the beginning, status, message, and the components with their status.
type Scenario = (&'static str, &'static str, i64, &'static [Update]);
type Update = (i64, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const OPEN_STORIES: [Scenario; OPEN] = [
    (
        "Uploads to object storage fail in Frankfurt, and some downloads are slow",
        "major",
        95 * MINUTE,
        &[
            (
                0,
                "investigating",
                "About one in five uploads to buckets in Frankfurt is answered with 503. Downloads work, some of them \
                 take several seconds longer than usual. Other regions are not affected. We are looking for the cause \
                 and will tell more within half an hour.",
                &[("storage", "partialOutage")],
            ),
            (
                26,
                "identified",
                "A storage rack lost one of its two network uplinks at 09:12 UTC, and the remaining one can't carry \
                 the load of the morning. We move the busiest buckets to other racks and have a technician on the way \
                 to the data centre. Clients that repeat failed uploads get through in most cases.",
                &[("storage", "partialOutage"), ("eu-compute", "degradedPerformance")],
            ),
            (
                58,
                "identified",
                "Half of the busy buckets are moved. Fewer than one in twenty uploads fails now. Builds that keep \
                 their artefacts in Frankfurt may still wait for a minute before they start.",
                &[("storage", "degradedPerformance"), ("eu-compute", "degradedPerformance")],
            ),
            (
                90,
                "monitoring",
                "The uplink is replaced and carries traffic again. Error rates are back to what they were before \
                 09:00 UTC; we keep an eye on them until the moved buckets are home, which will take until this evening.",
                &[("storage", "degradedPerformance"), ("eu-compute", "operational")],
            ),
        ],
    ),
    (
        "Single sign-on with some identity providers ends in an error",
        "minor",
        7 * HOUR,
        &[
            (
                0,
                "investigating",
                "Members of organisations that sign in through an external identity provider may see “The response \
                 could not be verified”. Passwords and passkeys work, and whoever is signed in stays so.",
                &[("sign-in", "partialOutage")],
            ),
            (
                140,
                "identified",
                "Certificates that a provider has rotated since last night are not picked up. We have reloaded them \
                 by hand for the twelve organisations that wrote to us. If yours is another one, tell us through the \
                 support desk: it takes us a minute each.",
                &[("sign-in", "degradedPerformance")],
            ),
            (
                300,
                "identified",
                "A correction is tested and will be rolled out this afternoon, region by region. No action is needed \
                 on your side.",
                &[("sign-in", "degradedPerformance")],
            ),
        ],
    ),
    (
        "Webhooks to servers in Asia are delivered with delay",
        "minor",
        31 * HOUR,
        &[
            (
                0,
                "investigating",
                "Deliveries to addresses in Singapore, Tokyo and Mumbai arrive up to twenty minutes late. None is lost, \
                 and their order is kept.",
                &[("webhooks", "degradedPerformance")],
            ),
            (
                210,
                "identified",
                "Our carrier drops a part of the traffic on its way through the Red Sea after damage to a cable. We \
                 send deliveries over Virginia for as long as that lasts: expect two to four minutes in place of \
                 seconds.",
                &[("webhooks", "degradedPerformance"), ("network", "degradedPerformance")],
            ),
        ],
    ),
];

const WHAT: [&str; 16] = [
    "Elevated error rates on",
    "Slow answers from",
    "Intermittent timeouts of",
    "Degraded performance of",
    "Connection failures to",
    "Partial outage of",
    "Delayed processing in",
    "Missing data in",
    "Certificate errors on",
    "Increased latency of",
    "Scheduled maintenance of",
    "Duplicate events from",
    "Rate limits applied too early on",
    "Stale results in",
    "Failed deployments to",
    "Interrupted sessions of",
];
const WHERE: [&str; 12] = [
    "",
    " for customers in Europe",
    " after a release",
    " during failover",
    " in Virginia",
    " in Frankfurt",
    " for large accounts",
    " with IPv6",
    " on mobile networks",
    " for new projects",
    " over private links",
    " at the turn of the hour",
];
const SEEN: [&str; 8] = [
    "Our monitoring reports that requests take three to ten times as long as usual.",
    "Customers tell us about errors that come and go; we can reproduce them.",
    "Between two and eight per cent of the calls fail since a few minutes.",
    "Jobs wait in the queue for longer than they should, and some have to be repeated.",
    "A part of the connections is closed before the answer is complete.",
    "New resources take up to fifteen minutes until they appear.",
    "The dashboards of some projects show nothing for the last hour.",
    "Clients with an old library version are refused, newer ones are not.",
];
const CAUSE: [&str; 8] = [
    "A configuration change was rolled out to more hosts than intended; we take it back now.",
    "One of the database replicas fell behind, and reads from it were answered with old data.",
    "An expired certificate between two internal services was the cause and is replaced.",
    "A node ran out of file descriptors after a leak that last week's release brought.",
    "A neighbouring network announced our addresses; our carriers filter the wrong route.",
    "The cache was emptied by mistake, and the storage behind it could not keep up.",
    "A full disk on the log collector slowed down everything that writes to it.",
    "A lock that a maintenance job had left behind blocked all later writes.",
];
const END: [&str; 8] = [
    "All requests have been answered in time for the last thirty minutes. We are sorry for the trouble.",
    "Error rates are back to normal, and the queues are empty.",
    "The affected hosts are replaced. Nothing was lost.",
    "We have seen no further failures since the rollback and call this resolved.",
    "The backlog is processed. Whoever still sees old data should reload once.",
    "Everything works as before. A report will follow within five working days.",
    "Traffic flows on its usual ways again.",
    "The last of the affected projects has been repaired.",
];

/// The configuration that names the components.
pub fn config() -> Value {
    let component = |(id, name, group, description): (&str, &str, &str, &str)| json!({"id": id, "name": name, "group": group, "description": description});
    json!({
        "title": "Northwind Platform",
        "homepage": "https://northwind.example/",
        "supportUrl": "https://northwind.example/support",
        "subscribeUrl": "https://northwind.example/status/subscribe",
        "components": COMPONENTS.map(component),
    })
}

/// The incidents as an API lists them, newest first, with their entries.
pub fn incidents(now: i64) -> Vec<Value> {
    many(ALL, 700, now)
}

/// Any number of them: the last fortnight is as busy, the others began in so many days before it.
pub fn many(all: usize, days: usize, now: i64) -> Vec<Value> {
    let open = OPEN_STORIES.iter().enumerate().map(|(number, story)| open(number, story, now));
    let older = |number: usize| 16 + number.saturating_sub(RECENT) * days / (all - RECENT);
    open.chain((OPEN..all).map(|number| closed(number, older(number), now))).collect()
}

fn open(number: usize, (name, impact, ago, updates): &Scenario, now: i64) -> Value {
    let begun = now - ago;
    let entries: Vec<Value> = updates
        .iter()
        .enumerate()
        .map(|(index, (after, status, message, components))| {
            entry(number, index, begun + after * MINUTE, status, message, components)
        })
        .collect();
    incident(number, name, impact, updates.last().map_or("investigating", |updates| updates.1), begun, &entries)
}

fn closed(number: usize, days: usize, now: i64) -> Value {
    let pick = |salt: &str, among: usize| {
        let hash = Sha256::digest(format!("{salt} {number}"));
        usize::from(u16::from_be_bytes([hash[0], hash[1]])) % among
    };
    let minutes = |salt: &str, most: usize| i64::try_from(pick(salt, most)).expect("a small number") * MINUTE;
    // The recent ones are spread over their fourteen days.
    let days = if number < RECENT { 1 + number * 12 / RECENT } else { days };
    let begun = now - i64::try_from(days).expect("a small number") * DAY - minutes("minute", 1_000);
    let (id, component, ..) = COMPONENTS[pick("component", COMPONENTS.len())];
    let name = format!("{} {component}{}", WHAT[pick("what", WHAT.len())], WHERE[pick("where", WHERE.len())]);
    let impact = ["minor", "minor", "minor", "major", "major", "none", "critical"][pick("impact", 7)];
    let second = begun + 10 * MINUTE + minutes("second", 90);
    let last = second + 10 * MINUTE + minutes("last", 300);
    let entries = [
        entry(number, 0, begun, "investigating", SEEN[pick("seen", 8)], &[(id, "partialOutage")]),
        entry(number, 1, second, "identified", CAUSE[pick("cause", 8)], &[(id, "degradedPerformance")]),
        entry(number, 2, last, "resolved", END[pick("end", 8)], &[(id, "operational")]),
    ];
    incident(number, &name, impact, "resolved", begun, &entries)
}

fn incident(number: usize, name: &str, impact: &str, status: &str, begun: i64, entries: &[Value]) -> Value {
    json!({"id": id(number, "incident"), "name": name, "incidentStatus": status, "incidentImpact": impact,
        "creationTime": begun.to_string(), "entries": entries})
}

fn entry(number: usize, index: usize, at: i64, status: &str, message: &str, components: &[(&str, &str)]) -> Value {
    let components: Vec<Value> =
        components.iter().map(|(id, status)| json!({"componentId": id, "componentStatus": status})).collect();
    json!({"id": id(number, &index.to_string()), "message": message, "date": at.to_string(), "incidentStatus": status,
        "affectedComponents": components})
}

/// Ids as the services have them: nothing in them can be compressed.
fn id(number: usize, part: &str) -> String {
    let hash = Sha256::digest(format!("busy {number} {part}"));
    Builder::from_random_bytes(hash[..16].try_into().expect("16 bytes")).into_uuid().to_string()
}
