// The values of an indicator over time, as a small table: date, value, what is said closer of it, the number of its quote.

import { make } from "./dom.js";

const MODALITY = { planned: "目标", estimated: "估计", conditional: "有条件" };
const DATED = { document: "文档日期", inferred: "据文档日期推断", unknown: "原文未注明年份" };

export function timeline(answer) {
  const points = answer.timeline || [];
  if (!points.length) return [];
  const apart = new Set((answer.conflicts || []).flatMap((one) => one.values.map((value, at) => `${value} ${one.citations[at]}`)));
  const head = make("tr", {}, ...["时间", "数值", "说明", "引文"].map((name) => make("th", {}, name)));
  const rows = points.map((point) => row(point, apart.has(`${point.value} ${point.citation}`)));
  return [make("div", { class: "timeline" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)))];
}

function row(point, differs) {
  const told = [MODALITY[point.modality], point.scope, DATED[point.how], differs && "两处原文不一致"].filter(Boolean).join("；");
  return make("tr", {}, ...[point.date || "", point.value, told, `[${point.citation}]`].map((text) => make("td", {}, text)));
}
