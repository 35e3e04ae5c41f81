// A finished draft: shown, rearranged (every change is kept at once), undone, downloaded, checked again.

import { byId, fetchJson, make, reach, sent } from "./dom.js";
import * as change from "./arranging.js";
import { badge, checkedBadge, told, verify } from "./briefing_list.js";
import { keyFigures } from "./briefing_figures.js";
import { gaps, section, view } from "./briefing_parts.js";
import { setCitations } from "./reader.js";
import { HOME } from "./tabs.js";

let state = null; // { job, say, leave, past, verdicts, panel, tail }: the draft on the page

export function showDraft(job, say, leave) {
  state = { job, say, leave, past: [], verdicts: new Map(), panel: null, tail: Promise.resolve() };
  render();
}

function render(focus = "") {
  const { job } = state;
  const shown = view(job, state.verdicts, state.panel);
  setCitations(shown.citations, `${HOME}=${job.id}`);
  byId("job").hidden = false;
  byId("job").replaceChildren(
    make("p", {}, make("button", { type: "button", class: "plain", "data-key": "leave", onclick: state.leave }, "‹ 全部简报")),
    make("h2", { class: "draft-title" }, job.briefing.title),
    make("p", { class: "about" }, `${told(job)} · ${shown.told}${job.revision ? ` · 已改动 ${job.revision} 次` : ""} `, checkedBadge(job)),
    tools(),
    ...keyFigures(shown, actions),
    make("p", { class: "about hint" }, "选中一句：Alt+↑↓ 移动，Delete 删去，R 换一条，Ctrl+Z 撤销。每次改动即时保存。"),
    ...job.briefing.sections.map((one) => section(one, shown, actions)),
    ...gaps(shown, (one) => sections((all) => change.addSection(all, one), `drop:${one.id}`)),
  );
  if (focus) byId("job").querySelector(`[data-key="${focus}"]`)?.focus();
}

function tools() {
  const undo = make("button", { type: "button", "data-key": "undo", disabled: state.past.length === 0, onclick: takeBack }, "撤销");
  const { original, arrangement } = state.job;
  const same = JSON.stringify(original) === JSON.stringify(arrangement);
  const reset = make("button", { type: "button", "data-key": "reset", disabled: same, onclick: () => act(() => original, "undo") }, "恢复初稿");
  const check = make("button", { type: "button", id: "draft-verify", "data-key": "verify", onclick: checkAgain }, "重新核验");
  const evidence = choice("export-evidence", "Word 中的证据", [["annex", "附录"], ["comments", "批注"], ["none", "不附"]]);
  const gbt = choice("export-gbt", "出处著录", [["2025", "GB/T 7714—2025"], ["2015", "GB/T 7714—2015"]]);
  const files = [["docx", "Word"], ["md", "Markdown"], ["json", "JSON"]].map(([format, name]) =>
    make("button", { type: "button", id: `export-${format}`, onclick: (event) => download(format, event.currentTarget) }, `下载 ${name}`));
  return make("div", { class: "draft-tools" }, undo, reset, check, ...files, make("details", {}, make("summary", {}, "下载选项"), evidence, gbt));
}

const chosen = { "export-evidence": "annex", "export-gbt": "2025" };

function choice(id, name, values) {
  const options = values.map(([value, word]) => make("option", { value, selected: chosen[id] === value }, word));
  return make("label", {}, `${name} `, make("select", { id, onchange: (event) => { chosen[id] = event.target.value; } }, ...options));
}

