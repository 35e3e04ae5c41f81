// The two tabs: 问答 and 简报. The address says which; what both use (the choice of sources) moves along.

import { byId } from "./dom.js";

export const HOME = "#briefing";

export const inBriefings = () => location.hash === HOME || location.hash.startsWith(`${HOME}=`);

// The briefing that an address names: #briefing=<id>, perhaps with the citation that is open (&c3).
export const named = () => location.hash.match(/^#briefing=([0-9a-f]{32})(?:&c(\d+))?$/);

// Shows the tab that the address says.
export function turn() {
  const briefings = inBriefings();
  byId("main").hidden = briefings;
  byId("briefing").hidden = !briefings;
  if (briefings) byId("draft-scope").append(byId("scope"));
  else byId("ask").after(byId("scope"));
  for (const [id, here] of [["tab-answer", !briefings], ["tab-briefing", briefings]]) {
    if (here) byId(id).setAttribute("aria-current", "page");
    else byId(id).removeAttribute("aria-current");
  }
  document.querySelector(".skip").setAttribute("href", briefings ? "#draft-topic" : "#question");
}

const left = { "tab-answer": "", "tab-briefing": HOME }; // where each tab was left

// Calls `turned` when a reader chooses a tab; a click that opens a new window is left to the browser.
export function onTurn(turned) {
  for (const id of Object.keys(left)) {
    byId(id).addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      const other = id === "tab-briefing" ? "tab-answer" : "tab-briefing";
      const here = byId(id).getAttribute("aria-current") === "page";
      if (!here) left[other] = other === "tab-answer" ? "" : location.hash.split("&")[0];
      history.pushState(history.state, "", location.pathname + location.search + (here && id === "tab-briefing" ? HOME : left[id]));
      turned();
    });
  }
}
