import type { ListedIncident } from "../support/press";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const components = [
  { id: "web", name: "Website", group: "Shop", description: "What customers see." },
  { id: "pay", name: "Payments", group: "Shop", description: "Cards, invoices and refunds." },
  { id: "search", name: "Search", group: "Shop" },
  { id: "api", name: "API", group: "For developers", description: "Requests of partners and of our own apps." },
  { id: "hooks", name: "Webhooks", group: "For developers" },
  { id: "mail", name: "Mail" },
];

/** The incidents of this page and their texts. No two are quite the same, as in life. */
const troubles = [
  ["Search answers slowly", "Some searches take more than ten seconds", "An index was built anew at a busy hour", "search"],
  ["Payments by card fail", "About one payment in five is refused", "Our provider replaced a certificate too late", "pay"],
  ["Webhooks are delayed", "Deliveries wait up to forty minutes", "A queue was short of workers after a release", "hooks"],
  ["Mail arrives late", "Confirmations are up to an hour behind", "One of two relays was blocked by a large provider", "mail"],
  ["Errors from the API", "Requests to list orders answer with code 503", "A database was out of connections", "api"],
  ["The website does not load everywhere", "Visitors in the north of Europe see a blank page", "A route was announced wrongly", "web"],
  ["Pictures are missing", "New pictures of articles do not appear", "A bucket had lost its permissions", "web"],
] as const;

const times = ["since this morning", "since our release", "for a part of the customers", "in one region", "at peak times"];
const impacts = ["minor", "major", "none", "minor", "critical"];

/** `open` incidents of the last hours, and one about every 22 hours before them. Times are as of now. */
export function incidents(count: number, open: number): ListedIncident[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, n) => {
    const isOpen = n < open;
    const begun = now - (isOpen ? (n + 1) * 50 * MINUTE : 18 * 60 * MINUTE + (n - open) * 0.92 * DAY);
    const [title, symptom, cause, component] = troubles[n % troubles.length]!;
    const time = times[n % times.length]!;
    const at = (minutes: number) => String(Math.round(begun + minutes * MINUTE));
    const entry = (minutes: number, incidentStatus: string, message: string, componentStatus: string) => ({
      message,
      date: at(minutes),
      incidentStatus,
      affectedComponents: [{ componentId: component, componentStatus }],
    });
    const entries = [
      entry(20, "identified", `${cause}. It is being put right; we write again at ${(n % 12) + 8}:30.`, "partial_outage"),
      entry(0, "investigating", `${symptom} ${time}. We are looking for the cause.`, "degraded_performance"),
    ];
    const lasted = 25 + ((n * 37) % 190);
    if (!isOpen) entries.unshift(entry(lasted, "resolved", `All is as before, after ${lasted} minutes.`, "operational"));
    return {
      id: `incident-${n}-${(n * 2_654_435_761) % 4_294_967_296}`,
      name: `${title} ${time}`,
      incidentStatus: isOpen ? "identified" : "resolved",
      incidentImpact: impacts[n % impacts.length]!,
      creationTime: at(0),
      ...(isOpen ? {} : { resolutionTime: at(lasted) }),
      entries,
    };
  });
}
