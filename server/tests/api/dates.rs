//! The date of an answer: the server's clock, whichever way it was set.

use crate::support::script::{Reaction, Script};
use crate::support::{Reply, TestServer, TestServerBuilder, jwt, site};
use crate::upstream::Way;
use serde_json::json;

const HOUR: i64 = 3600;

/// The date of an answer, in seconds since 1970.
fn date(reply: &Reply) -> i64 {
    let date = reply.header("date").expect("every answer has a date");
    let since = httpdate::parse_http_date(&date).expect("a date").duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("a time")
}

#[tokio::test]
async fn s55_the_date_of_every_answer_follows_the_clock_in_both_directions() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    let site = Some(folder.path().to_owned());
    let server = TestServerBuilder { site, ..TestServerBuilder::default() }.start().await;
    for step in [0, -HOUR, 1, -24 * HOUR, 48 * HOUR] {
        server.clock.set_seconds(step);
        let now = server.clock.seconds();
        for line in [
            "GET /",
            "HEAD /",
            "GET /admin/",
            "GET /%61dmin/",
            "GET /nothing/",
            "GET /config.json",
            "GET /page-0123456789abcdef.js",
            "GET /as-of.json",
            "GET /healthz",
            "GET /public/v1/as-of",
            "GET /public/v1/incidents",
            "OPTIONS /public/v1/incidents",
            "GET /public/v1/incidents/none",
            "GET /v1/incidents",
            "POST /robots.txt",
        ] {
            assert_eq!(date(&server.call(line).send().await), now, "{line} after {step} s");
        }
        let list = server.public("/incidents").await;
        let tag = list.header("etag").expect("a tag");
        let again = server.call("GET /public/v1/incidents").header("If-None-Match", &tag).send().await.expect(304);
        assert_eq!(date(&again), now, "after {step} s");

        // A token signed by the server's time is accepted, and a new incident has the current time.
        let claims = jwt::claims(server.access_key(), date(&list));
        let call = server.call("POST /v1/incidents").auth(&server.signed(&claims)).json(&json!({"name": "n"}));
        let created = call.send().await.expect(200);
        assert_eq!(date(&created), now, "after {step} s");
        assert_eq!(created.json()["creationTime"], server.clock.millis().to_string(), "after {step} s");
        let as_of = server.public("/as-of").await;
        assert_eq!(as_of.json()["asOf"], (date(&as_of) * 1000).to_string(), "after {step} s");
    }
}

/// The second from which an answer is, its date less its age, stays the one in which the API was asked; where the clock
/// was set back, the answer is as old as the time that has passed.
#[tokio::test]
async fn behind_an_upstream_the_date_follows_the_clock_and_the_age_the_time_that_passes() {
    let script = Script::always(Reaction::json(200, json!({"customerId": "c", "incidents": []})));
    let way = Way::to(&script).await;
    for (passed, step, age) in [(0, 0, 0), (2, 0, 2), (0, -HOUR, 2), (3, 0, 5)] {
        way.clock.pass_seconds(passed);
        way.clock.set_seconds(step);
        let reply = way.public("/incidents").await.expect(200);
        assert_eq!(
            (date(&reply), reply.header("age")),
            (way.clock.seconds(), Some(age.to_string())),
            "{passed} {step}"
        );
        let as_of = way.public("/as-of").await.expect(200);
        assert_eq!(date(&as_of), way.clock.seconds());
        assert_eq!(as_of.json()["asOf"], ((way.clock.seconds() - age) * 1000).to_string());
    }
    assert_eq!(script.count(), 1, "asked once");
    let server = TestServer::start().await;
    assert_eq!(date(&server.call("GET /v1/nothing").send().await), server.clock.seconds());
}
