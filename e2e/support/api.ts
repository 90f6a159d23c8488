import { readFileSync } from "node:fs";
import path from "node:path";
import { fixtures } from "./places";
import type { Server } from "./server";

export interface Entry {
  message: string;
  date?: string;
  incidentStatus?: string;
  affectedComponents?: { componentId: string; componentStatus: string }[];
  sendNotification?: boolean;
}

export interface NewIncident {
  name: string;
  incidentImpact?: string;
  incidentStatus?: string;
  entry?: Entry;
}

export interface Incident {
  id: string;
  name: string;
  incidentStatus: string;
  incidentImpact: string;
  creationTime: string;
  resolutionTime?: string;
}

/** A maintenance as the API answers it. */
export interface Maintenance {
  id: string;
  name: string;
  message: string;
  plannedStartTime: string;
  plannedEndTime: string;
  actualStartTime?: string;
  actualEndTime?: string;
  cancelledTime?: string;
  affectedComponents: { componentId: string }[];
  autoComplete: boolean;
  sendNotification: boolean;
  internal: boolean;
}

/** A maintenance from and until so many minutes from now, on the minute. */
export function planned(name: string, from: number, until: number, more: object = {}): object {
  const minute = Math.floor(Date.now() / 60_000);
  const [plannedStartTime, plannedEndTime] = [from, until].map((minutes) => (minute + minutes) * 60_000);
  return { name, message: `${name}: it pauses.`, plannedStartTime, plannedEndTime, sendNotification: false, ...more };
}

/** The documented request. */
export const sample: Required<NewIncident> & { entry: Required<Entry> } = JSON.parse(
  readFileSync(path.join(fixtures, "create-request.json"), "utf8"),
);

/** An incident that is open since `minutes` ago. */
export function open(name: string, impact = "minor", minutes = 30): NewIncident {
  const date = String(Date.now() - minutes * 60_000);
  const entry = { message: `${name}: we are looking into it.`, date, incidentStatus: "investigating", sendNotification: false };
  return { name, incidentImpact: impact, incidentStatus: "investigating", entry };
}

/** The Incident API as a script uses it: to prepare a test, and to check its result. */
export class Api {
  private constructor(
    private readonly base: string,
    private readonly token: string,
  ) {}

  static async of(server: Server): Promise<Api> {
    return new Api(`${server.url}v1/`, await server.token());
  }

  async maintenances(): Promise<Maintenance[]> {
    return (await this.call("GET", "maintenances")).maintenances;
  }

  async plan(maintenance: object): Promise<Maintenance> {
    return this.call("POST", "maintenances", maintenance);
  }

  async change(id: string, maintenance: object): Promise<void> {
    await this.call("PUT", `maintenances/${encodeURIComponent(id)}`, maintenance);
  }

  async removeMaintenance(id: string): Promise<void> {
    await this.call("DELETE", `maintenances/${encodeURIComponent(id)}`);
  }

  async list(): Promise<Incident[]> {
    return (await this.call("GET", "incidents")).incidents;
  }

  async create(incident: NewIncident): Promise<Incident> {
    return this.call("POST", "incidents", incident);
  }

  async post(id: string, entry: Entry): Promise<void> {
    await this.call("POST", `incidents/${encodeURIComponent(id)}/entries`, { sendNotification: false, ...entry });
  }

  async entries(id: string): Promise<Required<Entry>[]> {
    return (await this.call("GET", `incidents/${encodeURIComponent(id)}/entries`)).entries;
  }

  /** Edits the only entry of an incident. */
  async edit(id: string, entry: Entry): Promise<void> {
    const path = `incidents/${encodeURIComponent(id)}/entries`;
    const [{ id: entryId, date }] = (await this.call("GET", path)).entries;
    await this.call("PUT", `${path}/${encodeURIComponent(entryId)}`, { date, sendNotification: false, ...entry });
  }

  /** Corrects an incident. */
  async correct(id: string, correction: Partial<Incident>): Promise<void> {
    await this.call("PATCH", `incidents/${encodeURIComponent(id)}`, correction);
  }

  async remove(id: string): Promise<void> {
    await this.call("DELETE", `incidents/${encodeURIComponent(id)}`);
  }

  /** Creates an incident and resolves it, `minutes` after its beginning. */
  async createPast(name: string, begun: Date, minutes: number, impact = "minor"): Promise<Incident> {
    const at = (after: number) => String(begun.getTime() + after * 60_000);
    const entry = { message: `${name}: we are looking into it.`, date: at(0), sendNotification: false };
    const created = await this.create({ name, incidentImpact: impact, incidentStatus: "investigating", entry });
    await this.post(created.id, { message: `${name}: it is over.`, date: at(minutes), incidentStatus: "resolved" });
    return created;
  }

  private async call(method: string, path: string, body?: unknown) {
    const headers = { Authorization: this.token, ...(body ? { "Content-Type": "application/json" } : {}) };
    const answer = await fetch(this.base + path, { method, headers, body: body ? JSON.stringify(body) : undefined });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}
