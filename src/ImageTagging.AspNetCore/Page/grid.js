// An endless grid: only the rows near the window are elements, taken from a pool as one scrolls.
import { current, format } from "./address.js";
import { thumbnail } from "./api.js";
import { h } from "./dom.js";
import { fileName, filesOf, month, stars, statusName, taken, weekday } from "./format.js";
import { language, tagName } from "./names.js";
import { beginsDay, Rows } from "./rows.js";

const mostElements = 296; // a picture has two, a heading one; what waits for its place is among them
const aheadRows = 2;
const headHeight = 44;
const dayHeight = 30;
const bonesRows = 40;
const settle = 90;
const ahead = 60;

export class Grid {
  #rows = new Rows();
  #tiles = new Map();
  #pool = [];
  #heads = new Map();
  #dayHeads = new Map();
  #bones;
  #frame = 0;
  #later = 0;
  #lastTop = 0;
  #lastTime = 0;
  #fast = false;
  #size;
  #bar = 0;

  active = -1;

  constructor(element, results, selection, size) {
    Object.assign(this, { element, results, selection });
    this.#size = size;
    // It stood in the page before any script came.
    this.#bones = element.querySelector(".bones");
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(element);
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("click", (event) => this.#click(event), true);
    element.addEventListener("focusin", (event) => {
      const index = this.#indexOf(event.target);
      if (index >= 0) this.#activate(index);
      else if (event.target === element && this.results.loaded > 0) this.focus(Math.max(0, this.active));
    });
  }

  /** The grid's place: the first picture in the window and how far it stands above the edge. */
  get place() {
    if (this.#rows.count === 0) return { index: 0, offset: 0 };
    const y = scrollY - this.#origin();
    if (y <= 0) return { index: 0, offset: y };
    const row = this.#rows.rowAt(y);
    return { index: this.#rows.start(row), offset: y - this.#rows.top(row) };
  }

  /** Goes back to a place, once so many pictures are known. */
  async restore({ index, offset }) {
    await this.results.reach(index + 40);
    this.#extend();
    if (this.#rows.count === 0) return;
    if (index === 0) scrollTo({ top: Math.max(0, offset + this.#origin()), behavior: "instant" });
    else scrollTo({ top: this.#origin() + this.#rows.top(this.#rows.rowOf(index)) + offset, behavior: "instant" });
    this.render();
  }

  set size(target) {
    this.#size = target;
    this.#layAnew();
  }

  /** A new search: from the top, with whatever is known. */
  restart() {
    this.active = -1;
    this.#layAnew(false);
  }

  /** More is known, or what is known has changed. */
  update() {
    if (this.results.reshaped) this.#reshape();
    this.#extend();
    this.render();
  }

  /** Places for the shapes that are known now; what one looks at stays where it is. */
  #reshape() {
    this.results.reshaped = false;
    const { width, target, gap } = this.#rows;
    if (width === 0) return;
    const { index, offset } = this.place;
    const within = offset > 0 || index > 0;
    this.#rows.reset(width, target, gap);
    this.#extend();
    if (!within || this.#rows.count === 0) return;
    this.element.style.height = `${Math.ceil(this.#rows.bottom)}px`;
    const top = Math.round(this.#origin() + this.#rows.top(this.#rows.rowOf(index)) + offset);
    if (Math.abs(top - scrollY) >= 1) scrollTo({ top, behavior: "instant" });
  }

  /** How far down the grid a picture stands, 0 to 1. */
  share(index) {
    const rows = this.#rows;
    const row = rows.rowOf(index);
    return rows.count > 0 && rows.bottom > 0 ? Math.min(1, Math.max(0, (rows.top(row) - rows.above(row)) / rows.bottom)) : 0;
  }

  /** The picture that stands so far down. */
  indexAt(share) {
    return this.#rows.count > 0 ? this.#rows.start(this.#rows.rowAt(share * this.#rows.bottom)) : 0;
  }

  /** Brings a picture's row to the top of the window, its headings above it. */
  show(index) {
    if (this.#rows.count === 0) return;
    const row = this.#rows.rowOf(index);
    const top = this.#rows.top(row) - this.#rows.above(row);
    scrollTo({ top: Math.max(0, this.#origin() + top - this.#bar), behavior: "instant" });
    this.render();
  }

  focus(index) {
    if (index < 0 || index >= this.results.loaded) return;
    this.#extend();
    if (index >= this.#rows.placed) return;
    const row = this.#rows.rowOf(index);
    const top = this.#origin() + this.#rows.top(row);
    const header = this.#bar + this.#rows.above(row) + 12;
    const foot = parseFloat(getComputedStyle(document.body).paddingBottom) + 24;
    if (top < scrollY + header) scrollTo({ top: top - header, behavior: "instant" });
    else if (top + this.#rows.height(row) > scrollY + innerHeight - foot) {
      scrollTo({ top: top + this.#rows.height(row) - innerHeight + foot, behavior: "instant" });
    }
    this.active = index;
    this.render();
    this.#tiles.get(index)?.focus({ preventScroll: true });
  }

  #origin() {
    return this.element.getBoundingClientRect().top + scrollY;
  }

  #layAnew(keep = true) {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const place = keep ? this.place : null;
    const bar = document.querySelector(".bar");
    this.#bar = getComputedStyle(bar).position === "static" ? 0 : bar.offsetHeight;
    this.#rows.reset(width, Math.min(this.#size, width * 0.75), width < 600 ? 4 : 8);
    this.#rows.head = headHeight;
    this.#rows.dayHead = dayHeight;
    this.#extend();
    if (place && place.index > 0 && this.#rows.count > 0) {
      scrollTo({ top: this.#origin() + this.#rows.top(this.#rows.rowOf(place.index)), behavior: "instant" });
    }
    this.render();
  }

  #resized() {
    if (this.element.clientWidth !== this.#rows.width) this.#layAnew();
  }

  #extend() {
    if (this.#rows.width === 0) return;
    const { shapes, loaded, complete, dated, months, days } = this.results;
    this.#rows.extend(shapes, loaded, complete, dated ? months : null, days);
  }

  #scrolled() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const now = performance.now();
      const by = Math.abs(scrollY - this.#lastTop);
      // Nobody sees pictures that cross the window in a tenth of a second; reading and painting them would only make it stutter.
      this.#fast = by > innerHeight * 1.5 || by > (now - this.#lastTime) * (innerHeight / 100);
      this.#lastTop = scrollY;
      this.#lastTime = now;
      clearTimeout(this.#later);
      // What comes on the way comes without a fade: each would be a layer of its own in every frame.
      this.element.classList.add("moving");
      this.#later = setTimeout(() => {
        this.#fast = false;
        this.element.classList.remove("moving");
        this.render();
        this.onSettle?.();
      }, settle);
      this.render();
    });
  }

  render() {
    const rows = this.#rows;
    // What is read of the page's layout is read before anything is written, so that a frame lays the page out once.
    if (this.element.clientWidth === 0 || rows.width === 0) return;
    const top = scrollY - this.#origin();
    const bottom = top + innerHeight;
    const { results } = this;
    // Before the first answer the skeleton stands.
    if (!results.answered) return;
    const left = results.complete ? 0 : Math.max(0, results.total - rows.placed);
    const perRow = rows.count > 0 ? rows.placed / rows.count : Math.max(1, rows.width / (rows.target * 1.4));
    const boneHeight = left > 0 ? Math.min(bonesRows, Math.ceil(left / perRow)) * (rows.target + rows.gap) : 0;
    this.element.style.height = `${Math.ceil(rows.bottom + boneHeight)}px`;
    if (this.#bones.hidden !== (boneHeight === 0)) this.#bones.hidden = boneHeight === 0;
    this.#bones.style.setProperty("--tall", `${rows.target}px`);
    this.#bones.style.transform = `translateY(${rows.bottom}px)`;
    this.#bones.style.height = `${boneHeight}px`;

    const { first, last } = this.#window(top, bottom);
    for (const [index, tile] of this.#tiles) {
      if (index >= first && index < last) continue;
      // Focus is not lost to scrolling: its tile stays until it goes elsewhere.
      if (tile === document.activeElement && index < rows.placed) continue;
      this.#release(index, tile);
    }
    // The headings first, so that with the pictures that follow there are never too many elements.
    this.#drawHeads(first, last);
    this.#trim();
    for (let row = rows.count > 0 && last > first ? rows.rowOf(first) : rows.count; row < rows.count && rows.start(row) < last; row++) this.#draw(row);
    this.#trim();
    const held = this.#tiles.get(this.active);
    if (held && (this.active < first || this.active >= last)) this.#fill(held, this.active);
    // One stop for Tab: the picture that was last gone to, or the first in sight.
    const stop = this.#tiles.has(this.active) ? this.active : this.#tiles.has(0) && this.active <= 0 ? 0 : first;
    for (const [index, tile] of this.#tiles) {
      const order = index === stop ? 0 : -1;
      if (tile.tabIndex !== order) tile.tabIndex = order;
    }
    const below = boneHeight > 0 && bottom + innerHeight > rows.bottom ? rows.placed + Math.ceil(perRow * 6) : last;
    if (!results.fault && results.timeline) {
      // What only flies past is not read.
      if (!this.#fast) results.want(first - ahead, last + ahead);
    } else if (!results.fault) results.want(first, Math.max(last - 1, Math.min(below, results.total - 1)));
    // The row below the page's bar, or the one whose heading is there.
    this.onRender?.(rows.count > 0 ? rows.start(rows.rowAt(Math.max(0, top + this.#bar + rows.head + rows.dayHead + 1))) : 0);
  }

  #window(top, bottom) {
    const rows = this.#rows;
    if (rows.count === 0) return { first: 0, last: 0 };
    let from = rows.rowAt(Math.max(0, top));
    let to = from;
    let elements = this.#elementsOf(from);
    const take = (row) => {
      const more = row >= 0 && row < rows.count ? this.#elementsOf(row) : Infinity;
      if (elements + more > mostElements) return false;
      elements += more;
      return true;
    };
    while (to + 1 < rows.count && rows.top(to + 1) - rows.above(to + 1) <= Math.max(0, bottom) && take(to + 1)) to++;
    for (let i = 0; i < aheadRows; i++) {
      if (take(to + 1)) to++;
      if (take(from - 1)) from--;
    }
    return { first: rows.start(from), last: Math.min(rows.end(to), rows.start(from) + mostElements / 2) };
  }

  #elementsOf(row) {
    const rows = this.#rows;
    let n = 2 * (rows.end(row) - rows.start(row)) + Number(rows.hasHead(row));
    if (rows.hasDays(row)) for (let i = rows.start(row); i < rows.end(row); i++) n += Number(beginsDay(this.results.days, i));
    return n;
  }

  /** The months and days above the rows in sight. */
  #drawHeads(first, last) {
    const rows = this.#rows;
    const [months, days] = [new Map(), new Map()];
    for (let row = rows.count > 0 && last > first ? rows.rowOf(first) : rows.count; row < rows.count && rows.start(row) < last; row++) {
      const top = rows.top(row) - rows.above(row);
      if (rows.hasHead(row)) months.set(rows.start(row), { text: monthName(this.results.months[rows.start(row)]), x: 0, y: top, width: rows.width });
      if (rows.hasDays(row)) this.#daysOf(row, days);
    }
    this.#place(this.#heads, months, "month-head");
    this.#place(this.#dayHeads, days, "day-head");
  }

  // Each day's name goes as far as the next one's in the row.
  #daysOf(row, wanted) {
    const rows = this.#rows;
    const { days, shapes } = this.results;
    const height = rows.height(row);
    let x = 0;
    let open = null;
    for (let index = rows.start(row); index < rows.end(row); index++) {
      if (beginsDay(days, index)) {
        if (open) open.width = x - rows.gap - open.x;
        wanted.set(index, (open = { x, y: rows.top(row) - dayHeight, width: 0, day: days[index] }));
      }
      x += Math.floor(shapes[index] * height) + rows.gap;
    }
    if (open) open.width = rows.width - open.x;
    for (let index = rows.start(row); index < rows.end(row); index++) {
      const head = wanted.get(index);
      if (head) head.text = weekday(head.day, head.width);
    }
  }

  // An element whose heading is out of sight becomes another's.
  #place(shown, wanted, name) {
    const free = [];
    for (const [index, head] of shown) {
      if (wanted.has(index)) continue;
      free.push(head);
      shown.delete(index);
    }
    for (const [index, { text, x, y, width }] of wanted) {
      let head = shown.get(index);
      if (!head) {
        // What is heard stands with each picture; a key selects the day.
        head = free.pop() ?? h("div", { class: name, role: "presentation", "aria-hidden": "true" });
        shown.set(index, head);
        head.dataset.index = String(index);
        if (name === "day-head") head.title = "Select the pictures of this day";
        if (!head.isConnected) this.element.append(head);
      }
      const state = `${text}|${x}|${y}|${width}`;
      if (head.shown === state) continue;
      head.shown = state;
      head.textContent = text;
      head.style.transform = `translate(${x}px, ${y}px)`;
      head.style.width = `${width}px`;
    }
    for (const head of free) head.remove();
  }

  /** The places of the pictures of a picture's day: the first, and the one behind the last. */
  #dayOf(index) {
    const { days, loaded, months } = this.results;
    const same = (i) => days[i] === days[index] && months[i] === months[index];
    let from = index;
    let to = index + 1;
    while (from > 0 && same(from - 1)) from--;
    while (to < loaded && same(to)) to++;
    return { from, to };
  }

  #toggleDay(index) {
    if (!this.results.dated || !(this.results.days[index] > 0)) return;
    const { from, to } = this.#dayOf(index);
    this.selection.toggleAll(from, to - 1);
    this.#activate(index);
    this.render();
  }

  #draw(row) {
    const rows = this.#rows;
    const height = rows.height(row);
    const end = rows.end(row);
    const full = !rows.isShort(row) && (row + 1 < rows.count || !this.results.complete);
    let x = 0;
    for (let index = rows.start(row); index < end; index++) {
      let width = Math.floor(this.results.shapes[index] * height);
      // What rounding leaves over goes to the last of a full row.
      if (index === end - 1 && (full || rows.width - x - width < 24)) width = rows.width - x;
      let tile = this.#tiles.get(index);
      if (!tile) {
        tile = this.#pool.pop() ?? newTile();
        tile.hidden = false;
        this.#tiles.set(index, tile);
        if (!tile.parentNode) this.element.append(tile);
      }
      const y = rows.top(row);
      if (tile.x !== x || tile.y !== y || tile.wide !== width || tile.tall !== height) {
        Object.assign(tile, { x, y, wide: width, tall: height });
        const { style } = tile;
        style.transform = `translate(${x}px, ${y}px)`;
        style.width = `${width}px`;
        style.height = `${height}px`;
      }
      this.#fill(tile, index);
      x += width + rows.gap;
    }
  }

  #fill(tile, index) {
    if (this.#fast && tile !== document.activeElement) return pass(tile, index);
    const hit = this.results.at(index);
    const chosen = hit ? this.selection.has(hit.id) : false;
    const state = `${language()}|${index}|${hit?.id ?? ""}|${chosen}|${this.results.total}|${hit?.tags?.length ?? 0}|${hit?.rating}|${hit?.favourite}|${hit?.status}|${current.view}`;
    if (hit && tile.firstChild.hidden) show(tile.firstChild, hit, tile.tall);
    if (tile.shown === state && tile.hit === hit) return;
    tile.shown = state;
    tile.passing = -1;
    tile.id = `picture-${index}`;
    tile.setAttribute("aria-posinset", String(index + 1));
    tile.setAttribute("aria-setsize", String(this.results.total));
    tile.setAttribute("aria-selected", String(chosen));
    if (tile.hit?.id !== hit?.id || tile.hit?.version !== hit?.version || tile.hit?.modifiedAt !== hit?.modifiedAt) {
      const image = tile.firstChild;
      image.hidden = true;
      image.removeAttribute("src");
      tile.classList.remove("here", "broken");
      if (hit) show(image, hit, tile.tall);
    }
    tile.hit = hit;
    const files = hit ? filesOf(hit) : [];
    const marks = hit ? [hit.favourite && "♥", ...files.map((name) => name.split(" ")[0])].filter(Boolean).join("  ") : "";
    if (marks) tile.dataset.marks = marks;
    else delete tile.dataset.marks;
    if (!hit) {
      tile.removeAttribute("href");
      tile.setAttribute("aria-label", "Loading");
      tile.dataset.caption = "";
      return;
    }
    const tags = hit.tags.slice(0, 6).map((tag) => tagName(tag.name));
    tile.href = format({ ...current, view: "picture", id: hit.id });
    tile.setAttribute("aria-label", [[fileName(hit), this.results.dated && (taken(hit.takenAt, true) || "date unknown")].filter(Boolean).join(", "), hit.status === "tagged" ? "" : statusName(hit.status).toLowerCase(), hit.rating && stars(hit.rating), hit.favourite && "favourite", ...files, tags.join(", ")].filter(Boolean).join(": "));
    describe(tile, tags);
    tile.dataset.status = hit.status;
  }

  #release(index, tile) {
    this.#tiles.delete(index);
    tile.hidden = true;
    tile.removeAttribute("id");
    tile.shown = null;
    this.#pool.push(tile);
  }

  // What waits for its place counts as what is in sight: beyond the bound it goes.
  #trim() {
    const held = () => 2 * (this.#tiles.size + this.#pool.length) + this.#heads.size + this.#dayHeads.size;
    while (this.#pool.length > 0 && held() > mostElements) this.#pool.pop().remove();
  }

  #indexOf(target) {
    const tile = target instanceof Element ? target.closest(".tile") : null;
    return tile ? Number(tile.getAttribute("aria-posinset")) - 1 : -1;
  }

  #activate(index) {
    if (this.active === index) return;
    const before = this.#tiles.get(this.active);
    if (before) before.tabIndex = -1;
    this.active = index;
    const tile = this.#tiles.get(index);
    if (tile) tile.tabIndex = 0;
  }

  #click(event) {
    const head = event.target instanceof Element ? event.target.closest(".day-head") : null;
    if (head) return this.#toggleDay(Number(head.dataset.index));
    const index = this.#indexOf(event.target);
    const hit = index >= 0 ? this.results.at(index) : null;
    if (!hit) return;
    const corner = event.target.closest(".tile").getBoundingClientRect();
    const onMark = event.detail > 0 && event.clientX - corner.left < 40 && event.clientY - corner.top < 40;
    if (event.shiftKey && this.selection.size > 0) this.selection.extend(index);
    else if (onMark || this.selection.mode || event.ctrlKey || event.metaKey) this.selection.toggle(hit, index);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.#activate(index);
    this.render();
  }

  #key(event) {
    const index = this.#indexOf(event.target);
    if (index < 0 || event.altKey) return;
    const many = event.ctrlKey || event.metaKey;
    const moves = {
      ArrowRight: () => index + 1,
      ArrowLeft: () => index - 1,
      ArrowDown: () => this.#beside(index, 1),
      ArrowUp: () => this.#beside(index, -1),
      Home: () => 0,
      End: () => this.#rows.placed - 1,
      PageDown: () => this.#beside(index, this.#rowsInWindow()),
      PageUp: () => this.#beside(index, -this.#rowsInWindow()),
    };
    if (moves[event.key] && !many) {
      const next = Math.min(this.#rows.placed - 1, Math.max(0, moves[event.key]()));
      if (event.shiftKey && !this.selection.has(this.results.at(index)?.id)) this.selection.toggle(this.results.at(index), index);
      if (next !== index) this.focus(next);
      if (event.shiftKey) this.selection.extend(next);
    } else if (event.key === " " && !many) {
      if (event.shiftKey && this.selection.size > 0) this.selection.extend(index);
      else this.selection.toggle(this.results.at(index), index);
    } else if (event.key === "a" && many) {
      this.selection.loaded();
    } else if (event.key === "d" && !many) {
      this.#toggleDay(index);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this.render();
  }

  #rowsInWindow() {
    return Math.max(1, Math.floor(innerHeight / (this.#rows.target + this.#rows.gap)) - 1);
  }

  /** The picture above or below: the one whose middle is nearest. */
  #beside(index, by) {
    const rows = this.#rows;
    const row = rows.rowOf(index);
    const to = Math.min(rows.count - 1, Math.max(0, row + by));
    if (to === row) return by > 0 ? rows.placed - 1 : 0;
    const middleOf = (r, i) => {
      let x = 0;
      for (let n = rows.start(r); n < i; n++) x += this.results.shapes[n] * rows.height(r) + rows.gap;
      return x + (this.results.shapes[i] * rows.height(r)) / 2;
    };
    const x = middleOf(row, index);
    let best = rows.start(to);
    for (let i = best; i < rows.end(to); i++) if (Math.abs(middleOf(to, i) - x) < Math.abs(middleOf(to, best) - x)) best = i;
    return best;
  }
}

export const monthName = (number) => (number > 0 ? month(`${Math.floor((number - 1) / 12)}-${((number - 1) % 12) + 1}`) : "Date unknown");

function newTile() {
  const image = h("img", { alt: "", decoding: "async", draggable: "false" });
  image.hidden = true;
  const tile = h("a", { class: "tile", role: "option", tabindex: "-1" }, image);
  image.addEventListener("load", () => tile.classList.add("here"));
  image.addEventListener("error", () => {
    if (!image.getAttribute("src")) return;
    tile.classList.add("broken");
    describe(tile);
  });
  return tile;
}

/** What only flies past has a place and no words: they come when it stays. */
function pass(tile, index) {
  if (tile.passing === index || (tile.hit && tile.getAttribute("aria-posinset") === String(index + 1))) return;
  tile.passing = index;
  tile.setAttribute("aria-posinset", String(index + 1));
  tile.shown = null;
  if (tile.hit === null) return;
  tile.hit = null;
  const image = tile.firstChild;
  image.hidden = true;
  image.removeAttribute("src");
  tile.classList.remove("here", "broken");
  tile.setAttribute("aria-label", "Loading");
  tile.setAttribute("aria-selected", "false");
  tile.removeAttribute("href");
  delete tile.dataset.marks;
  delete tile.dataset.status;
  tile.dataset.caption = "";
}

/** What stands on a tile: its picture's name, stars and tags, or that there is none to see. */
function describe(tile, tags = []) {
  const { hit } = tile;
  if (!hit) return;
  const name = [fileName(hit), hit.rating > 0 && "★".repeat(hit.rating), hit.favourite && "♥"].filter(Boolean).join("  ");
  tile.dataset.caption = `${name}\n${tile.classList.contains("broken") ? "cannot be shown here" : tags.join(" · ") || "no tags"}`;
}

function show(image, hit, height) {
  const side = height * Math.min(2, devicePixelRatio) * 1.3 > 340 ? 640 : 320;
  image.parentNode.classList.remove("here", "broken");
  image.src = thumbnail(hit, side);
  image.hidden = false;
}
