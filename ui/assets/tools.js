// The buttons under an answer: copy, link, briefing note, "Was this right?". They work from the record in the turn.
import { $, $$, recordOf, records, words } from "./store.js";

const plain = (record) => {
  const sign = (said) => (said.quoted ? `“${said.text}”` : said.text) + said.citations.map((n) => ` [${n}]`).join("");
  const cited = record.citations.map((c) =>
    `[${c.n}] ${[c.title, c.locator, c.law_status, c.celex && `CELEX ${c.celex}`, c.url].filter(Boolean).join(" · ")}`);
  return [record.question, "", ...record.sentences.map(sign), ...record.notes, "", ...cited,
    `${record.as_of} · ${record.generation}`].join("\n");
};

export function linkOf(record) {
  const asked = { q: record.question, day: record.as_of, only: record.only, document: record.document,
    generation: record.generation };
  const parts = Object.entries(asked).filter(([, value]) => value);
  const before = record.previous.at(-1);
  if (before) parts.push(["after", before]);
  return `${location.origin}/?lang=${record.reader}#${new URLSearchParams(parts)}`;
}

// Without https browsers give pages no clipboard; the old way still works there.
async function copy(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* the old way */ }
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "vh";
  document.body.append(box);
  box.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* not allowed */ }
  box.remove();
  return done;
}

async function note(turn, format, scope, said) {
  const list = JSON.stringify(scope === "all" ? records() : [recordOf(turn)]);
  if (format === "print") {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/note", target: "_blank", hidden: true });
    for (const [name, value] of [["records", list], ["format", format]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
    form.remove();
    return;
  }
  try {
    const answer = await fetch("/note", { method: "POST", body: new URLSearchParams({ records: list, format }) });
    if (!answer.ok) throw new Error(answer.status);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))?.[1] ?? `note.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch { said(words().unmade); }
}

async function judge(turn, right, reason, said) {
  try {
    const body = JSON.stringify({ record: recordOf(turn), right, reason });
    const answer = await fetch("/feedback", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!answer.ok) throw new Error(answer.status);
    said(words().thanks);
    $(".judge", turn).hidden = true;
    $(".reason", turn).hidden = true;
  } catch { said(words().unsaved); }
}

async function act(button) {
  const turn = button.closest(".turn"), what = button.dataset.act, reason = $(".reason", turn);
  const said = (text) => { $(".said", turn).textContent = text; };
  said("");
  if (what === "copy") said((await copy(plain(recordOf(turn)))) ? words().copied : words().uncopied);
  if (what === "link") said((await copy(linkOf(recordOf(turn)))) ? words().linked : linkOf(recordOf(turn)));
  if (what === "note") {
    button.closest("details").open = false;
    await note(turn, button.value, $(".scope", turn).value, said);
  }
  if (what === "right") await judge(turn, true, "", said);
  if (what === "wrong") { reason.hidden = false; $("textarea", reason).focus(); }
  if (what === "cancel") { reason.hidden = true; $("[data-act='wrong']", turn).focus(); }
}

// A copy of the buttons under a turn; those that need a record only where there is one.
export function equip(turn) {
  if (!recordOf(turn) || $(".tools-bar", turn)) return;
  const bar = $("#tools").content.firstElementChild.cloneNode(true);
  const box = $("textarea", bar), id = `${turn.id}-reason`;
  box.id = id;
  $("label", bar).htmlFor = id;
  ($(".next", turn) ?? $(".record", turn)).before(bar);
}

export function tools() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".tools-bar .act");
    if (button && button.type === "button") act(button);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.(".reason");
    if (!form) return;
    event.preventDefault();
    const turn = form.closest(".turn");
    judge(turn, false, $("textarea", form).value, (text) => { $(".said", turn).textContent = text; });
  });
  // Only one menu of notes at a time, with the reader's choice of scope the same in all.
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".scope")) for (const other of $$(".scope")) other.value = event.target.value;
  });
}
