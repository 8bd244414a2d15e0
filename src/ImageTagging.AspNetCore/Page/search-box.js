// The box at the top: searches while one types, completes the last word.
import { current, go, onMove } from "./address.js";
import { combobox } from "./combobox.js";
import { byId, debounce } from "./dom.js";
import { unfinished } from "./query.js";

const wait = 120;

export function startSearchBox() {
  const input = byId("q");
  const clear = byId("clear");
  // While one word is typed the address is replaced; what stood before it stays one step back.
  let typing = false;

  const suggestions = combobox({
    input,
    list: byId("suggestions"),
    onChoose(suggestion) {
      input.value = `${suggestion.text} `;
      search(true);
    },
  });

  const later = debounce(wait, () => search(false));

  function search(settled) {
    later.cancel();
    clear.hidden = input.value === "";
    const q = input.value.trim();
    if (!settled && unfinished(input.value)) return;
    const changes = { q, view: "search" };
    if (q !== current.q.trim() || current.view !== "search") {
      go(changes, { replace: typing && current.view === "search" });
      typing = true;
    }
    if (settled) typing = false;
  }

  input.addEventListener("input", () => {
    clear.hidden = input.value === "";
    later();
  });
  input.addEventListener("blur", () => (typing = false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      input.value = "";
      search(true);
    }
  });
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    suggestions.close();
    search(true);
  });
  clear.addEventListener("click", () => {
    input.value = "";
    search(true);
    input.focus();
  });

  const show = (state) => {
    // What is being typed is never overwritten by its own search.
    if (state.q.trim() !== input.value.trim()) input.value = state.q;
    clear.hidden = input.value === "";
  };
  onMove(show);
  show(current);
}
