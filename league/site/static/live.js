// Served by `league site --serve` only: loads the page again once its file has changed.
"use strict";

let known;
setInterval(async () => {
  try {
    const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    const now = answer.headers.get("ETag");
    if (known !== undefined && now !== known) location.reload();
    known = now;
  } catch {
    known = undefined; // the server has stopped
  }
}, 2000);
