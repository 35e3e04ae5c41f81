// How a citation is put into words: where it stands, who said it, what is copied.

const HOW = { inferred: "（推断）", text: "", unknown: "" };

const STEM = 16; // characters of a file's stem that a label shows; as in api/wording.py

export function titled(name, stem) {
  if (name) return name;
  const points = Array.from(stem);
  return `（题名未知，${points.length <= STEM ? stem : `${points.slice(0, 12).join("")}…`}）`;
}

export const title = (citation) => titled(citation.title, citation.document);

export const place = (citation) => [title(citation), ...citation.section].join(" › ");

export function speaker(citation) {
  const said = citation.speaker;
  if (!said) return "";
  const who = [said.name, said.role].filter(Boolean).join("，");
  return said.relation === "reported" ? `${who}（转述）` : who;
}

const LEVELS = { central: "中央", local: "地方", institution: "机构", academic: "学术", press: "媒体" };

// Issuer, kind and level of a source, each with how it is known where it is not printed.
function standing(citation) {
  const told = citation.standing;
  if (!told) return [citation.issuer];
  return [
    (citation.issuer || "发布者未注明") + HOW[told.issuer],
    (told.kind.value || "") + HOW[told.kind.how],
    (LEVELS[told.level.value] || "级别不明") + HOW[told.level.how],
    told.superseded && (told.superseded.how === "revision" ? "已有修订版" : "已不再有效"),
  ];
}

export function about(citation) {
  const date = citation.date.value ? citation.date.value.replace(/\s+/g, "") + HOW[citation.date.how] : "日期未注明";
  return [speaker(citation), ...standing(citation), date, citation.table && citation.table.name, citation.truncated && "原文残缺"]
    .filter(Boolean)
    .join(" · ");
}

export function copied(citation) {
  const spans = citation.spans.map((span) => span.join("–")).join("、");
  const source = [`《${title(citation)}》`, ...citation.section, about(citation)].filter(Boolean).join("，");
  return `“${citation.quote}”\n——${source}（${citation.document} 第 ${spans} 字，sha256 ${citation.sha256.slice(0, 12)}…）`;
}

export async function copy(citation, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(copied(citation));
    button.textContent = "已复制";
  } catch {
    button.textContent = "无法复制";
  }
  setTimeout(() => { button.textContent = before; }, 1600);
}
