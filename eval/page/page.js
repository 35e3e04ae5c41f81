"use strict";
(() => {
  const form = document.querySelector(".filter");
  const byType = document.querySelector("#by-type");
  const byText = document.querySelector("#by-text");
  const shown = document.querySelector("#shown");
  const unfold = document.querySelector("#unfold");
  const rows = [...document.querySelectorAll(".cases tbody tr")];
  const texts = new Map(rows.map((row) => [row, row.textContent.normalize("NFKC").toLowerCase()]));

  const filter = () => {
    const words = byText.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const fits = !byType.value || row.dataset.type === byType.value;
      row.hidden = !(fits && words.every((word) => texts.get(row).includes(word)));
    }
    for (const table of document.querySelectorAll(".cases")) {
      table.hidden = !table.querySelector("tbody tr:not([hidden])");
    }
    shown.textContent = `显示 ${rows.filter((row) => !row.hidden).length} / ${rows.length}`;
  };

  const sort = (button) => {
    const table = button.closest("table");
    const head = button.closest("th");
    const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const by = button.dataset.by;
    for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const body = table.tBodies[0];
    const compare = (a, b) => a.dataset[by].localeCompare(b.dataset[by]) || a.dataset.id.localeCompare(b.dataset.id);
    body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
  };

  const open = (yes) => {
    for (const row of rows) if (!row.hidden) row.querySelector("details").open = yes;
  };

  form.hidden = !rows.length;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  unfold.addEventListener("click", () => {
    const yes = unfold.textContent === "全部展开";
    open(yes);
    unfold.textContent = yes ? "全部收起" : "全部展开";
  });
  for (const button of document.querySelectorAll(".cases th button")) button.addEventListener("click", () => sort(button));

  // On paper what has changed is unfolded (what is still wrong would fill hundreds of sheets); afterwards all is as it was.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("h3:not(.wrong) + .cases tr:not([hidden]) details:not([open])")];
    for (const details of folded) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
  filter();
})();
