//! What both apps say: words for statuses and impacts, dates, lengths of time.
