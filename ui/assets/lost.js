// A lost connection is said at the question box in the reader's language; Gradio says it in English at the page's edge.
import { $, kept, type, words } from "./store.js";

// What was asked goes back into the box; Gradio itself loads the page again when the server is there again.
function lost() {
  const question = kept.get("pending"), turn = $("#now .turn");
  if (question && turn) {
    turn.hidden = true;
    type($("#question textarea"), question);
    kept.set("draft", question);
  }
  document.documentElement.classList.remove("busy");
  $("#lost").textContent = words().lost;
}

export function connection() {
  const watch = (wrap) => new MutationObserver(() => { if (wrap.textContent.trim()) lost(); })
    .observe(wrap, { childList: true, subtree: true });
  const wrap = $(".toast-wrap");
  if (wrap) { watch(wrap); return; }
  const waiting = new MutationObserver(() => {
    const found = $(".toast-wrap");
    if (found) { waiting.disconnect(); watch(found); }
  });
  waiting.observe(document.body, { childList: true, subtree: true });
}
