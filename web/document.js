// The document as a whole, for the app: whether it is what the app would have written, and whether it still is what the
// app has made of it. Below that are zones, the bodies of answers, and the steps of a visitor in the day bars. All this is
// here because it is a third of what it would be in WebAssembly. The build bundles the file with the glue, which calls these
// functions by their names.

// The keys: the elements that say how things are, and those that a visitor acts with. Beside them, what they say.
const KEYS =
  "main,main h1,.as-of,.days>.day,main .empty,.badge,.stage,.message,.needs-app>button,[data-overall],[data-incident],[data-component],[data-notice]";
const SAYS = /hidden|inert|^data-(overall|fresh|past|incident|component|notice|status|impact|tone|asking)$/;

const keys = () => [...document.querySelectorAll(KEYS)];
const strays = (point) => keys().filter((key) => !point.contains(key));

const attributes = (element, isWanted) =>
  [...element.attributes].filter(({ name }) => isWanted(name)).map(({ name, value }) => `${name}=${value}`);

// What a node is, in the words of the app: `find` below says how. What a visitor has opened meanwhile is open.
const told = (node) =>
  node.localName ? sorted([node.localName, ...attributes(node, (name) => name !== "open")]) : node.nodeType + node.data;
const sorted = (parts) => parts.sort().join("\0");

// A walk over the markup that was delivered: what each node is, and the node; where an element ends, nothing and itself.
const walkOver = (element) =>
  [...element.childNodes].flatMap((node) => [[told(node), node], ...(node.localName ? walkOver(node) : [])]).concat([["", element]]);

let walk, wasText, differs;

// The next node of the walk, if it is this: `tag\uffffname=value\uffff…` for an element, `3` and its text, `8` for a
// mark, nothing for the end of an element. From the first that is another, nothing is found. A parser puts U+FFFD in the
// place of NUL.
export const find = (expected) => {
  const isText = expected[0] === "3";
  // A mark keeps two texts apart.
  if (isText && wasText) find("8");
  wasText = isText;
  const [is, node] = walk.pop() ?? [];
  const parsed = expected.replaceAll("\0", "\ufffd");
  const wanted = isText ? parsed : sorted(parsed.split("\uffff").filter((part) => part !== "open="));
  differs ||= is !== wanted && [wanted, is];
  if (!differs) return node;
};

// The first difference, for the console of a development build. The release bundle leaves it out: nothing there calls it.
export const difference = () =>
  differs.map ? differs.map((one, index) => ["expected: ", "found: "][index] + (one ?? "nothing").replaceAll("\0", " ")).join("; ") : "Something else is in the document.";

// Where the app goes, and where a walk begins. A document that has lost the place gets another, in place of all that its
// body shows.
export const mountPoint = () => {
  let point = document.getElementById("app");
  if (!point) {
    point = document.createElement("div");
    point.id = "app";
    document.body.replaceChildren(point, ...document.querySelectorAll(".unstarted"));
  }
  walk = walkOver(point).reverse();
  differs = strays(point).length;
  return point;
};

// What the app has made of the document, and whether a change of its own went to what is no longer part of it.
let seen, lost;

// What the guard has written into the document the app will know when it looks.
const look = () =>
  "withdrawn" in document.documentElement.dataset
    ? seen
    : keys().flatMap((key) => [key, ...attributes(key, (name) => SAYS.test(name))]);

// To be called with every node that the app changes.
export const touch = (node) => {
  lost ||= !node.isConnected;
};

// Returns whether all changes went to what is part of the document.
export const remember = () => {
  seen = look();
  return !lost;
};

// Whether something else has changed it since: a key is another, or in another place, or says something else.
export const isChanged = () => {
  const now = look();
  return lost || now.length !== seen.length || now.some((one, index) => one !== seen[index]);
};

let said, place;

const name = (element) => element.localName + element.getAttribute("href") + element.textContent;

// What a part that opens is called. The rest of a summary may change meanwhile.
const title = (details) => (details.querySelector("summary>*") ?? details).textContent;

// Empties the place of the app, to be rendered anew, and notes where the visitor is in it.
export const clear = (silently) => {
  if (!silently && !said) console.info((said = "Something else has changed this document, so the page was rendered again."));
  const point = mountPoint();
  const { activeElement } = document;
  const open = new Map([...point.querySelectorAll("details")].map((details) => [title(details), details.open]));
  place = [scrollX, scrollY, point.contains(activeElement) && activeElement, open];
  point.textContent = "";
  return point;
};