async function download(format, button) {
  button.disabled = true;
  try {
    await state.tail;
    const query = new URLSearchParams({ format, evidence: chosen["export-evidence"], gbt: chosen["export-gbt"] });
    const response = await reach(`/v1/briefings/${state.job.id}/export?${query}`);
    const address = URL.createObjectURL(await response.blob());
    const name = response.headers.get("Content-Disposition")?.match(/filename\*=UTF-8''(.+)$/)?.[1];
    make("a", { href: address, download: name ? decodeURIComponent(name) : `简报.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    state.say("");
  } catch (error) {
    state.say(error.message, true);
  }
  button.disabled = false;
}

async function checkAgain() {
  const mine = state;
  mine.say("正在逐句核验……");
  try {
    await mine.tail;
    const found = await verify(mine.job.id);
    if (mine !== state) return;
    mine.verdicts = new Map(found.lines.map((one) => [one.line, () => badge(one.verdict, one.holds, one.reason)]));
    mine.job.checked = found;
    mine.say(found.holds ? `核验完成：${found.lines.length} 句全部成立。` : "核验完成：有不成立的语句，见标记。", !found.holds);
    render("verify");
  } catch (error) {
    mine.say(error.message, true);
  }
}

// Changes are made one after the other, each upon what the service has kept; `focus`: what is looked at afterwards.
function act(change, focus) {
  const mine = state;
  mine.tail = mine.tail.then(async () => {
    const before = mine.job.arrangement;
    const after = change(before);
    mine.panel = null;
    if (JSON.stringify(after) === JSON.stringify(before)) { if (mine === state) render(focus); return; }
    if (await keep(mine, after)) mine.past.push(before);
    if (mine === state) render(focus);
  });
  return mine.tail;
}

const sections = (edit, focus) => act((whole) => ({ ...whole, sections: edit(whole.sections) }), focus);
const allFigures = () => Array.from({ length: state.job.row_count }, (_, n) => n);
const tablesOf = (id) => state.job.briefing.sections.find((one) => one.id === id).sheets.length;

function takeBack() {
  const mine = state;
  mine.tail = mine.tail.then(async () => {
    if (!mine.past.length) return;
    if (await keep(mine, mine.past.at(-1))) mine.past.pop();
    if (mine === state) render("undo");
  });
  return mine.tail;
}

// Gives false where the change was not kept; where another window was first, what it made is shown.
async function keep(mine, arrangement) {
  const { id, revision } = mine.job;
  try {
    mine.job = await fetchJson(`/v1/briefings/${id}/arrangement`, sent("POST", { revision, ...arrangement }));
    mine.say("");
    return true;
  } catch (error) {
    mine.say(error.message, true);
    if (error.status === 409) {
      mine.job = await fetchJson(`/v1/briefings/${id}`).catch(() => mine.job);
      mine.past = [];
      mine.say("这份简报已在别处改动，现已载入最新的，请再改一次。", true);
    }
    return false;
  }
}

const levels = () => new Map([...state.job.briefing.sections, ...state.job.dropped].map(({ id, level }) => [id, level]));

const nextTo = (id, line) => {
  const { lines } = state.job.arrangement.sections.find((one) => one.id === id);
  const at = lines.indexOf(line);
  return lines[at + 1] ?? lines[at - 1];
};

const actions = {
  move: (id, line, by, key) => sections((all) => change.moveLine(all, id, line, by), key),
  drop: (id, line) => {
    const next = nextTo(id, line);
    return sections((all) => change.dropLine(all, id, line), next ? `line:${next}` : `section:${id}`);
  },
  swap: (id, line, other) => sections((all) => change.swapLine(all, id, line, other), `line:${other}`),
  add: (id, line) => sections((all) => change.addLine(all, id, line), `line:${line}`),
  moveSection: (id, by, key) => sections((all) => change.moveSection(all, id, by, levels()), key),
  dropSection: (id) => sections((all) => change.dropSection(all, id, levels()), "undo"),
  rename: (id, heading) => sections((all) => change.rename(all, id, heading), `rename:${id}`),
  dropTable: (id, at) => sections((all) => change.dropTable(all, id, at, tablesOf(id)), `section:${id}`),
  dropFigure: (row) => {
    const { rows } = state.job;
    const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
    return act((whole) => ({ ...whole, figures: (whole.figures ?? allFigures()).filter((one) => one !== row) }), next === undefined ? "figures-all" : `figure:${next}`);
  },
  allFigures: () => act((whole) => ({ ...whole, figures: null }), "undo"),
  // Opens or closes what is under a line or a section: its alternatives (`swap:L3`, `add:S1`), the box for a heading (`name:S1`).
  panel: (panel, focus) => { state.panel = panel; render(focus); },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("textarea, input, select");
  if (byId("briefing").hidden || byId("job").hidden || typing || !state) return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z") { event.preventDefault(); takeBack(); }
});
