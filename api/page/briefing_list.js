// The drafts of before: opened again, checked again, deleted.

import { byId, fetchJson, make, reach, sent } from "./dom.js";

const STATES = { queued: "排队中", running: "起草中", failed: "未成", cancelled: "已取消" };
const VERDICTS = {
  holds: "成立",
  "holds, document changed elsewhere": "成立（文档他处有改动）",
  moved: "移位",
  altered: "改动",
  fabricated: "查无",
  frankenquote: "拼接",
  misattributed: "错归",
  missing: "缺文档",
  failed: "不成立",
};

export const when = (iso) => new Date(iso).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });

export const told = (job) => [job.form, when(job.created), STATES[job.status]].filter(Boolean).join(" · ");

export function badge(verdict, holds, reason = "") {
  return make("span", { class: holds ? "badge proof" : "badge", title: reason || null }, VERDICTS[verdict] ?? verdict);
}

// How the last checking ended: everything holds, or how many lines of which verdict.
export function checkedBadge({ checked, revision }) {
  if (!checked) return null;
  if (checked.revision !== revision) return make("span", { class: "badge inference", title: `上次核验于 ${when(checked.at)}` }, "改动后未复核");
  const bad = Object.entries(checked.summary).filter(([verdict]) => !verdict.startsWith("holds"));
  const said = bad.map(([verdict, count]) => `${VERDICTS[verdict] ?? verdict} ${count} 句`).join("，");
  const words = checked.holds ? "复核全部成立" : `复核：${said || "表格或数据有不成立的"}`;
  return make("span", { class: checked.holds ? "badge proof" : "badge", title: `核验于 ${when(checked.at)}` }, words);
}

export const verify = (id) => fetchJson(`/v1/briefings/${id}/verify`, sent("POST"));

export async function listDrafts(say, open, before = "") {
  try {
    const page = await fetchJson(`/v1/briefings${before && `?before=${before}`}`);
    const items = page.briefings.map((job) => item(job, say, open));
    if (before) byId("draft-list").append(...items);
    else byId("draft-list").replaceChildren(...items);
    byId("drafts").hidden = page.total === 0;
    byId("draft-more").hidden = !page.next;
    byId("draft-more").onclick = () => listDrafts(say, open, page.next);
  } catch (error) {
    say(error.message, true);
  }
}

function item(job, say, open) {
  const about = make("p", { class: "about" }, told(job), " ", checkedBadge(job));
  const again = make("button", { type: "button", class: "plain check" }, "重新核验");
  const element = make(
    "li",
    { "data-id": job.id },
    make("button", { type: "button", class: "name", onclick: () => open(job.id) }, job.title || job.topic || "（不能读取）"),
    make("div", { class: "tools" }, job.status === "done" ? again : null, remover(job, () => gone(element, job, say))),
    about,
  );
  again.addEventListener("click", async () => {
    again.disabled = true;
    try {
      about.replaceChildren(told(job), " ", checkedBadge({ ...job, checked: await verify(job.id) }));
    } catch (error) {
      say(error.message, true);
    }
    again.disabled = false;
  });
  return element;
}

// Deleting asks once more, on the same button; it forgets when it is left.
function remover(job, remove) {
  const button = make("button", { type: "button", class: "plain remove", "aria-label": `删除：${job.title || job.topic}` }, "删除");
  const reset = () => { button.textContent = "删除"; button.classList.remove("sure"); };
  button.addEventListener("click", () => {
    if (button.classList.contains("sure")) { remove(); return; }
    button.textContent = "确认删除";
    button.classList.add("sure");
  });
  button.addEventListener("blur", reset);
  return button;
}

async function gone(element, job, say) {
  try {
    await reach(`/v1/briefings/${job.id}`, sent("DELETE"));
    const next = element.nextElementSibling ?? element.previousElementSibling;
    element.remove();
    byId("drafts").hidden = !byId("draft-list").children.length;
    (next?.querySelector("button") ?? byId("draft-topic")).focus();
  } catch (error) {
    say(error.message, true);
  }
}
