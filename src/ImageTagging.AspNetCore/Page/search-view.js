// Pictures: the search of the address, its grid, its facets, what to do when there is nothing.
import { current, emptySearch, go, isByTaken, onMove, sameSearch, searchParams } from "./address.js";
import { get, getSession, isAbort } from "./api.js";
import { beginning } from "./beginning.js";
import { showChips, showNotes } from "./chips.js";
import { byId, button, debounce, emptyState, h } from "./dom.js";
import { awaitFacets, keepFacets, showFacets } from "./facets.js";
import { pictures } from "./format.js";
import { Grid } from "./grid.js";
import { announce } from "./live.js";
import { choose, language, readNames } from "./names.js";
import { leaveNothing, showNothing } from "./nothing.js";
import { unfinished } from "./query.js";
import { facets, Results } from "./results.js";
import { Scrubber } from "./scrubber.js";
import { Selection, showSelection } from "./selection.js";

const sizes = [96, 130, 170, 220, 290, 380];

export class SearchView {
  #asked = null;
  // Before the session says what is allowed, a selection can be made and cleared.
  #bar = { canSelectAll: () => current.min === 0 && !current.like && !this.#widened };
  #turn = 0;
  #widened = false;
  #half = false;
  #stale = false;
  // What the words of a search that finds nothing may mean instead.
  #guess = null;
  #size;

  /** Whether a run goes on, so that pictures are yet to come. */
  tagging = false;
  /** Whether there are no pictures at all. */
  isEmpty = false;

