// Pictures: the search of the address, its grid, its facets, what to do when there is nothing.
import { current, emptySearch, go, onMove, sameSearch, searchParams } from "./address.js";
import { getSession, isAbort } from "./api.js";
import { showChips, showNotes } from "./chips.js";
import { byId, button, debounce, emptyState } from "./dom.js";
import { awaitFacets, showFacets } from "./facets.js";
import { pictures } from "./format.js";
import { Grid } from "./grid.js";
import { announce } from "./live.js";
import { unfinished } from "./query.js";
import { Results } from "./results.js";
import { Selection, showSelection } from "./selection.js";

const sizes = [96, 130, 170, 220, 290, 380];

export class SearchView {
  #asked = null;
  // Before the session says what is allowed, a selection can be made and cleared.
  #bar = { canSelectAll: () => current.min === 0 && !this.#widened };
  #turn = 0;
  #widened = false;
  #half = false;
  #size;

  constructor() {
    this.results = new Results(() => this.#more());
    this.selection = new Selection(this.results, () => this.#selected());
    this.#size = keptSize();
    this.grid = new Grid(byId("grid"), this.results, this.selection, sizes[this.#size]);
    this.grid.onSettle = () => this.#keepPlace();
    onMove((state, before, how) => this.#moved(state, how));
    this.#controls();
    // The typing has ended: what was found of half a word is shown after all.
    const settle = () => this.#half && this.#search(current, null);
    byId("q").addEventListener("blur", settle);
    byId("search").addEventListener("submit", settle);
  }

  /** What the bar over a selection offers. */
  set acts(acts) {
    this.#bar = { ...this.#bar, ...acts };
    this.#selected();
  }

  async start() {
    awaitFacets();
    await this.#search(current, history.state?.place);
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
    try {
      const answer = await this.results.refresh();
      this.results.total = answer.total;
      showFacets(answer.facets);
      this.#tell(answer);
      this.grid.update();
    } catch (fault) {
      if (!isAbort(fault)) this.#fault(fault);
    }
  }

  async reload() {
    await this.#search(current, this.grid.place);
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

  async #search(state, place) {
    const turn = ++this.#turn;
    this.#asked = state;
    showChips(state);
    this.#showControls(state);
    byId("grid").setAttribute("aria-busy", "true");
    byId("page").classList.add("asking");
    try {
      const answer = await this.results.start(state, ({ total }) => total === 0 && this.results.loaded > 0 && isHalfTyped());
      if (turn !== this.#turn) return;
      this.#half = answer.total === 0 && this.results.loaded > 0;
      if (this.#half) {
        announce("Nothing found yet");
        return;
      }
      byId("query-fault").hidden = true;
      showNotes(answer);
      // A correction of everything found is asked by the query as it stands, which finds less than a widened one.
      this.#widened = answer.expanded.length > 0;
      showFacets(answer.facets);
      this.#tell(answer);
      const restoring = place && (place.index > 0 || place.offset > 0);
      if (!restoring && scrollY > 0 && current.view === "search") scrollTo({ top: 0, behavior: "instant" });
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

  #tell(answer) {
    byId("count").textContent = pictures(answer.total);
    announce(answer.total === 0 ? "Nothing found" : `${pictures(answer.total)} found`);
    const state = byId("state");
    const nothing = answer.total === 0;
    state.hidden = !nothing;
    if (!nothing) return;
    const narrowed = searchParams(current).toString() !== "";
    const clear = button("Show all pictures", "pictures", () => go({ ...emptySearch(), view: "search" }), { class: "button primary" });
    state.replaceChildren(
      ...(narrowed
        ? emptyState("search", "Nothing found", "No picture has all of this. Take a part away, or ask for less confidence.", clear)
        : emptyState("pictures", "No pictures yet", "Upload some, or start a run that tags the pictures of your sources.", link("upload", "Upload pictures"), link("run", "Start a run"))),
    );
  }

  #fault(fault) {
    if (fault.column || fault.status === 400) {
      const box = byId("query-fault");
      // Half a word is no mistake while it is typed.
      box.textContent = `${fault.detail ?? fault.title}${fault.column && !/column/.test(fault.detail ?? "") ? ` (column ${fault.column})` : ""}`;
      box.hidden = document.activeElement === byId("q") && unfinished(byId("q").value);
      if (!box.hidden) announce(box.textContent);
      return;
    }
    const state = byId("state");
    state.hidden = false;
    state.replaceChildren(...emptyState("failures", fault.title ?? "Something went wrong", fault.detail ?? fault.message, button("Try again", "retry", () => this.reload(), { class: "button primary" })));
    announce(`${fault.title}: ${fault.detail ?? ""}`);
  }

  #more() {
    if (this.results.fault) {
      this.#fault(this.results.fault);
      return;
    }
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
    byId("sort").addEventListener("change", (event) => go({ sort: event.target.value }));
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
    byId("sort").value = state.sort;
  }
}

/** Whether the last word is the beginning of names that are being suggested: nothing found is no answer yet. */
async function isHalfTyped() {
  const box = byId("q");
  if (document.activeElement === box) await box.suggesting;
  if (document.activeElement !== box || box.getAttribute("aria-expanded") !== "true") return false;
  const word = box.value.trim().split(/\s+/).pop().replace(/^["-]/, "").toLowerCase();
  const names = [...byId("suggestions").querySelectorAll(".name")].map((name) => name.textContent);
  return names.some((name) => name.startsWith(word)) && !names.includes(word);
}

const minText = (min) => (min > 0 ? `${min} %` : "any");

function link(view, text) {
  return button(text, view, () => go({ view }), { class: "button" });
}

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

