// What pages without the chat do: menus close, notes print, an outline entry leads to its place.
import { menus } from "./store.js";

menus();
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-act='print-page']")) window.print();
});
