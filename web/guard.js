// Withdraws the present tense when the app stops saying that it may stand.
//
// A Wasm app that traps stops without a word, and whatever it showed last would stay on screen. While the app is well
// it writes into `<html data-until>`, by the clock that never goes back, until when its words hold without another
// one from it. This script knows nothing else of the app. A page at rest speaks in the past and needs no guard.
(() => {
  const root = document.documentElement;
  const look = () => {
    const { until, pastTitle } = root.dataset;
    if (!until || performance.now() < until) return;
    delete root.dataset.until;
    // Tells the app, if it still runs, that it has to ask again before it may speak in the present.
    root.dataset.withdrawn = "";
    if (pastTitle) document.title = pastTitle;
    const icon = document.getElementById("favicon");
    if (icon) icon.href = icon.href.replace("operational", "unknown");
    const banner = document.querySelector("[data-overall]");
    if (!banner) return;
    banner.dataset.fresh = "false";
    if (banner.dataset.overall === "operational") banner.dataset.overall = "unknown";
    const { past } = banner.dataset;
    const headline = banner.querySelector("h1");
    if (!headline || !past) return;
    const text = headline.firstChild;
    // The text node stays: the app holds on to it. In a translated page there is an element in its place.
    if (text instanceof Text) text.data = past;
    else headline.textContent = past;
  };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
})();
