// Served by `league site --serve` only: loads the page again once its file has changed.
"use strict";

const known = `"${document.currentScript.dataset.tag}"`;
const timer = setInterval(async () => {
  try {
    const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    if (answer.ok && answer.headers.get("ETag") !== known) {
      clearInterval(timer);
      location.reload();
    }
  } catch {
    // the server has stopped; it may start again
  }
}, 2000);
