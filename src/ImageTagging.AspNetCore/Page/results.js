// The hits of one search, page by page. However many there are, only the pages near the window are held:
// of the others a cursor (to read them again) and the pictures' shapes (to keep their places).
// In the order of their days all places are known from the start, and pages are read where one looks.
import { get, isAbort } from "./api.js";
import { groups, isByTaken, searchParams } from "./address.js";

export const pageSize = 100;
const heldPages = 12;
const usual = 1.4;
// Of what could never be read there is nothing to see: it leaves the room to the others.
const little = 0.75;
/** So many pictures have a place before they are read; more are read one page after another. */
const mostPlaced = 500_000;
/** How many months of few pictures are asked for together. */
const mostMonths = 40;
export const facets = groups.map((group) => group.facet).join(",");

export class Results {
  #params = new URLSearchParams();
  // Parts that are read page by page, each from its own beginning: its first place, its number, its cursors.
  #parts = [];
  #pages = new Map();
  #asking = new Map();
  #starting = null;
  #abort = new AbortController();
  #onChange;

  total = 0;
  /** Places that are known. */
  loaded = 0;
  /** Whether there was an answer yet, of whatever kind. */
  answered = false;
  fault = null;
  shapes = new Float32Array(1024);
  /** The month in which each was taken, as years × 12 + months; 0 where it is not known. */
  months = new Int32Array(1024);
  /** The day on which each was taken, as its month × 32 + the day; 0 where it is not known, or not read yet. */
  days = new Int32Array(1024);
  /** The months with their first places, where all places are known; null where pages follow one another. */
  timeline = null;
  /** Whether pictures stand below their months: by their days, where any is known. */
  dated = false;
  /** Whether a picture turned out to have another shape than its place was made for. */
  reshaped = false;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Starts a search; what the one before still asks is given up. Returns the first answer. Where `keeps` says so of it, the former hits stay. */
  async start(state, keeps) {
    this.#starting?.abort();
    const starting = (this.#starting = new AbortController());
    const params = searchParams(state);
    if (isByTaken(state) && !params.has("sort")) params.set("sort", "taken");
    const asked = new URLSearchParams(params);
    asked.set("size", String(pageSize));
    asked.set("facets", facets);
    asked.set("facetSize", "30");
    const [answer, line] = await Promise.all([get("api/search", asked, starting.signal), isByTaken(state) ? timelineOf(params, starting.signal) : null]);
    this.answered = true;
    if (await keeps(answer)) return answer;
    starting.signal.throwIfAborted();
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#params = params;
    this.#pages = new Map();
    this.#asking = new Map();
    this.total = answer.total;
    this.loaded = 0;
    this.fault = null;
    this.reshaped = false;
    this.#last = null;
    this.dated = isByTaken(state) && line?.months.length !== 0;
    const placed = line && this.dated && line.total === answer.total && answer.total > pageSize && answer.total <= mostPlaced;
    this.timeline = placed ? monthsOf(line) : null;
    this.#parts = placed ? partsOf(this.timeline, params) : [{ start: 0, count: Infinity, cursors: [null], params }];
    if (placed) this.#place();
    this.#keep(this.#parts[0], 0, answer.hits);
    if (!placed) this.#follow(this.#parts[0], 0, answer);
    this.reshaped = false;
    // More are compared than are similar enough.
    if (state.like && this.complete) answer.total = this.total;
    return answer;
  }

  get complete() {
    return this.timeline !== null || (this.#parts[0]?.cursors.length > 1 && this.#parts[0].cursors.at(-1) === null);
  }

  /** The hit at a place; undefined while it is not here. */
  at(index) {
    const last = this.#last;
    if (last && index >= last.base && index < last.base + last.hits.length) return last.hits[index - last.base];
    const { part, number } = this.#pageOf(index);
    const key = keyOf(part, number);
    const page = this.#pages.get(key);
    if (!page) return undefined;
    // The most recently used stand last.
    this.#pages.delete(key);
    this.#pages.set(key, page);
    this.#last = page;
    return page.hits[index - page.base];
  }

  #last = null;

  /** Reads what is missing from one place to another; places behind the end of what is known are read one page after another. */
  want(first, last) {
    // Before the first answer there is no search to go on with.
    if (this.loaded === 0) return;
    const end = Math.min(Math.max(0, last), this.total - 1);
    for (let index = Math.max(0, first); index <= end; ) {
      const { part, number, next } = this.#pageOf(index);
      const known = number < part.cursors.length;
      if (known || this.timeline) {
        if (!this.#pages.has(keyOf(part, number)) && (number === 0 || !known || part.cursors[number])) this.#read(part, number);
      } else {
        if (part.cursors.at(-1)) this.#read(part, part.cursors.length - 1);
        return;
      }
      index = next;
    }
  }

  /** Waits until a place is known, as far as there is one. */
  async reach(index) {
    if (this.timeline) {
      const { part, number } = this.#pageOf(Math.min(index, this.total - 1));
      if (!this.#pages.has(keyOf(part, number))) await this.#read(part, number);
      return;
    }
    const [part] = this.#parts;
    while (this.loaded <= index && part.cursors.at(-1)) await this.#read(part, part.cursors.length - 1);
  }

  /** Reads the held pages anew, their places kept: after a correction. */
  async refresh() {
    const held = [...this.#pages.values()];
    const abort = this.#abort;
    const asked = new URLSearchParams(this.#params);
    asked.set("size", "1");
    asked.set("facets", facets);
    asked.set("facetSize", "30");
    const [answer] = await Promise.all([get("api/search", asked, abort.signal), ...held.map(({ part, number }) => this.#read(part, number, true))]);
    return answer;
  }

  /** The hits from one place to another: those of pages that are not held are read again, and not kept. */
  async range(from, to) {
    const { signal } = this.#abort;
    const hits = [];
    for (let index = from; index <= to && index < this.loaded; ) {
      const { part, number, base, next } = this.#pageOf(index);
      const page = this.#pages.get(keyOf(part, number))?.hits ?? (await this.#fetch(part, number, signal));
      hits.push(...page.slice(index - base, to - base + 1));
      index = next;
    }
    signal.throwIfAborted();
    return hits;
  }

  find(id) {
    for (const { base, hits } of this.#pages.values()) {
      const i = hits.findIndex((hit) => hit.id === id);
      if (i >= 0) return base + i;
    }
    return -1;
  }

  // A picture stands in a part, on a page of it, which has a first place and one behind its last.
  #pageOf(index) {
    let low = 0;
    let high = this.#parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#parts[middle].start <= index) low = middle;
      else high = middle - 1;
    }
    const part = this.#parts[low];
    const number = Math.floor((index - part.start) / pageSize);
    const base = part.start + number * pageSize;
    return { part, number, base, next: Math.min(base + pageSize, part.start + part.count) };
  }

  #read(part, number, anew = false) {
    const key = keyOf(part, number);
    const running = this.#asking.get(key);
    if (running && !anew) return running;
    const { signal } = this.#abort;
    const reading = this.#fetch(part, number, signal)
      .then((hits) => {
        if (signal.aborted) return;
        this.fault = null;
        this.#keep(part, number, hits);
        this.#onChange();
      })
      .catch((fault) => {
        if (isAbort(fault) || signal.aborted) return;
        this.fault = fault;
        this.#onChange();
        throw fault;
      })
      .finally(() => this.#asking.get(key) === reading && this.#asking.delete(key));
    reading.catch(() => {});
    this.#asking.set(key, reading);
    return reading;
  }

  // The way to a page leads along the cursors of those before it.
  async #fetch(part, number, signal) {
    for (let at = Math.min(number, part.cursors.length - 1); ; at++) {
      if (at > 0 && !part.cursors[at]) return [];
      const asked = new URLSearchParams(part.params);
      asked.set("size", String(pageSize));
      if (at > 0) asked.set("cursor", part.cursors[at]);
      const answer = await get("api/search", asked, signal);
      if (signal.aborted) return [];
      this.#follow(part, at, answer);
      if (at === number) return answer.hits;
    }
  }

  #follow(part, number, answer) {
    if (number !== part.cursors.length - 1) return;
    part.cursors.push(answer.cursor && answer.hits.length === pageSize ? answer.cursor : null);
    if (part.cursors.at(-1) === null && this.#params.has("like")) this.total = part.start + number * pageSize + answer.hits.length;
  }

  #keep(part, number, found) {
    const base = part.start + number * pageSize;
    const hits = found.slice(0, part.start + part.count - base);
    const key = keyOf(part, number);
    this.#pages.delete(key);
    this.#last = { part, number, base, hits };
    this.#pages.set(key, this.#last);
    while (this.#pages.size > heldPages) this.#pages.delete(this.#pages.keys().next().value);
    if (!this.timeline) this.#grow(base + hits.length);
    for (const [i, hit] of hits.entries()) {
      const at = base + i;
      if (!this.timeline && at < this.loaded) continue;
      const shape = shapeOf(hit);
      const { month, day } = dateOf(hit);
      // Page by page a picture gets its place when it is known; only places that were made before can be wrong.
      this.reshaped ||= this.timeline !== null && (Math.abs(this.shapes[at] - shape) > 0.001 || this.days[at] !== day);
      this.shapes[at] = shape;
      this.months[at] = month;
      this.days[at] = day;
    }
    if (!this.timeline) this.loaded = Math.max(this.loaded, base + hits.length);
  }

  #grow(size) {
    while (this.days.length < size) {
      for (const name of ["shapes", "months", "days"]) {
        const larger = new this[name].constructor(this[name].length * 2);
        larger.set(this[name]);
        this[name] = larger;
      }
    }
  }

  #place() {
    this.#grow(this.total);
    this.shapes.fill(usual, 0, this.total);
    this.days.fill(0, 0, this.total);
    for (const { number, start, count } of this.timeline) this.months.fill(number, start, start + count);
    this.loaded = this.total;
  }
}

const keyOf = (part, number) => `${part.start}:${number}`;

async function timelineOf(params, signal) {
  try {
    return await get("api/timeline", params, signal);
  } catch (fault) {
    if (isAbort(fault)) throw fault;
    // The pictures come all the same, one page after another.
    return null;
  }
}

/** The months with their first places; those of no known day stand last. */
function monthsOf({ months, undated }) {
  let start = 0;
  const placed = months.map(({ month, count }) => {
    const [year, number] = month.split("-").map(Number);
    const here = { month, number: year * 12 + number, start, count };
    start += count;
    return here;
  });
  if (undated > 0) placed.push({ month: null, number: 0, start, count: undated });
  return placed;
}

/** Parts of about a page or more: a large month alone, small ones together. */
function partsOf(months, params) {
  const most = Math.max(1, mostMonths - [...params.keys()].length);
  const parts = [];
  let open = null;
  for (const { month, start, count } of months) {
    if (!open || open.count >= pageSize || open.months.length >= most || month === null) parts.push((open = { start, count: 0, cursors: [null], months: [] }));
    open.count += count;
    if (month !== null) open.months.push(month);
  }
  for (const part of parts) {
    part.params = new URLSearchParams(params);
    part.params.delete("taken");
    if (part.months.length === 0) part.params.set("undated", "true");
    for (const month of part.months) part.params.append("taken", month);
  }
  return parts;
}

/** Width by height, bounded, so that a panorama or a strip leaves room for its neighbours. */
function shapeOf({ width, height, status }) {
  if (!(width > 0 && height > 0)) return status === "failed" ? little : usual;
  return Math.min(2.6, Math.max(0.6, width / height));
}

function dateOf({ takenAt }) {
  const [year, number, day] = (takenAt ?? "").slice(0, 10).split("-").map(Number);
  const month = year > 0 && number > 0 ? year * 12 + number : 0;
  return { month, day: month > 0 && day > 0 ? month * 32 + day : 0 };
}
