// Withdraws the present tense when the app stops saying that it may stand.
//
// A Wasm app that traps stops without a word, and whatever it showed last would stay on screen. While the app is well
// it writes into `<html data-until>`, by the clock that never goes back, until when its words hold without another
// one from it. This script knows nothing else of the app. A page at rest speaks in the past and needs no guard.
(() => {
  const root = document.documentElement;
  const data = root.dataset;
  let parted;
  // For how many looks nobody has answered a withdrawal, and after how many more the page is loaded again.
  let silence = 0;
  let patience = 12;
  // The page is gone for good only if there is another to take its place.
  const reload = () => fetch(location, { cache: "no-store" }).then(({ ok }) => ok && location.reload(), () => {});
  const look = ({ type } = {}) => {
    const now = performance.now();
    // Asleep, the clock that never goes back may stand still, while the date goes on.
    const apart = Date.now() - now;
    const slept = apart - parted > 1e4;
    parted = apart;
    // The app looks every second while it is seen. One that leaves a withdrawal unanswered for so long is dead.
    silence = "withdrawn" in data && !document.hidden ? silence + 1 : 0;
    if (silence === 12) data.app = "failed";
    if (silence > 12 + patience) {
      silence = 13;
      patience = Math.min(300, 2 * patience);
      reload();
    }
    // What dies hidden and is seen again has as long as what dies in sight.
    if (type === "visibilitychange" && !document.hidden && data.until > now + 12e3) data.until = now + 12e3;
    if (!data.until || (now < data.until && !slept && type !== "freeze")) return;
    delete data.until;
    // Tells the app, if it still runs, that it has to ask again before it may speak in the present.
    data.withdrawn = "";
    if (data.pastTitle) document.title = data.pastTitle;
    const icon = document.getElementById("favicon");
    if (icon) icon.href = icon.href.replace(/operational(?=\.svg$)/, "unknown");
    const banner = document.querySelector("[data-overall]");
    if (!banner) return;
    banner.dataset.fresh = "false";
    if (banner.dataset.overall === "operational") banner.dataset.overall = "unknown";
    const { past, pastTime } = banner.dataset;
    const headline = banner.querySelector("h1");
    if (!headline || !past) return;
    const [text, time] = [headline.firstChild, headline.lastChild.firstChild];
    // The text nodes stay: the app holds on to them. In a translated page there are elements in their place.
    if (text instanceof Text && time instanceof Text) {
      text.data = past;
      time.data = pastTime;
    } else headline.textContent = past + pastTime;
  };
  setInterval(look, 1000);
  for (const type of ["visibilitychange", "freeze"]) document.addEventListener(type, look);
})();
