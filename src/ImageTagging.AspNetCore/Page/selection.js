// The pictures that a correction is for.
import { isAbort } from "./api.js";
import { byId, button, h, iconButton } from "./dom.js";
import { announce, noticeFault } from "./live.js";
import { count, pictures } from "./format.js";

export class Selection {
  #chosen = new Map();
  #anchor = -1;
  #turn = 0;
  #results;

  /** Whether a plain click selects, for hands without keys. */
  mode = false;
  /** Whether everything found is meant, also what is not read yet. */
  everything = false;

  constructor(results, onChange) {
    this.#results = results;
    this.onChange = onChange;
  }

  get size() {
    return this.#chosen.size;
  }

  get ids() {
    return [...this.#chosen.keys()];
  }

  get hits() {
    return [...this.#chosen.values()];
  }

  has(id) {
    return this.everything || this.#chosen.has(id);
  }

  toggle(hit, index) {
    if (!hit) return;
    if (this.everything) this.clear();
    if (this.#chosen.has(hit.id)) this.#chosen.delete(hit.id);
    else this.#chosen.set(hit.id, light(hit));
    this.#anchor = index;
    this.#changed();
  }

  /** Up to here, from where the selection began. */
  extend(index) {
    if (this.#anchor < 0) this.#anchor = index;
    return this.#take(Math.min(this.#anchor, index), Math.max(this.#anchor, index));
  }

  /** All from one place to another; where they are selected already, none of them. */
  toggleAll(from, to) {
    if (this.everything) this.clear();
    const hits = [];
    for (let i = from; i <= to; i++) hits.push(this.#results.at(i));
    if (!hits.every((hit) => hit && this.#chosen.has(hit.id))) {
      this.#anchor = from;
      return this.#take(from, to);
    }
    for (const { id } of hits) this.#chosen.delete(id);
    this.#changed();
  }

  /** All that was read; where places are known before they are read, everything found. */
  loaded() {
    if (this.#results.timeline && this.canSelectAll?.()) return this.all();
    return this.#take(0, this.#results.loaded - 1);
  }

  // What is held is taken at once; pictures far away may have to be read again.
  async #take(from, to) {
    const turn = this.#turn;
    let missing = -1;
    let last = -1;
    for (let i = from; i <= to; i++) {
      const hit = this.#results.at(i);
      if (hit) this.#chosen.set(hit.id, light(hit));
      else {
        if (missing < 0) missing = i;
        last = i;
      }
    }
    this.#changed();
    if (missing < 0) return;
    try {
      const hits = await this.#results.range(missing, last);
      if (turn !== this.#turn) return;
      for (const hit of hits) this.#chosen.set(hit.id, light(hit));
      this.#changed();
    } catch (fault) {
      if (!isAbort(fault)) noticeFault(fault);
    }
  }

  all() {
    this.everything = true;
    this.#changed();
  }

  clear() {
    this.#turn++;
    this.#chosen.clear();
    this.#anchor = -1;
    this.everything = false;
    this.#changed();
  }

  /** The tags that the selected have, the most frequent first. */
  tags() {
    const counts = new Map();
    for (const { tags } of this.#chosen.values()) for (const name of tags) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  }

  #changed() {
    announce(this.everything ? "Everything found is selected" : this.size === 0 ? "Nothing selected" : `${pictures(this.size)} selected`);
    this.onChange();
  }
}

const light = (hit) => ({ id: hit.id, tags: hit.tags.map((tag) => tag.name) });

// However many rows its buttons take: notices stand above it, and the last pictures can be scrolled free of it.
new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty("--chosen", `${target.offsetHeight}px`)).observe(byId("selection"));

/** The bar that floats over the grid while something is selected. */
export function showSelection(selection, results, acts) {
  const bar = byId("selection");
  const any = selection.size > 0 || selection.everything;
  const toggle = byId("selecting");
  toggle.setAttribute("aria-pressed", String(selection.mode));
  byId("grid").classList.toggle("selecting", selection.mode || any);
  document.body.classList.toggle("with-selection", any);
  if (!any) {
    if (bar.contains(document.activeElement)) byId("grid").focus();
    bar.hidden = true;
    bar.replaceChildren();
    return;
  }
  const held = bar.contains(document.activeElement) ? [...bar.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  const more = !selection.everything && results.total > selection.size && acts.canSelectAll();
  bar.replaceChildren(
    h("strong", { text: selection.everything ? `All ${count(results.total)}` : `${count(selection.size)} selected` }),
    ...(acts.canCorrect
      ? [
          button("Add tag", "tag", acts.add, { "aria-keyshortcuts": "a", class: "button primary" }),
          button("Remove tag", "untag", acts.remove, { "aria-keyshortcuts": "x" }),
          button("Rate", "star", acts.rate),
        ]
      : []),
    acts.write ? button("Write XMP", "file", acts.write, { title: "Write tags, titles and stars into XMP files beside the pictures" }) : "",
    acts.download ? button("Download", "download", acts.download) : "",
    more ? button(`Select all ${count(results.total)}`, "select", () => selection.all(), { "aria-label": `Select all ${pictures(results.total)} found` }) : "",
    iconButton("Clear the selection", "close", () => selection.clear()),
  );
  bar.hidden = false;
  if (held >= 0) [...bar.querySelectorAll("button")][Math.min(held, bar.querySelectorAll("button").length - 1)].focus();
}
