// Placeholder: withdraws the present tense when the app's heartbeat stops.
