// The key figures of a draft with a button to leave each of them out, and one to have them all back.

import { make } from "./dom.js";
import { figures, tool } from "./briefing_parts.js";

export function keyFigures(shown, actions) {
  const { arrangement, rows } = shown.job;
  const [heading, box] = figures(shown);
  box?.querySelectorAll("tbody tr").forEach((row, n) => row.append(make("td", {}, leaveOut(shown.briefing.figures[n], rows[n], actions))));
  box?.querySelector("thead tr").append(make("th"));
  box?.classList.add("key");
  if (arrangement.figures === null) return [heading, box].filter(Boolean);
  const back = tool("figures-all", "恢复删去的数据", "恢复删去的数据", actions.allFigures);
  return [heading ?? make("h3", {}, "关键数据"), make("p", { class: "restoring" }, back), box].filter(Boolean);
}

const leaveOut = (row, number, actions) =>
  tool(`figure:${number}`, `删去数据：${row.indicator}${row.value}`, "删去", () => actions.dropFigure(number));
