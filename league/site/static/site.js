// Sorting of tables, and filters of lists of games. Pages are complete without it.
"use strict";

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    if ("nosort" in head.dataset || !head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "descending" ||
        (!head.hasAttribute("aria-sort") && isText(body.rows[0].cells[column]));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "ascending" : "descending");
      const sign = down ? 1 : -1;
      const rows = [...body.rows].map((row) => [value(row.cells[column]), row]);
      rows.sort(([a], [b]) => sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

function value(cell) {
  const text = "v" in cell.dataset ? cell.dataset.v : cell.textContent.trim();
  const number = Number(text.replace("%", ""));
  return text !== "" && !Number.isNaN(number) ? number : text;
}

function isText(cell) {
  return typeof value(cell) === "string";
}

function filters(form) {
  const list = form.nextElementSibling;
  const games = [...list.children].map((item) => ({ item, text: item.textContent.toLowerCase() }));
  const told = form.querySelector("output");
  const apply = () => {
    const chosen = Object.fromEntries(new FormData(form));
    const words = (chosen.text || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, text } of games) {
      const fits = words.every((word) => text.includes(word)) &&
        (!chosen.how || item.dataset.how === chosen.how) && (!chosen.mode || item.dataset.mode === chosen.mode);
      item.hidden = !fits;
      shown += fits;
    }
    told.textContent = shown === games.length ? "" : `${shown} of ${games.length}`;
    const key = chosen.order;
    const order = key ? [...games].sort((a, b) => (key === "lead" ? 1 : -1) * (a.item.dataset[key] - b.item.dataset[key])) : games;
    list.append(...order.map(({ item }) => item));
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

function enhance() {
  document.querySelectorAll("table.sortable").forEach((table) => table.tBodies[0].rows.length > 1 && sortable(table));
  document.querySelectorAll("form.filters").forEach(filters);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
else enhance();
