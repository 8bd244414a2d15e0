// The years at the side of the pictures, where they stand by their days: drag, click or keys go to a month.
import { h } from "./dom.js";
import { monthName } from "./grid.js";
import { pictures } from "./format.js";

const labelHeight = 26;

export class Scrubber {
  #months = [];
  #at = -1;
  #held = false;
  #still = 0;
  #drawn = "";
  #tall = 0;

  /** @param {HTMLElement} element @param {import("./grid.js").Grid} grid @param {import("./results.js").Results} results */
  constructor(element, grid, results) {
    Object.assign(this, { element, grid, results });
    this.thumb = h("div", { class: "thumb", "aria-hidden": "true" });
    this.bubble = h("div", { class: "bubble", "aria-hidden": "true" });
    this.years = h("div", { class: "years", "aria-hidden": "true" });
    element.append(this.years, this.thumb, this.bubble);
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#held && this.#go(event));
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => this.#hold(false));
    element.addEventListener("keydown", (event) => this.#key(event));
    grid.onRender = (index) => this.#follow(index);
    // Known without asking, so that no frame waits for the page's layout.
    new ResizeObserver(([{ contentRect }]) => {
      this.#tall = contentRect.height;
      if (this.#at >= 0) this.#point();
      this.#label();
    }).observe(element);
  }

  /** A search has begun: there is a scrubber where it stands by days and goes over more than one month. */
  start() {
    const months = this.results.timeline ?? [];
    this.#months = months.length > 1 ? months : [];
    this.#at = -1;
    this.#drawn = "";
    const off = this.#months.length === 0;
    this.element.hidden = off;
    document.body.classList.toggle("with-scrubber", !off);
    if (off) return;
    this.element.setAttribute("aria-valuemin", "1");
    this.element.setAttribute("aria-valuemax", String(this.#months.length));
  }

  #monthOf(index) {
    let low = 0;
    let high = this.#months.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#months[middle].start <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #follow(index) {
    if (this.#months.length === 0) return;
    this.#label();
    this.#point(index);
    const at = this.#monthOf(index);
    if (at === this.#at) return;
    const moved = this.#at >= 0;
    this.#at = at;
    const { number, count: n } = this.#months[at];
    this.bubble.textContent = monthName(number);
    this.element.setAttribute("aria-valuenow", String(at + 1));
    this.element.setAttribute("aria-valuetext", `${monthName(number)}, ${pictures(n)}`);
    if (!moved) return;
    // On the way the month is said, also where its heading is out of sight.
    this.element.classList.add("moving");
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.element.classList.remove("moving"), 1200);
  }

  #index = 0;

  #point(index = this.#index) {
    this.#index = index;
    const y = this.grid.share(index) * this.#tall;
    this.thumb.style.transform = `translateY(${y}px)`;
    this.bubble.style.transform = `translateY(calc(${y}px - 50%))`;
  }

  /** A year where it begins, as far as there is room. */
  #label() {
    if (this.#months.length === 0) return;
    const clientHeight = this.#tall;
    if (clientHeight === 0) return;
    const bottom = this.grid.element.style.height;
    const state = `${clientHeight}|${bottom}|${this.#months.length}`;
    if (state === this.#drawn) return;
    this.#drawn = state;
    const labels = [];
    let year = null;
    let free = -Infinity;
    for (const { number, start } of this.#months) {
      const here = number > 0 ? Math.floor((number - 1) / 12) : "?";
      if (here === year) continue;
      const top = this.grid.share(start) * clientHeight;
      // A year that finds no room is left out; its pictures are there all the same.
      year = here;
      if (top < free) continue;
      free = top + labelHeight;
      labels.push(h("span", { text: here === "?" ? "–" : String(here), css: { top: `${(100 * top) / Math.max(1, clientHeight)}%` } }));
    }
    this.years.replaceChildren(...labels);
  }

  #down(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.#hold(true);
    this.#go(event);
  }

  #hold(on) {
    this.#held = on;
    this.element.classList.toggle("held", on);
  }

  #go({ clientY }) {
    const { top, height } = this.element.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientY - top) / Math.max(1, height)));
    this.grid.show(this.grid.indexAt(share));
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#months.length === 0) return;
    const last = this.#months.length - 1;
    const year = (at) => Math.floor((this.#months[at].number - 1) / 12);
    // The nearest month of another year.
    const otherYear = (by) => {
      let at = this.#at;
      while (at + by >= 0 && at + by <= last && year(at + by) === year(this.#at)) at += by;
      return at + by;
    };
    const moves = {
      ArrowDown: () => this.#at + 1,
      ArrowRight: () => this.#at + 1,
      ArrowUp: () => this.#at - 1,
      ArrowLeft: () => this.#at - 1,
      PageDown: () => otherYear(1),
      PageUp: () => otherYear(-1),
      Home: () => 0,
      End: () => last,
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    this.grid.show(this.#months[Math.min(last, Math.max(0, moves[event.key]()))].start);
  }
}
