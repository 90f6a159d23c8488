// Applies the colour scheme that was chosen in this browser, or that the address asks for (`?scheme=dark`, in a frame or on
// a screen in an office), and tells the styles of the latter (`?wall`). The build puts this into the head of every page, where it
// runs before anything is painted; the page's policy allows it by its hash. `scheme-switch.js` has the rest.
const KEY = "statuspane:scheme";
const SCHEMES = ["light", "dark"];
const root = document.documentElement;
const query = new URLSearchParams(location.search);
// Only the front page has that form.
if (query.has("wall") && root.dataset.root === "./") root.dataset.wall = "";
// Neither has a switch.
const asked = ("wall" in root.dataset || "embed" in root.dataset) && query.get("scheme");

const apply = (choice) => {
  const scheme = SCHEMES.find((name) => name === (asked || choice));
  if (scheme) root.dataset.scheme = scheme;
  else delete root.dataset.scheme;
  // The colour of the browser's own bars: there is an element for each scheme.
  document.querySelectorAll("meta[name=theme-color]").forEach((meta, index) => {
    const own = SCHEMES[index];
    meta.media = scheme ? (own === scheme ? "all" : "not all") : `(prefers-color-scheme: ${own})`;
  });
};

const read = () => {
  let choice;
  try {
    // In a frame, the page around it decides.
    if (!("embed" in root.dataset)) choice = localStorage.getItem(KEY);
  } catch {
    // Storage is denied. The system's scheme applies.
  }
  apply(choice);
};

read();
// A choice in another tab, or by the switch of this one.
addEventListener("storage", ({ key, newValue }) => key === KEY && apply(newValue));
// What comes back from the browser's cache missed such choices.
addEventListener("pageshow", ({ persisted }) => persisted && read());
