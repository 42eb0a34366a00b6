"use strict";
// A click on a cell of the confusion matrix shows its documents alone. Without this script all are shown.
(() => {
  const list = document.getElementById("documents");
  if (!list) return;
  const items = [...list.children];
  const status = document.getElementById("filter");
  const rest = document.getElementById("all");
  const cells = [...document.querySelectorAll(".matrix a")];
  const first = Number(list.dataset.first);

  function show(isShown) {
    items.forEach((item, place) => { item.hidden = !isShown(item, place); });
    rest.hidden = items.every((item) => !item.hidden);
  }

  function choose(cell) {
    cells.forEach((other) => { other.removeAttribute("aria-current"); });
    cell.setAttribute("aria-current", "true");
    const { actual, predicted } = cell.dataset;
    show((item) => item.dataset.actual === actual && item.dataset.predicted === predicted);
    const shown = items.filter((item) => !item.hidden).length;
    status.textContent = `${cell.dataset.label}: ${shown} of ${cell.dataset.count} shown.`;
    status.hidden = false;
  }

  cells.forEach((cell) => cell.addEventListener("click", () => choose(cell)));
  rest.firstElementChild.addEventListener("click", () => {
    cells.forEach((cell) => { cell.removeAttribute("aria-current"); });
    status.textContent = `All ${items.length} shown.`;
    status.hidden = false;
    show(() => true);
  });
  rest.firstElementChild.textContent = `Show all ${items.length}`;
  show((item, place) => place < first);
})();
