//! Deleting, with the list right whatever happens.

use super::{App, focus};
use crate::admin::desk::{Notice, Removal, Writing, row_id};
use crate::admin::gate::Gate;
use crate::admin::kept::Subject;
use crate::admin::submit::Fate;
use crate::admin::view;
use crate::browser::form::{self, Focus};
use contract::incident_api::Endpoint;
use contract::incident_api::error::Cause;
use leptos::prelude::*;
use leptos::task::tick;
use model::Incident;
use text::admin::done;

impl App {
    pub(super) async fn remove(self, incident: Incident) {
        let desk = self.desk();
        let id = incident.id.clone();
        let set = |removal: Option<Removal>| {
            desk.removals.update(|removals| match removal {
                Some(removal) => {
                    removals.insert(id.clone(), removal);
                }
                None => {
                    removals.remove(&id);
                }
            });
        };
        set(Some(Removal::Deleting));
        desk.notice.set(None);
        let answer = self.0.client.call(Endpoint::Delete(&id), None).await.map_err(|refused| refused.error);
        let gone = match answer {
            // The answer is empty: there is nothing to read.
            Ok(_) => Ok(done::deleted(&incident.name)),
            Err(error) if error.cause == Cause::NotFound => Ok(done::already_gone(&incident.name)),
            Err(error) => {
                self.after(&error, true);
                match Fate::of(error.cause) {
                    Fate::NotTaken => Err(Removal::Failed(error)),
                    // Unlike a creation, a deletion shows in the list whether it happened.
                    Fate::Unknown => match self.read_list(true).await {
                        Ok(list) if list.find(&id).is_some() => Err(Removal::Failed(error)),
                        Ok(list) if list.is_complete() => Ok(done::deleted(&incident.name)),
                        Ok(_) | Err(_) => Err(Removal::Lost(error)),
                    },
                }
            }
        };
        // Who has signed out left a screen that tells nothing of the work; the next list shows what became of it.
        let left = !desk.gate.with_untracked(Gate::shows_work);
        match gone {
            Ok(_) if left => self.forget(&Subject::Update(id)),
            Err(_) if left => {}
            Ok(text) => {
                set(Some(Removal::Gone));
                if desk.writing.with_untracked(|writing| writing.incident().is_some_and(|written| written.id == id)) {
                    desk.writing.set(Writing::New);
                }
                let subject = Subject::Update(id.clone());
                self.forget(&subject);
                desk.updates.update(|updates| {
                    updates.remove(&id);
                });
                desk.notice.set(Some(Notice { text, incident: None }));
                tick().await;
                if form::focus_from(view::LIST_HEADING) == Focus::Nowhere {
                    focus(view::LIST_HEADING);
                }
                let _ = self.read_list(false).await;
            }
            Err(removal) => {
                set(Some(removal));
                tick().await;
                let row = row_id(&id);
                if desk.gate.with_untracked(Gate::is_open) && form::focus_from(&row) != Focus::Elsewhere {
                    focus(&format!("{row}-error"));
                }
            }
        }
    }
}
