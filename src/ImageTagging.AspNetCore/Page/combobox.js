// A text field with a list of suggestions, after the pattern of the ARIA practices: focus stays in the field.
import { get, isAbort } from "./api.js";
import { debounce, h } from "./dom.js";
import { count } from "./format.js";
import { language } from "./names.js";

const wait = 80;
const kinds = { alias: "also called", parent: "kind of", place: "place" };

/**
 * @param {{ input: HTMLInputElement, list: HTMLElement, onChoose: (suggestion: object) => void }} parts
 */
export function combobox({ input, list, onChoose, size = 8 }) {
  let suggestions = [];
  let active = -1;
  let asking = null;
  let known = () => {};

  const isOpen = () => !list.hidden;

  function close() {
    known();
    asking?.abort();
    ask.cancel();
    suggestions = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    active = index;
    for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(i === index));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  function choose(index) {
    const chosen = suggestions[index];
    close();
    onChoose(chosen);
  }

  function show(found) {
    suggestions = found;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...found.map((suggestion, i) =>
        h(
          "li",
          { id: `${list.id}-${i}`, role: "option", "aria-selected": "false", on: { pointerdown: (e) => e.preventDefault(), click: () => choose(i) } },
          h("span", { class: "name", text: suggestion.displayName ?? suggestion.name }),
          suggestion.distance > 0 && h("span", { class: "kind", text: "spelled otherwise" }),
          kinds[suggestion.kind] && h("span", { class: "kind", text: kinds[suggestion.kind] }),
          h("span", { class: "number", text: count(suggestion.count) }),
        ),
      ),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  }

  const ask = debounce(wait, async () => {
    asking?.abort();
    const mine = (asking = new AbortController());
    const text = input.value;
    if (!text.trim() || /\s$/.test(text)) return close();
    try {
      const { suggestions: found } = await get("api/suggest", new URLSearchParams({ q: text, size: String(size), ...(language() ? { language: language() } : {}) }), mine.signal);
      if (mine === asking && input.value === text && document.activeElement === input) {
        show(found);
        known();
      }
    } catch (fault) {
      // The search itself tells what is wrong.
      if (!isAbort(fault)) close();
    }
  });

  input.addEventListener("input", () => {
    // Whoever wants to know what is suggested for the present text waits for this.
    known();
    input.suggesting = new Promise((resolve) => (known = resolve));
    ask();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = suggestions.length - 1;
    if (event.key === "ArrowDown" && !isOpen()) ask();
    else if (event.key === "ArrowDown" && isOpen()) mark(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp" && isOpen()) mark(active < 0 ? last : active - 1);
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && active >= 0) choose(active);
    else if (event.key === "Escape" && isOpen()) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });

  return { close };
}
