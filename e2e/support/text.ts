import config from "../../tests/reference/sentences/admin/config.json";
import correction from "../../tests/reference/sentences/admin/correction.json";
import deletion from "../../tests/reference/sentences/admin/deletion.json";
import done from "../../tests/reference/sentences/admin/done.json";
import error from "../../tests/reference/sentences/admin/error.json";
import form from "../../tests/reference/sentences/admin/form.json";
import list from "../../tests/reference/sentences/admin/list.json";
import maintenance from "../../tests/reference/sentences/admin/maintenance.json";
import signIn from "../../tests/reference/sentences/admin/sign_in.json";
import view from "../../tests/reference/sentences/admin/view.json";
import document from "../../tests/reference/sentences/document.json";
import page from "../../tests/reference/sentences/page.json";
import shared from "../../tests/reference/sentences/shared.json";

type Value = string | number | RegExp;

const forms = (message: string) => message.split("|");

/** The form of a message for a number: the first for one, the last for others. */
const formFor = (message: string, count: Value | undefined) => forms(message).at(count === 1 ? 0 : -1)!;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A part of a regular expression, anchored or not before. */
function source(value: Value): string {
  return value instanceof RegExp ? `(?:${value.source.replace(/^\^|\$$/g, "")})` : escaped(String(value));
}

/** One of these, anywhere in a text. */
export function either(...values: Value[]): RegExp {
  return new RegExp(values.map(source).join("|"));
}

/** Nothing before this, and nothing after it. */
export function whole(value: Value): RegExp {
  return new RegExp(`^${source(value)}$`);
}

/**
 * The messages of a catalogue, by key. `pattern` fits a message anywhere in a text; it may leave values out, or give them as
 * regular expressions.
 */
function catalogue<Key extends string>(messages: Record<Key, string>) {
  const text = (key: Key, values: Record<string, string | number> = {}) =>
    formFor(messages[key], values.count).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`“${key}” needs a value for “${name}”: ${messages[key]}`);
      return String(value);
    });
  const pattern = (key: Key, values: Record<string, Value> = {}) => {
    const fit = (form: string) =>
      form
        .split(/\{(\w+)\}/)
        .map((part, index) => (index % 2 ? source(values[part] ?? (part === "count" ? /\d+/ : /.+/)) : escaped(part)))
        .join("");
    const possible = typeof values.count === "number" ? [formFor(messages[key], values.count)] : forms(messages[key]);
    return new RegExp(possible.map(fit).join("|"));
  };
  return Object.assign(text, { pattern });
}

/** Every message on screen: the English that `tests/reference/sentences` has. */
export const text = {
  page: catalogue(page),
  shared: catalogue(shared),
  document: catalogue(document),
  admin: {
    config: catalogue(config),
    correction: catalogue(correction),
    deletion: catalogue(deletion),
    done: catalogue(done),
    error: catalogue(error),
    form: catalogue(form),
    list: catalogue(list),
    maintenance: catalogue(maintenance),
    signIn: catalogue(signIn),
    view: catalogue(view),
  },
};

/** "10 March 2025", of `2025-03-10`. */
function day(date: string, months = shared.months): string {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  return text.shared("day_of_year", { day, month: forms(months)[month - 1]!, year });
}

/** "March 2025", of `2025-03`. */
export function monthName(month: string): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return text.shared("month_of_year", { month: forms(shared.months)[number - 1]!, year });
}

/** "12:03 UTC", of `12:03`. */
export function clock(time: string, offset = "UTC"): string {
  const [hour, minute] = time.split(":") as [string, string];
  return text.shared("time_of_day", { hour, minute, offset });
}

/** "10 Mar 2025, 12:03 UTC", of `2025-03-10T12:03`. */
export function moment(at: string, offset?: string): string {
  const [date, time] = at.split("T") as [string, string];
  return text.shared("day_and_time", { day: day(date, shared.short_months), time: clock(time, offset) });
}

/** "12:03 UTC, 10 March 2025", of `2025-03-10T12:03`. */
export function longMoment(at: string): string {
  const [date, time] = at.split("T") as [string, string];
  return text.shared("time_and_day", { time: clock(time), day: day(date) });
}

/** Any time of a day in UTC. */
export const anyClock = text.shared.pattern("time_of_day", { hour: /\d\d/, minute: /\d\d/, offset: "UTC" });

type State = Extract<keyof typeof page, `state_${string}`>;

/** A headline: "Critical outage: Payments". */
export function headline(state: State, subject?: Value): RegExp {
  return subject === undefined ? whole(text.page(state)) : whole(text.page.pattern("state_of", { state: text.page(state), subject }));
}

/** A headline in the past: "Critical outage as of 12:03 UTC". */
export function asOf(state: State, time: Value = anyClock, subject?: Value): RegExp {
  return new RegExp(`^${source(headline(state, subject))}${source(text.page.pattern("as_of_time", { time }))}$`);
}

/** The title of a window: "Critical outage · Acme Status". */
export function windowTitle(screen: Value, site = "Acme Status"): RegExp {
  return whole(text.page.pattern("window_title", { screen, site }));
}

/** The heading of a month: "Incidents in March 2025", of `2025-03`. */
export function monthHeading(month: string): string {
  return text.page("incidents_in", { month: monthName(month) });
}

/** A month without incidents says so. */
export const emptyMonth = either(text.page.pattern("none_in_month"), text.page.pattern("none_in_month_up_to"));

const inSeconds = text.shared.pattern("in_seconds");

/** When the page asks again after a failure: "Trying again in 12 seconds." */
export function tryingAgain(time: Value = inSeconds): RegExp {
  return text.page.pattern("trying_again", { time });
}

/** The same where nothing failed. */
export const lookingAgain = text.page.pattern("looking_again", { time: inSeconds });

/** Any age. */
export const anyAge = either(
  ...(["just_now", "seconds_ago", "minutes_ago", "hours_ago", "days_ago"] as const).map((key) => text.shared.pattern(key)),
);

/** The age of the data on a page that runs: "Checked 12 s ago". */
export function checked(time: Value = anyAge): RegExp {
  return text.page.pattern("checked", { time });
}

/** The notice that the data is as old as this: "This information is 2 d old." */
export function stale(length: Value): RegExp {
  return text.page.pattern("stale", { length });
}
