// The hits of one search, page by page. However many there are, only the pages near the window are held:
// of the others a cursor (to read them again) and the pictures' shapes (to keep their places).
import { get, isAbort } from "./api.js";
import { groups, searchParams } from "./address.js";

export const pageSize = 100;
const heldPages = 8;
export const facets = groups.map((group) => group.facet).join(",");

export class Results {
  #params = new URLSearchParams();
  #pages = new Map();
  #cursors = [null];
  #asking = new Map();
  #starting = null;
  #abort = new AbortController();
  #onChange;

  total = 0;
  loaded = 0;
  /** Whether there was an answer yet, of whatever kind. */
  answered = false;
  fault = null;
  shapes = new Float32Array(1024);
  /** The month in which each was taken, as years × 12 + months; 0 where it is not known. */
  months = new Int32Array(1024);

  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Starts a search; what the one before still asks is given up. Returns the first answer. Where `keeps` says so of it, the former hits stay. */
  async start(state, keeps) {
    this.#starting?.abort();
    const starting = (this.#starting = new AbortController());
    const params = searchParams(state);
    const asked = new URLSearchParams(params);
    asked.set("size", String(pageSize));
    asked.set("facets", facets);
    asked.set("facetSize", "30");
    const answer = await get("api/search", asked, starting.signal);
    this.answered = true;
    if (await keeps(answer)) return answer;
    starting.signal.throwIfAborted();
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#params = params;
    this.#pages = new Map();
    this.#asking = new Map();
    this.#cursors = [null];
    this.total = answer.total;
    this.loaded = 0;
    this.fault = null;
    this.#keep(0, answer);
    return answer;
  }

  get complete() {
    return this.#cursors.at(-1) === null && this.loaded > 0;
  }

  /** The hit at a place; undefined while it is not here. */
  at(index) {
    const number = Math.floor(index / pageSize);
    const page = this.#pages.get(number);
    if (!page) return undefined;
    // The most recently used stand last.
    if (number !== this.#newest) {
      this.#pages.delete(number);
      this.#pages.set(number, page);
      this.#newest = number;
    }
    return page[index % pageSize];
  }

  #newest = -1;

  /** Reads what is missing from one place to another; places behind the end of what is known are read one page after another. */
  want(first, last) {
    // Before the first answer there is no search to go on with.
    if (this.loaded === 0) return;
    const from = Math.max(0, Math.floor(first / pageSize));
    const to = Math.floor(Math.max(0, last) / pageSize);
    for (let number = from; number <= to && number < this.#cursors.length; number++) {
      if (!this.#pages.has(number) && (number === 0 || this.#cursors[number])) this.#read(number);
    }
    if (to >= this.#cursors.length && this.#cursors.at(-1)) this.#read(this.#cursors.length - 1);
  }

  /** Waits until a place is known, as far as there is one. */
  async reach(index) {
    while (this.loaded <= index && this.#cursors.at(-1)) await this.#read(this.#cursors.length - 1);
  }

  /** Reads the held pages anew, their places kept: after a correction. */
  async refresh() {
    const held = [...this.#pages.keys()];
    const abort = this.#abort;
    const asked = new URLSearchParams(this.#params);
    asked.set("size", "1");
    asked.set("facets", facets);
    asked.set("facetSize", "30");
    const [answer] = await Promise.all([get("api/search", asked, abort.signal), ...held.map((number) => this.#read(number, true))]);
    return answer;
  }

  /** The hits from one place to another: those of pages that are not held are read again, and not kept. */
  async range(from, to) {
    const { signal } = this.#abort;
    const hits = [];
    for (let number = Math.floor(from / pageSize); number <= Math.floor(to / pageSize) && number < this.#cursors.length; number++) {
      let page = this.#pages.get(number);
      if (!page && (number === 0 || this.#cursors[number])) {
        const asked = new URLSearchParams(this.#params);
        asked.set("size", String(pageSize));
        if (this.#cursors[number]) asked.set("cursor", this.#cursors[number]);
        page = (await get("api/search", asked, signal)).hits;
      }
      hits.push(...(page ?? []).slice(Math.max(0, from - number * pageSize), to - number * pageSize + 1));
    }
    signal.throwIfAborted();
    return hits;
  }

  find(id) {
    for (const [number, page] of this.#pages) {
      const i = page.findIndex((hit) => hit.id === id);
      if (i >= 0) return number * pageSize + i;
    }
    return -1;
  }

  #read(number, anew = false) {
    const running = this.#asking.get(number);
    if (running && !anew) return running;
    const cursor = this.#cursors[number];
    const { signal } = this.#abort;
    const asked = new URLSearchParams(this.#params);
    asked.set("size", String(pageSize));
    if (cursor) asked.set("cursor", cursor);
    const reading = get("api/search", asked, signal)
      .then((answer) => {
        if (signal.aborted) return;
        this.fault = null;
        this.#keep(number, answer);
        this.#onChange();
      })
      .catch((fault) => {
        if (isAbort(fault) || signal.aborted) return;
        this.fault = fault;
        this.#onChange();
        throw fault;
      })
      .finally(() => this.#asking.delete(number));
    reading.catch(() => {});
    this.#asking.set(number, reading);
    return reading;
  }

  #keep(number, answer) {
    this.#pages.delete(number);
    this.#pages.set(number, answer.hits);
    this.#newest = number;
    while (this.#pages.size > heldPages) this.#pages.delete(this.#pages.keys().next().value);
    if (number !== this.#cursors.length - 1) return;
    const before = number * pageSize;
    while (this.shapes.length < before + answer.hits.length) {
      const larger = new Float32Array(this.shapes.length * 2);
      larger.set(this.shapes);
      this.shapes = larger;
      const months = new Int32Array(larger.length);
      months.set(this.months);
      this.months = months;
    }
    for (const [i, hit] of answer.hits.entries()) {
      this.shapes[before + i] = shapeOf(hit);
      this.months[before + i] = monthOf(hit);
    }
    if (this.loaded < before + answer.hits.length) this.loaded = before + answer.hits.length;
    if (answer.cursor && answer.hits.length === pageSize) this.#cursors.push(answer.cursor);
    else {
      this.#cursors = [...this.#cursors, null];
      if (this.#params.has("like")) this.total = this.loaded;
    }
  }
}

/** Width by height, bounded, so that a panorama or a strip leaves room for its neighbours. */
function shapeOf({ width, height }) {
  return width > 0 && height > 0 ? Math.min(2.6, Math.max(0.6, width / height)) : 1.4;
}

function monthOf({ takenAt }) {
  const [year, month] = (takenAt ?? "").split("-").map(Number);
  return year > 0 && month > 0 ? year * 12 + month : 0;
}