// Puts the visitor there again, and takes away what says it a second time elsewhere.
export const settle = (point) => {
  for (const stray of strays(point)) stray.remove();
  const [x, y, focused, open] = place;
  for (const details of point.querySelectorAll("details")) details.open = open.get(title(details)) ?? details.open;
  if (focused) [...point.querySelectorAll(focused.localName)].find((element) => name(element) === name(focused))?.focus();
  if (scrollY !== y) scrollTo(x, y);
  fillSearch();
  lost = false;
  remember();
};

// The path and the query of the link that a click is about to follow in this tab, if it leads to this origin.
export const clickedAddress = ({ defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey, target }) => {
  const link = target.closest?.("a[href]");
  const isElsewhere = defaultPrevented || button || metaKey || ctrlKey || shiftKey || altKey;
  if (!isElsewhere && link && !link.target && !link.hasAttribute("download") && !link.hash && link.origin === location.origin)
    return link.pathname + link.search;
};

// The name of the zone that this browser is set to.
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

const zones = {};

// The offset in seconds of a zone, or of the browser's own: nothing where the browser doesn't know the zone, or doesn't report
// offsets. The text that it writes is like "11/23/2026, GMT+01:00", and ends in "GMT" in UTC.
export const offsetIn = (timeZone, millis) => {
  const date = new Date(millis);
  if (timeZone === undefined) return date.getTimezoneOffset() * -60;
  try {
    const zone = (zones[timeZone] ??= new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }));
    const [, sign, hours, minutes] = zone.format(date).match(/T(.?)(\d*):?(\d*)/);
    return (sign === "+" ? 60 : -60) * (hours * 60 + +minutes);
  } catch {}
};

// The site's root as an absolute path.
export const rootPath = () => {
  try {
    return new URL(document.documentElement.dataset.root ?? "./", location.href).pathname;
  } catch {
    return "/";
  }
};

// Moves the focus to the first element of the selector.
export const focusOn = (selector) => document.querySelector(selector)?.focus?.();

// Sets the icon that the tab shows.
export const setIcon = (address) => {
  const link = document.querySelector("#favicon,link[rel=icon][type*=svg]");
  if (!link) return;
  link.id = "favicon";
  link.setAttribute("href", address);
};

// How much has come of the answer that is being read. Several may be at once: each has its own limit.
let latest = 0;
export const received = () => latest;

// The body of an answer as text: nothing if it's larger than the limit, null if it isn't UTF-8. A compressed one says nothing of
// its length: it is within the limit if the server is one that gets a credential, and is read piece by piece from any other.
export const readText = async (response, limit, isTrusted) => {
  const { headers, body } = response;
  const length = (isTrusted || !headers.get("Content-Encoding")) && headers.get("Content-Length");
  // A body with a known length is never longer. Read piece by piece, one that may not be stored would be logged as failed in
  // Chromium, though all of it came.
  if (length || !body) return length > limit ? undefined : response.text();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = body.getReader();
  let text = "";
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    latest = size += value?.length ?? 0;
    if (size > limit) return;
    try {
      if (text !== null) text += decoder.decode(value, { stream: !done });
    } catch {
      text = null;
    }
    if (done) return text;
  }
};

// The day bars: the day that the keyboard is at, and the one that is open. Both are a day and whose row it is in, with a
// blank between them.
let entered, opened;
export const enteredDay = () => entered;
export const openedDay = () => opened;

// Opens the day that the address names, and no other.
export const takeDay = () => {
  const query = new URLSearchParams(location.search);
  const day = query.get("day");
  entered = opened = day ? day + " " + (query.get("component") ?? "all") : undefined;
};

const nameDay = () => {
  const url = new URL(location.href);
  const [day, row] = opened?.split(/ (.*)/) ?? [];
  for (const [name, value] of [["day", day], ["component", row !== "all" && row]])
    value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
};

// How far a key leads among the days of a row. Up and down lead to another row.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -1e3, End: 1e3, ArrowUp: 0, ArrowDown: 0, Enter: 0, " ": 0, Escape: 0 };

