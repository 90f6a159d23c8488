// Takes a changed theme into a tab that stays open. With each refresh the app sets `<html data-refreshed>`.
const element = () => document.getElementById("theme");
const plain = (css) => css.replace(/\s/g, "");

// The theme that is shown. For a linked one, whose text can't be read, the first answer counts.
let shown;
let asking;

const follow = async () => {
  if (asking) return;
  if (shown === undefined && !element()?.href) {
    shown = plain(element()?.textContent ?? "");
    return;
  }
  asking = true;
  try {
    const address = new URL("theme.css", import.meta.url);
    const response = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(15e3) });
    const theme = plain(await response.text());
    if (response.ok && theme !== (shown ??= theme)) {
      shown = theme;
      const link = document.createElement("link");
      link.rel = "stylesheet";
      // With an address of its own: a browser may take the style sheet that it already has for the same one.
      link.href = `${address}?${Date.now()}`;
      // Until it has come the one before stays, so that nobody sees the page without.
      link.onload = () => {
        element()?.remove();
        link.id = "theme";
      };
      document.head.append(link);
    }
  } catch {
    // It is asked for again with the next refresh.
  }
  asking = false;
};

new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["data-refreshed"] });
