// The tab 简报: a topic in, a draft out; what was drafted before; one draft opened, changed, checked again.

import { byId, fetchJson, make, sent } from "./dom.js";
import { listDrafts, told } from "./briefing_list.js";
import { readForm, showForms } from "./briefing_form.js";
import { showDraft } from "./briefing_draft.js";
import { closeReader, openCitation, setCitations } from "./reader.js";
import { HOME, named } from "./tabs.js";

const POLL = 350; // milliseconds between two looks at a draft in the making
let visit = 0; // counts what was opened, so that a late answer about something else is left aside

export function say(text, failed = false) {
  byId("briefing-status").textContent = text;
  byId("briefing-status").classList.toggle("error", failed);
}

// What is still on its way is not shown any more: the reader has turned to the other tab.
export function leaveBriefings() {
  visit += 1;
}

// Shows what the address names: one draft, or the form with the list.
export async function openBriefings() {
  visit += 1;
  const address = named();
  byId("draft").hidden = Boolean(address);
  byId("drafts").hidden = true;
  byId("job").hidden = true;
  say("");
  setCitations([], address ? `${HOME}=${address[1]}` : HOME);
  if (address) await follow(address[1], visit, Number(address[2]));
  else await Promise.all([showForms(say), listDrafts(say, open)]);
}

function open(id) {
  history.pushState({}, "", `${location.pathname}${location.search}${HOME}${id ? `=${id}` : ""}`);
  closeReader();
  return openBriefings();
}

async function follow(id, turn, citation) {
  try {
    for (;;) {
      const job = await fetchJson(`/v1/briefings/${id}`).catch((error) => unreached(error, turn));
      if (turn !== visit) return;
      if (!job) continue;
      if (job.status === "done") {
        say("");
        showDraft(job, say, () => open(""));
        if (citation) await openCitation(citation, null);
        return;
      }
      say("");
      showJob(job, id);
      if (job.status !== "queued" && job.status !== "running") return;
      await new Promise((ready) => { setTimeout(ready, POLL); });
    }
  } catch (error) {
    if (turn !== visit) return;
    byId("job").hidden = false;
    byId("job").replaceChildren(back());
    say(error.message, true);
  }
}

// A service that is started anew is waited for; what it says itself is passed on.
async function unreached(error, turn) {
  if (error.status) throw error;
  if (turn === visit) say("连不上服务，正在重试……", true);
  await new Promise((ready) => { setTimeout(ready, 5 * POLL); });
}

const back = () => make("p", {}, make("button", { type: "button", class: "plain", onclick: () => open("") }, "‹ 全部简报"));

// A draft in the making, or one that came to nothing.
function showJob(job, id) {
  const waiting = job.status === "queued" || job.status === "running";
  const { step, done, of } = job.progress;
  const bar = make("progress", { "aria-label": "进度", max: Math.max(of, 1), ...(step && { value: done }) });
  const stop = make("button", { type: "button", id: "job-cancel" }, "取消");
  stop.addEventListener("click", async () => {
    stop.disabled = true;
    await fetchJson(`/v1/briefings/${id}/cancel`, sent("POST")).catch((error) => say(error.message, true));
  });
  const held = byId("job-cancel") === document.activeElement;
  byId("job").hidden = false;
  byId("job").replaceChildren(
    back(),
    make("h2", { class: "draft-title" }, job.topic),
    make("p", { class: "about" }, told(job)),
    ...(waiting
      ? [make("div", { class: "making" }, bar, make("span", { id: "job-step" }, step ? `${step}${of > 1 ? ` ${done}/${of}` : ""}` : "排队等候"), stop)]
      : [make("p", { class: "refusal" }, job.error || "已取消。"), job.topic ? make("button", { type: "button", id: "job-again", onclick: () => again(job) }, "照原样再起草一次") : null]),
  );
  if (held) byId("job-cancel")?.focus();
}

async function again(job) {
  try {
    await open((await fetchJson("/v1/briefings", sent("POST", job.request))).id);
  } catch (error) {
    say(error.message, true);
  }
}

byId("draft").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("draft-send").disabled = true;
  try {
    await open((await fetchJson("/v1/briefings", sent("POST", readForm()))).id);
  } catch (error) {
    say(error.message, true);
  } finally {
    byId("draft-send").disabled = false;
  }
});