// Follows an event in the day bars. Returns whether it means something to them.
const pickDay = (event) => {
  const { type, target, key } = event;
  const from = target.closest?.(".bars");
  const isKey = type === "keydown";
  const step = STEPS[key];
  if (!from || (isKey && (step === undefined || event.ctrlKey || event.metaKey || event.altKey))) return;
  const at = [...from.querySelectorAll("[role]")].indexOf(target);
  const rows = [...document.querySelectorAll(".bars")];
  const row = rows[rows.indexOf(from) + (key === "ArrowDown") - (key === "ArrowUp")] ?? from;
  const { x, width } = row.getBoundingClientRect();
  const days = row.dataset.days;
  const dayAt = (left) => (((left - x) / width) * row.viewBox.baseVal.width) / 6;
  const isOver = type === "pointerover";
  let place = days;
  if (isKey) {
    if (at < 0) return;
    event.preventDefault();
    place = at + step;
  } else if (type === "focusin") {
    if (at >= 0) return;
  } else {
    place = Math.floor(dayAt(event.clientX));
    if (isOver && from.role === "toolbar") return;
  }
  // Days for which a narrow screen has no room are left out.
  const first = Math.ceil(dayAt(row.parentElement.getBoundingClientRect().x) - 0.5);
  place = Math.max(first, 0, Math.min(place, days - 1));
  const date = new Date(Date.parse(row.dataset.first) + place * 864e5).toISOString().slice(0, 10);
  entered = date + " " + row.closest("[data-history]").dataset.history;
  if (key === "Escape") opened = undefined;
  if (key === "Enter" || key === " " || type === "click") opened = opened === entered ? undefined : entered;
  nameDay();
  // The day is a button once the app has followed, which it does before this.
  if (!isOver) queueMicrotask(() => queueMicrotask(() => focusOn(".bars [tabindex='0']")));
  return true;
};

// Calls back after each step in the day bars.
export const listenToDays = (callback) => {
  for (const type of ["click", "keydown", "focusin", "pointerover"])
    document.addEventListener(type, (event) => pickDay(event) && callback());
};

// A text without case, accents and invisible characters, as a search compares it.
export const foldText = (text) => text.normalize("NFKD").toLowerCase().replace(/[\p{M}\p{Cf}]/gu, "").replaceAll("ς", "σ");

// The query of a search as the form has it: the first of several values, and well encoded.
export const searchQuery = () => "" + new URLSearchParams(Object.fromEntries([...new URLSearchParams(location.search)].reverse()));

// The form of a search says what the address does.
const fields = () => [...document.querySelectorAll(".search [name]")];
let changed;
export const fillSearch = () => {
  changed = undefined;
  const query = new URLSearchParams(location.search);
  for (const field of fields()) {
    field.value = field.type === "checkbox" || (query.get(field.name) ?? "");
    field.checked = !!query.get(field.name);
  }
};

// Calls back after each change in the form, which is in the address then. Going back undoes all that was done in one field.
export const listenToSearch = (callback) =>
  document.addEventListener("input", ({ target }) => {
    if (!target.closest?.(".search")) return;
    const url = new URL(location.href);
    for (const { name, type, value, checked } of fields())
      (type === "checkbox" ? checked : value.trim()) ? url.searchParams.set(name, value) : url.searchParams.delete(name);
    history[changed === target ? "replaceState" : "pushState"](null, "", url);
    changed = target;
    callback();
  });

// Saves a table as a file: its fields end with a unit separator, its rows with a record separator, and the first row has the
// names of the fields. Addresses become absolute. A spreadsheet takes no field for a formula.
export const saveTable = (table, isJson) => {
  const [names, ...rows] = table.split("\x1e").slice(0, -1).map((row) => row.split("\x1f").slice(0, -1));
  for (const row of rows) row.push(new URL(row.pop(), location.href).href);
  const objects = () => rows.map((row) => Object.fromEntries(row.map((field, place) => [names[place], field])));
  const quoted = (field) => `"${field.replace(/^[=+@-]/, "'$&").replaceAll('"', '""')}"`;
  const text = isJson ? JSON.stringify(objects(), null, 2) : "\ufeff" + [names, ...rows].map((row) => row.map(quoted).join() + "\r\n").join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: isJson ? "application/json" : "text/csv" }));
  link.download = "history." + (isJson ? "json" : "csv");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 6e4);
};

export const printPage = () => print();
// Returns whether it could be tried: a browser has no clipboard for a page without encryption.
export const copyLink = () => {
  navigator.clipboard?.writeText(location.href).catch(() => {});
  return !!navigator.clipboard;
};
