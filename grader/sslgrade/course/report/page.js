"use strict";
// Sorting, and nothing else: without this script the page is whole.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numbers = [...body.rows].every((row) => {
        const key = row.cells[column].dataset.k;
        return key === undefined || (key.trim() !== "" && !Number.isNaN(Number(key)));
      });
      const rows = [...body.rows].sort((a, b) => {
        const x = a.cells[column].dataset.k;
        const y = b.cells[column].dataset.k;
        // Unknown values come last in either direction.
        if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
        const order = numbers ? Number(x) - Number(y) : x.localeCompare(y);
        return down ? -order : order;
      });
      body.append(...rows);
    });
  });
}
const open = () => {
  const place = location.hash && document.getElementById(location.hash.slice(1));
  if (place && place.tagName === "DETAILS") place.open = true;
};
addEventListener("hashchange", open);
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("figure + details")) part.open = false;
});
open();