  constructor() {
    this.results = new Results(() => this.#more());
    this.selection = new Selection(this.results, () => this.#selected());
    this.#size = keptSize();
    this.grid = new Grid(byId("grid"), this.results, this.selection, sizes[this.#size]);
    this.grid.onSettle = () => this.#keepPlace();
    this.selection.canSelectAll = () => this.#bar.canSelectAll();
    this.scrubber = new Scrubber(byId("scrubber"), this.grid, this.results);
    onMove((state, before, how) => this.#moved(state, how));
    this.#controls();
    // The typing has ended: what was found of half a word is shown after all.
    const settle = () => this.#half && this.#search(current, null);
    byId("q").addEventListener("blur", settle);
    byId("search").addEventListener("submit", settle);
  }

  session = {};

  /** What the bar over a selection offers. */
  set acts(acts) {
    this.#bar = { ...this.#bar, ...acts };
    this.#selected();
  }

  /** Who asks is known: what an empty page says depends on it. */
  known(session) {
    this.session = session;
    byId("meaning-field").hidden = !session.findsByMeaning;
    if (!byId("state").hidden && byId("state").classList.contains("nothing")) showNothing(byId("state"), { canTeach: session.canCorrect, hasBefore: this.#stale, guess: this.#guess });
    if (this.results.answered && this.results.total === 0 && !byId("state").hidden && !byId("state").classList.contains("nothing")) byId("state").replaceChildren(...beginning(this.session, this.tagging));
  }

  async start() {
    awaitFacets();
    this.#languages();
    await this.#search(current, history.state?.place);
  }

  /** The languages to choose from; the pictures do not wait for them unless one is chosen. */
  async #languages() {
    const select = byId("language");
    try {
      const languages = await readNames();
      select.replaceChildren(
        h("option", { value: "", text: "Tags as they are" }),
        ...languages.map((code) => h("option", { value: code, lang: code, text: languageName(code) })),
      );
      select.value = language();
      byId("language-field").hidden = languages.length === 0;
      if (language() && this.results.answered) await this.reload(true);
    } catch {
      // Then tags are shown as they are.
    }
  }

  /** The pictures of the selection, or else the one that has the focus. */
  get subject() {
    if (this.selection.size > 0 || this.selection.everything) return this.selection;
    return null;
  }

  get activeHit() {
    return byId("grid").contains(document.activeElement) ? this.results.at(this.grid.active) : null;
  }

  /** Reads the shown pictures anew, without moving them. */
  async refresh() {
    if (this.#stale) return this.reload();
    try {
      const answer = await this.results.refresh();
      if (this.results.timeline && answer.total !== this.results.total) return this.reload(true);
      // How many are similar enough is known once the last of them is.
      if (!current.like) this.results.total = answer.total;
      showFacets(answer.facets);
      this.#tell(answer);
      this.grid.update();
    } catch (fault) {
      if (!isAbort(fault)) this.#fault(fault);
    }
  }

  /** Searches anew, the place kept; `quiet` where nobody asked for it. */
  async reload(quiet = false) {
    await this.#search(current, this.grid.place, quiet);
  }

  resize(by) {
    this.#size = Math.min(sizes.length - 1, Math.max(0, this.#size + by));
    try {
      localStorage.setItem("size", String(this.#size));
    } catch {
      // Kept for this visit only.
    }
    this.grid.size = sizes[this.#size];
    byId("smaller").disabled = this.#size === 0;
    byId("larger").disabled = this.#size === sizes.length - 1;
  }

  async #moved(state, how) {
    const main = state.view === "search" || state.view === "picture";
    if (main && (!this.#asked || !sameSearch(this.#asked, state))) {
      if (this.selection.size > 0 || this.selection.everything) this.selection.clear();
      await this.#search(state, how === "pop" ? history.state?.place : null);
    } else if (main) {
      requestAnimationFrame(() => this.grid.render());
    }
  }

  async #search(state, place, quiet = false) {
    const turn = ++this.#turn;
    this.#asked = state;
    this.failed = false;
    showChips(state);
    this.#showControls(state);
    byId("grid").setAttribute("aria-busy", "true");
    byId("page").classList.toggle("asking", !quiet);
    try {
      const narrowed = searchParams(state).toString() !== "";
      const answer = await this.results.start(state, ({ total }) => total === 0 && narrowed && this.results.loaded > 0);
      if (turn !== this.#turn) return;
      const kept = answer.total === 0 && narrowed && this.results.loaded > 0;
      this.#half = kept && (await isHalfTyped());
      if (turn !== this.#turn) return;
      if (this.#half) {
        announce("Nothing found yet");
        return;
      }
      // What was found before stays in sight, grey: nothing is to be done with it.
      this.#grey(kept);
      byId("query-fault").hidden = true;
      showNotes(answer);
      // A correction of everything found is asked by the query as it stands, which finds less than a widened one.
      this.#widened = answer.expanded.length > 0;
      if (answer.total === 0 && narrowed) {
        if (keepFacets(answer.facets)) this.#otherFacets(turn);
      } else showFacets(answer.facets);
      this.#tell(answer, quiet);
      if (kept) {
        if (scrollY > 0 && current.view === "search") scrollTo({ top: 0, behavior: "instant" });
        this.grid.render();
        this.onAnswer?.();
        return;
      }
      const restoring = place && (place.index > 0 || place.offset > 0);
      if (!restoring && scrollY > 0 && current.view === "search") scrollTo({ top: 0, behavior: "instant" });
      this.scrubber.start();
      this.grid.restart();
      if (restoring) await this.grid.restore(place);
      this.onAnswer?.();
    } catch (fault) {
      if (isAbort(fault) || turn !== this.#turn) return;
      this.#fault(fault);
    } finally {
      if (turn === this.#turn) {
        byId("grid").setAttribute("aria-busy", "false");
        byId("page").classList.remove("asking");
      }
    }
  }

  #tell(answer, quiet = false) {
    const found = this.#count(answer.total);
    if (!quiet) announce(answer.total === 0 ? "Nothing found" : `${found} found`);
    const state = byId("state");
    const nothing = answer.total === 0;
    const narrowed = searchParams(current).toString() !== "";
    // Where there are no pictures there is nothing to sort, to select and to filter.
    this.isEmpty = nothing && !narrowed;
    document.body.classList.toggle("no-pictures", this.isEmpty);
    state.hidden = !nothing;
    leaveNothing();
    if (!nothing) return;
    state.classList.toggle("nothing", narrowed);
    if (narrowed) showNothing(state, { canTeach: Boolean(this.#bar.canCorrect), hasBefore: this.#stale, guess: (this.#guess = answer.didYouMean?.[0]) });
    else state.replaceChildren(...beginning(this.session, this.tagging));
  }

  /** Shows how many there are. Of similar pictures more are compared than are similar enough, which the last page tells. */
  #count(total) {
    const found = !current.like || total === 0 ? pictures(total) : this.results.complete ? pictures(this.results.total) : `${pictures(this.results.loaded)} and more`;
    byId("count").textContent = found;
    return found;
  }

  /** Where nothing was found before either, the filters are those of all pictures. */
  async #otherFacets(turn) {
    try {
      const all = await get("api/search", new URLSearchParams({ size: "1", facets, facetSize: "30" }));
      if (turn !== this.#turn) return;
      const none = Object.fromEntries(Object.entries(all.facets).map(([name, values]) => [name, values.map((v) => ({ ...v, count: 0 }))]));
      showFacets(none);
    } catch {
      // The search itself tells what is wrong.
    }
  }

  #grey(on) {
    this.#stale = on;
    if (on && (this.selection.size > 0 || this.selection.everything)) this.selection.clear();
    byId("grid").classList.toggle("stale", on);
    byId("grid").inert = on;
  }

  /** Whether the last search could not be answered. */
  failed = false;

  #fault(fault) {
    this.failed = !fault.column && fault.status !== 400;
    if (fault.column || fault.status === 400) {
      const box = byId("query-fault");
      // Half a word is no mistake while it is typed.
      box.textContent = `${fault.detail ?? fault.title}${fault.column && !/column/.test(fault.detail ?? "") ? ` (column ${fault.column})` : ""}`;
      box.hidden = document.activeElement === byId("q") && unfinished(byId("q").value);
      if (!box.hidden) announce(box.textContent);
      return;
    }
    if (!this.results.answered) byId("bones").hidden = true;
    const state = byId("state");
    state.hidden = false;
    state.classList.remove("nothing");
    state.replaceChildren(...emptyState("failures", fault.title ?? "Something went wrong", fault.detail ?? fault.message, button("Try again", "retry", () => this.reload(), { class: "button primary" })));
    announce(`${fault.title}: ${fault.detail ?? ""}`);
  }

  #more() {
    if (this.results.fault) {
      this.#fault(this.results.fault);
      return;
    }
    if (current.like) this.#count(this.results.total);
    this.grid.update();
    this.onMore?.();
  }

  #selected() {
    showSelection(this.selection, this.results, this.#bar);
    this.grid?.render();
  }

  #keepPlace() {
    if (current.view !== "search") return;
    const place = this.grid.place;
    history.replaceState({ ...history.state, place }, "");
  }

  #controls() {
    const min = byId("min");
    const later = debounce(120, () => go({ min: Number(min.value) }, { replace: true }));
    min.addEventListener("input", () => {
      byId("min-text").textContent = minText(Number(min.value));
      later();
    });
    byId("sort").addEventListener("change", ({ target: { value } }) => go({ sort: value === "taken" && isByTaken({ ...current, sort: "relevance" }) ? "relevance" : value }));
    byId("meaning").addEventListener("change", (event) => go({ meaning: event.target.checked }));
    byId("language").addEventListener("change", async (event) => {
      await choose(event.target.value).catch((fault) => this.#fault(fault));
      await this.reload();
    });
    byId("smaller").addEventListener("click", () => this.resize(-1));
    byId("larger").addEventListener("click", () => this.resize(1));
    byId("selecting").addEventListener("click", () => {
      this.selection.mode = !this.selection.mode;
      if (!this.selection.mode && this.selection.size > 0) this.selection.clear();
      else this.#selected();
    });
    this.resize(0);
  }

  #showControls(state) {
    byId("min").value = String(state.min);
    byId("min").setAttribute("aria-valuetext", minText(state.min));
    byId("min-text").textContent = minText(state.min);
    // Without words there is no best match: they stand by when they were taken, and the field says so.
    const plain = isByTaken({ ...state, sort: "relevance" });
    byId("sort").querySelector("[value=relevance]").hidden = plain;
    byId("sort").value = state.like ? "relevance" : plain && state.sort === "relevance" ? "taken" : state.sort;
    byId("sort").disabled = Boolean(state.like);
    byId("meaning").checked = state.meaning;
  }
}

/** Whether the last word is the beginning of names that are being suggested: nothing found is no answer yet. */
async function isHalfTyped() {
  // Enter says that the word is meant as it stands.
  const box = byId("q");
  if (document.activeElement === box) await box.suggesting;
  if (document.activeElement !== box || box.getAttribute("aria-expanded") !== "true") return false;
  const word = box.value.trim().split(/\s+/).pop().replace(/^["-]/, "").toLowerCase();
  const names = [...byId("suggestions").querySelectorAll(".name")].map((name) => name.textContent.toLowerCase());
  return names.some((name) => name.startsWith(word)) && !names.includes(word);
}

// A language's own name for itself.
function languageName(code) {
  try {
    return new Intl.DisplayNames([code], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

const minText = (min) => (min > 0 ? `from ${min} %` : "any");

function keptSize() {
  try {
    const kept = localStorage.getItem("size");
    if (kept !== null && sizes[Number(kept)]) return Number(kept);
  } catch {
    // As wide windows like it.
  }
  return innerWidth < 600 ? 1 : 3;
}

export async function title() {
  const session = await getSession();
  byId("title").textContent = session.title || "Pictures";
  return session;
}

