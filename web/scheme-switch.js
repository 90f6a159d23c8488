// The switch between colour schemes, in both apps: `[data-choice]` is a button of it. `scheme.js`, which runs before the
// first paint, applies the choice.
const KEY = "statuspane:scheme";
const root = document.documentElement;

const show = () => {
  // Until the app runs, the markup has to stay as it was delivered.
  if (root.dataset.app !== "running") return;
  for (const button of document.querySelectorAll("[data-choice]"))
    button.ariaPressed = button.dataset.choice === (root.dataset.scheme ?? "system");
};

document.addEventListener("click", ({ target }) => {
  const choice = target.closest?.("[data-choice]")?.dataset.choice;
  if (!choice) return;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Where storage is denied or full, the choice holds for this document.
  }
  // Browsers send this event to the other tabs only.
  dispatchEvent(new StorageEvent("storage", { key: KEY, newValue: choice }));
});

// The apps put the switch into the document when they get to it, the admin view only after its configuration.
new MutationObserver(show).observe(root, { subtree: true, childList: true, attributeFilter: ["data-app", "data-refreshed", "data-scheme"] });
