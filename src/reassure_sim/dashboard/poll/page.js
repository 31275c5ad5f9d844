"use strict";
// Asks every two seconds what is asked now, and shows the page's own answer; a vote that gets lost is sent again.
const words = document.getElementById("script").dataset, state = document.getElementById("state");
const here = location.pathname.replace(/\/$/, "") + location.search;
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds * (0.75 + Math.random() / 2)));
let sending = 0, away = false;

function say(text) { if (state.textContent !== text) state.textContent = text; }

function show(text) {
  const next = new DOMParser().parseFromString(text, "text/html"), main = document.querySelector("main");
  const found = next.querySelector("main");
  if (!found) return say(words.lost);
  const at = main.contains(document.activeElement) && document.activeElement.value;
  const same = main.querySelector("[name=vote]")?.value === found.querySelector("[name=vote]")?.value;
  if (!found.isEqualNode(main)) main.replaceWith(document.adoptNode(found));
  if (at && same) document.querySelector(`main button[value="${at}"]`)?.focus();
  say(next.getElementById("state").textContent);
}

async function look() {
  const shown = document.querySelector("main").dataset, url = new URL(here, location);
  url.pathname += "/now";
  const now = await fetch(url), text = await now.text();
  if (sending || now.status === 429) return;
  if (!now.ok) return show(text);
  if (!away && text === shown.tag && !("trouble" in shown)) return;
  const page = await fetch(here), whole = await page.text();
  if (sending || page.status === 429) return;
  away = false;
  show(whole);
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const turn = ++sending, body = new URLSearchParams(new FormData(event.target, event.submitter));
  for (const button of event.target.querySelectorAll("button")) button.ariaPressed = String(button === event.submitter);
  say(words.sending);
  for (let tries = 0; turn === sending && tries < 30; tries++) {
    try {
      const answer = await fetch(here, { method: "POST", body });
      if (turn !== sending) return;
      if (answer.status !== 429) { show(await answer.text()); break; }
    } catch { }
    say(words.trying);
    await wait(Math.min(0.3 + 0.3 * tries, 2));
  }
  if (turn === sending) sending = 0;
});

(async () => {
  for (;;) {
    await wait("trouble" in document.querySelector("main").dataset ? 10 : 2);
    if (sending || document.hidden) continue;
    try { await look(); } catch { away = true; say(words.lost); }
  }
})();
