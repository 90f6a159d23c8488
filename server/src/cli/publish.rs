//! `statuspane publish`.

use super::{PublishArguments, say, upstream};
use crate::bundle::BuiltPage;
use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::publish::{self, PublishOptions};

pub(super) fn publish(arguments: PublishArguments) -> Result<(), Failure> {
    let api = upstream::ApiOption { option: "--from", nothing: "Nothing was published." };
    let credential = api.credential(arguments.key_file.as_deref())?;
    let from = api.base(&arguments.from, credential.is_some())?;
    let site = BuiltPage::of(arguments.site).ok_or_else(|| {
        Failure::new("No built page was given, so nothing was published. Name its folder with --site.")
    })?;
    let options = PublishOptions {
        from,
        credential,
        site,
        to: arguments.to,
        config: arguments.config,
        theme: arguments.theme,
        every_seconds: arguments.every,
        url: arguments.url,
        all: arguments.all,
    };
    let report = publish::publish(&options, &SystemClock::new())?;
    let restored = match report.restored {
        0 => String::new(),
        number => format!(" {number} of the files written had been changed or damaged since they were published."),
    };
    let incidents = match report.incidents {
        1 => "1 incident".to_owned(),
        number => format!("{number} incidents"),
    };
    let said = format!(
        "Published {incidents} to {}: {} files written, {} unchanged.{restored}",
        options.to.display(),
        report.written,
        report.kept
    );
    say(&said, "The site was published in full.")
}
