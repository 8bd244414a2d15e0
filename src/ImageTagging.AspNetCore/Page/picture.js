// One picture: the picture itself with its boxes, what each tagger said, what people changed, why it was found.
import { current, emptySearch, format, go, onMove } from "./address.js";
import { get, isAbort, thumbnail } from "./api.js";
import { Boxes } from "./boxes.js";
import { tagField } from "./corrections.js";
import { button, byId, emptyState, h, icon, iconButton } from "./dom.js";
import { sayFailure } from "./failure-words.js";
import { bytes, exposure, fileName, filesOf, isVideo, length, moment, percent, position, stars, statusName, taken } from "./format.js";
import { announce, notice } from "./live.js";
import { tagName } from "./names.js";
import { inQuotes, quote } from "./query.js";
import { Zoom } from "./zoom.js";

const ways = { alias: "also called", parent: "a kind of", typo: "taken for", meaning: "near in meaning to", person: "found by" };
const slide = 4000;
const noSimilar = "The index of these pictures cannot find similar ones.";
const displayable = /^image\/(jpeg|png|gif|webp|avif|bmp)$/;

export class PictureView {
  #dialog = byId("viewer");
  #view;
  #corrections;
  #asking = null;
  #picture = null;
  #boxes = null;
  #boxesOn = remembered("boxes", false);
  #detailsOpen = remembered("details", false);
  #zoom = null;
  #show = 0;

  constructor(view, corrections) {
    this.#view = view;
    this.#corrections = corrections;
    onMove((state, before) => this.#moved(state, before));
    view.onMore = view.onAnswer = () => this.#steps();
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    // The browser's own way out of the full screen ends the slideshow too.
    document.addEventListener("fullscreenchange", () => !document.fullscreenElement && this.#stopShow());
  }

  start() {
    this.#moved(current, null);
  }

  get isOpen() {
    return this.#dialog.open;
  }

  close() {
    // A step back where the picture was opened from the grid; else to its search.
    if (history.state?.inside) history.back();
    else go({ view: "search" }, { replace: true });
  }

  /** Reads the open picture anew. */
  async refresh() {
    if (!this.isOpen || !this.#picture) return;
    await this.#read(this.#picture.id, this.#focusMark());
  }

  #moved(state, before) {
    if (state.view !== "picture") {
      if (this.isOpen) {
        const { id } = this.#picture ?? before ?? {};
        this.#asking?.abort();
        this.#picture = null;
        this.#stopShow();
        this.#dialog.close();
        this.#dialog.replaceChildren();
        const index = this.#view.results.find(id);
        if (state.view === "search" && index >= 0) requestAnimationFrame(() => this.#view.grid.focus(index));
      }
      return;
    }
    if (this.#picture?.id === state.id && this.isOpen) return;
    this.#open(state.id);
  }

  #open(id) {
    const index = this.#view.results.find(id);
    const known = index >= 0 ? this.#view.results.at(index) : null;
    this.#frame(known ?? { id, name: "", tags: [] });
    if (!this.isOpen) this.#dialog.showModal();
    this.#dialog.querySelector("h2").focus();
    this.#read(id);
  }

  /** What stands before the details are here: the same frame, so that nothing moves. */
  #frame(hit) {
    this.#picture = hit;
    const image = h("img", { class: "whole", alt: hit.name ? `Picture ${fileName(hit)}` : "", decoding: "async" });
    if (hit.name) {
      image.src = thumbnail(hit, 1280);
      // The grid's own thumbnail is here already and stands in until the large one is.
      image.style.backgroundImage = `url("${new URL(thumbnail(hit, 320), document.baseURI)}")`;
    }
    image.addEventListener("load", () => image.style.removeProperty("background-image"));
    image.addEventListener("error", () => {
      if (!image.isConnected || !image.getAttribute("src")) return;
      image.hidden = true;
      sight.append(h("div", { class: "unseen" }, icon("failures"), h("p", { text: "This picture cannot be shown here." })));
    });
    this.#boxes = new Boxes(image);
    const film = isVideo(hit) && iconButton("Play the video", "play", () => this.#play("video", { name: fileName(hit), url: contentOf(hit) }, { controls: true }), { class: "plain motion film", "aria-keyshortcuts": "v" });
    this.#boxes.visible = this.#boxesOn;
    const sight = (this.sight = h("div", { class: "sight" }, image, this.#boxes.element));
    this.stage = h("div", { class: "stage" }, sight, this.#step("Previous picture", "left", -1), this.#step("Next picture", "right", 1), film || "");
    this.#zoom = new Zoom(this.stage, sight, { onSwipe: (by) => this.#go(by), onClose: () => this.#sharpen(image) });
    this.panel = h("div", { class: "panel", "aria-busy": "true" }, h("div", { class: "bones", "aria-hidden": "true" }));
    this.#dialog.replaceChildren(
      h(
        "div",
        { class: "head" },
        h("h2", { id: "viewer-name", tabindex: "-1", text: hit.name ? fileName(hit) : "Picture" }),
        iconButton("Slideshow", "slideshow", () => this.#toggleShow(), { id: "slideshow", "aria-pressed": String(this.#show > 0), "aria-keyshortcuts": "p" }),
        iconButton("Boxes around what was seen", "boxes", () => this.#toggleBoxes(), { id: "boxes", "aria-pressed": String(this.#boxesOn), "aria-keyshortcuts": "b" }),
        h("a", { class: "plain", id: "keep", "aria-label": "Download", title: "Download", href: `api/pictures/${encodeURIComponent(hit.id)}/content?download=true`, download: "", "data-outside": "", "aria-keyshortcuts": "d" }, icon("download")),
        iconButton("Copy the address", "link", () => this.#copy()),
        iconButton("Close", "close", () => this.close(), { "aria-keyshortcuts": "Escape" }),
      ),
      this.stage,
      this.panel,
    );
    this.#steps();
  }

  async #read(id, mark) {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    try {
      const picture = await get(`api/pictures/${encodeURIComponent(id)}`, new URLSearchParams(current.q ? { q: current.q } : {}), asking.signal);
      if (asking !== this.#asking || !this.isOpen) return;
      if (this.#picture.name === "") this.#frame(picture);
      this.#picture = picture;
      byId("viewer-name").textContent = fileName(picture);
      this.#panel(picture, mark);
      this.#boxes.labels = picture.taggers.flatMap((tagger) => tagger.labels);
      if (!mark) announce(`${fileName(picture)}: ${picture.tags.map((tag) => tagName(tag.name)).join(", ") || "no tags"}`);
    } catch (fault) {
      if (isAbort(fault) || asking !== this.#asking) return;
      this.panel.setAttribute("aria-busy", "false");
      this.panel.replaceChildren(
        h("div", { class: "state" }, emptyState("failures", fault.status === 404 ? "There is no such picture" : fault.title, fault.detail, button("Back to the pictures", "pictures", () => go({ view: "search" })))),
      );
    }
  }

  #panel(picture, mark) {
    const { tags, taggers, reasons, corrections } = picture;
    const failed = taggers.filter((tagger) => tagger.failure && tagger.status === "failed");
    this.panel.setAttribute("aria-busy", "false");
    this.panel.replaceChildren(
      ...[
        about(picture, this.#corrections.allowed && iconButton("Edit the title", "edit", () => this.#corrections.askForTitle(picture), { id: "edit-title" })),
        this.#rating(picture),
        this.#files(picture),
        this.#tags(picture),
        h(
          "div",
          { class: "actions" },
          picture.hasSimilar && button("Similar pictures", "similar", () => this.#similar(), { "aria-keyshortcuts": "m" }),
          tags.length > 0 && button("Pictures with the same tags", "same", () => this.#same(), { "aria-keyshortcuts": "s" }),
          displayable.test(picture.mediaType ?? "") &&
            h("a", { class: "button", href: contentOf(picture), target: "_blank", rel: "noopener", "data-outside": "" }, icon("open"), h("span", { text: "Full size" })),
        ),
        picture.lacksSimilar && h("p", { class: "quiet", text: noSimilar }),
        failed.length > 0 && h("p", { class: "fault", text: failed.map((tagger) => Object.values(sayFailure(picture, tagger.failure)).join(" ")).filter(unique).join(" ") }),
        h(
          "details",
          { class: "details", open: this.#detailsOpen, on: { toggle: (event) => remember("details", (this.#detailsOpen = event.target.open)) } },
          h("summary", { text: "Details" }),
          reasons?.length > 0 && section("Why it was found", h("ul", { class: "reasons" }, reasons.map((reason) => this.#reason(reason)))),
          ...taggers.map((tagger) => this.#tagger(tagger)),
          corrections?.length > 0 && section("Changed by people", h("ul", { class: "plain-list" }, corrections.map(correctionLine))),
          section("File", facts(picture)),
        ),
      ].filter(Boolean),
    );
    this.#focusAgain(mark);
  }

  /** The files that are the same picture: the raw one to keep, the moving one to look at. */
  #files(picture) {
    if (!(picture.files?.length > 0)) return null;
    const motion = picture.files.find(({ kind }) => kind === "motion");
    const play = this.stage.querySelector(".motion");
    if (motion && !play) this.stage.append(this.#motion(motion));
    const line = (name, url, what) =>
      h("li", null, h("a", { href: url, download: "", "data-outside": "", title: `Download ${name}` }, icon("download"), h("span", { text: name })), h("span", { class: "quiet", text: ` ${what}` }));
    return section(
      "Files",
      h(
        "ul",
        { class: "plain-list files" },
        line(fileName(picture), `api/pictures/${encodeURIComponent(picture.id)}/content?download=true`, "the picture"),
        picture.files.map(({ name, kind, url }) => line(name, `${url}&download=true`, kind === "raw" ? "as the camera saw it (RAW)" : "the moving part")),
      ),
    );
  }

  /** Under the pointer a Live Photo moves for as long as that stays; pressed, to its end. */
  #motion(motion) {
    let passing = null;
    const press = () => {
      if (passing?.isConnected) passing = null;
      else this.#play("Live Photo", motion);
    };
    const button = iconButton("Play the Live Photo", "play", press, { class: "plain motion", "aria-keyshortcuts": "v" });
    button.append(h("span", { "aria-hidden": "true", text: "Live" }));
    button.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse" && !this.stage.querySelector("video")) passing = this.#play("Live Photo", motion, { quiet: true });
    });
    button.addEventListener("pointerleave", () => {
      if (passing?.isConnected) this.#still();
      passing = null;
    });
    return button;
  }

  // What moves lies over the picture until it ends; what this browser cannot play is there to be kept.
  #play(what, { name, url }, { quiet = false, controls = false } = {}) {
    const { stage } = this;
    if (stage.querySelector("video")) return this.#still();
    const video = h("video", { class: "whole", playsinline: true, controls, src: new URL(url, document.baseURI).href, "aria-label": `${what} ${name}` });
    video.muted = quiet;
    stage.classList.add("playing");
    video.addEventListener("ended", () => this.#still());
    video.addEventListener("error", () => {
      if (!video.isConnected) return;
      this.#still();
      if (!quiet) notice(`This browser cannot play the ${what}; its file is there to download.`);
    });
    // Its own controls take what else would zoom and swipe.
    if (controls) for (const name of ["pointerdown", "dblclick", "wheel"]) video.addEventListener(name, (event) => event.stopPropagation());
    this.sight.after(video);
    video.play().catch(() => {});
    return video;
  }

  #still() {
    this.stage.querySelector("video")?.remove();
    this.stage.classList.remove("playing");
    return null;
  }

  /** Stars and favourite, as they are and to be given. */
  #rating(picture) {
    const { rating = 0, favourite = false } = picture.photo ?? {};
    if (!this.#corrections.allowed) return null;
    const give = (change) => this.#corrections.correct([picture.id], change);
    return h(
      "div",
      { class: "rating", role: "group", "aria-label": "Rating" },
      [1, 2, 3, 4, 5].map((n) =>
        // The star that is the last of those given takes them away.
        iconButton(n === rating ? `${stars(n)}; press to take them away` : stars(n), "star", () => give({ rating: n === rating ? 0 : n }), {
          class: `plain star${n <= rating ? " on" : ""}`,
          "aria-pressed": String(n === rating),
          "aria-keyshortcuts": String(n),
          "data-star": String(n),
        }),
      ),
      iconButton("Favourite", "heart", () => give({ favourite: !favourite }), { class: `plain heart${favourite ? " on" : ""}`, "aria-pressed": String(Boolean(favourite)), "aria-keyshortcuts": "f", "data-star": "f" }),
      rating < 0 && h("span", { class: "quiet", text: "Rejected" }),
    );
  }

  #rate(change) {
    if (!this.#corrections.allowed || !this.#picture?.taggers) return;
    this.#corrections.correct([this.#picture.id], change);
  }

  #tags(picture) {
    const can = this.#corrections.allowed;
    const list = h(
      "ul",
      { class: "tags" },
      picture.tags.map((tag) =>
        h(
          "li",
          { class: tag.by === "person" ? "by-person" : "", on: this.#pointing(tag.name) },
          h("a", { href: this.#searchFor(tag.name), title: `Search for ${tagName(tag.name)}`, text: tagName(tag.name) }),
          tag.by === "person" && h("span", { class: "by", title: "Added by a person" }, icon("person"), h("span", { class: "hidden", text: "added by a person" })),
          can && iconButton(`Remove ${tagName(tag.name)}`, "close", () => this.#corrections.correct([picture.id], { remove: [tag.name] }), { class: "plain remove", "data-tag": tag.name }),
        ),
      ),
    );
    const field = can && tagField("Add a tag", (tag) => this.#corrections.correct([picture.id], { add: [tag] }));
    return section("Tags", picture.tags.length > 0 ? list : h("p", { class: "quiet", text: "No tags yet." }), field && field.element);
  }

  #tagger(tagger) {
    const failure = tagger.failure;
    return section(
      tagger.name,
      h("p", { class: "quiet", text: [tagger.model && `version ${tagger.model}`, tagger.taggedAt && moment(tagger.taggedAt), tagger.status !== "tagged" && tagger.status].filter(Boolean).join(" · ") }),
      failure && h("p", { class: "fault", text: `${failure.message} (${failure.code}, ${failure.attempts} ${failure.attempts === 1 ? "attempt" : "attempts"}${failure.dueAt ? `, again ${moment(failure.dueAt)}` : ""})` }),
      tagger.borrowedFrom && h("p", { class: "quiet" }, "Answered for its near duplicate ", h("a", { href: format({ ...current, view: "picture", id: tagger.borrowedFrom.id }), text: tagger.borrowedFrom.key }), "."),
      tagger.passedOver && h("p", { class: "quiet", text: `Not called: not among those of ${tagger.passedOver}` }),
      tagger.warning && h("p", { class: "quiet", text: tagger.warning }),
      h(
        "ul",
        { class: "labels" },
        tagger.labels.map((label) => {
          const boxed = label.boxes?.length > 0;
          const line = h(
            "li",
            { class: boxed ? "boxed" : "", tabindex: boxed ? "0" : undefined, on: boxed ? this.#pointing(label.name) : {} },
            h("span", { class: "name", text: label.name }),
            boxed && h("span", { class: "kind", text: label.boxes.length === 1 ? "1 box" : `${label.boxes.length} boxes` }),
            label.area > 0 && h("span", { class: "kind", text: `${percent(label.area * 100)} of the picture` }),
            label.models?.length > 0 && h("span", { class: "kind", title: "The models that say it", text: label.models.join(", ") }),
            label.parents?.length > 0 && h("span", { class: "kind", text: label.parents.map((p) => p.name ?? p).join(" › ") }),
            h("span", { class: "number", text: percent(label.confidence) }),
            h("span", { class: "meter", "aria-hidden": "true", css: { "--share": `${label.confidence}%` } }),
          );
          return line;
        }),
      ),
      tagger.labels.length === 0 && !failure && h("p", { class: "quiet", text: "No tags." }),
    );
  }

  #pointing(name) {
    const on = () => this.#boxes.point(name);
    const off = () => this.#boxes.point(null);
    return { pointerenter: on, pointerleave: off, focus: on, blur: off };
  }

  #reason(reason) {
    const boxed = reason.boxes?.length > 0;
    const parts = [h("strong", { text: tagName(reason.tag) })];
    if (reason.label) parts.push(` from “${reason.label}”${reason.tagger ? ` of ${reason.tagger}` : ""}, ${percent(reason.confidence)}`);
    else if (reason.why === "person") parts.push(" added by a person");
    if (reason.word && ways[reason.why]) parts.push(h("span", { class: "quiet", text: `; ${ways[reason.why]} “${reason.word}”` }));
    return h("li", { tabindex: boxed ? "0" : undefined, on: boxed ? this.#pointing(reason.label) : {} }, ...parts);
  }

  #searchFor(tag) {
    return `./?q=${encodeURIComponent(quote(tag))}`;
  }

  #same() {
    const best = [...this.#picture.tags].sort((a, b) => b.confidence - a.confidence).slice(0, 5);
    if (best.length === 0) return;
    // Alternatives, ranked: whoever shares most of them comes first.
    go({ ...emptySearch(), view: "search", q: best.map((tag) => quote(tag.name)).join(" OR ") });
  }

  // What the search was narrowed to stays.
  #similar() {
    if (this.#picture?.hasSimilar) go({ view: "search", like: this.#picture.id, sort: "relevance" });
    else if (this.#picture?.lacksSimilar) announce(noSimilar);
  }

  #step(label, name, by) {
    return iconButton(label, name, () => this.#go(by), { class: `plain step ${name}`, "aria-keyshortcuts": by < 0 ? "ArrowLeft" : "ArrowRight" });
  }

  #neighbour(by) {
    const index = this.#view.results.find(this.#picture?.id);
    return index < 0 ? null : this.#view.results.at(index + by);
  }

  #steps() {
    if (!this.isOpen && !this.stage) return;
    const index = this.#view.results.find(this.#picture?.id);
    if (index >= 0) this.#view.results.want(Math.max(0, index - 1), Math.min(index + 2, this.#view.results.total - 1));
    for (const [name, by] of [["left", -1], ["right", 1]]) {
      const step = this.stage.querySelector(`.step.${name}`);
      const off = index < 0 || index + by < 0 || index + by >= this.#view.results.total;
      step.setAttribute("aria-disabled", String(off));
      step.classList.toggle("off", off);
    }
  }

  #go(by) {
    const next = this.#neighbour(by);
    if (next) go({ id: next.id }, { replace: true });
    else announce(by > 0 ? "This is the last picture" : "This is the first picture");
  }

  // Looked at closely, the picture comes in full where the browser can show it.
  #sharpen(image) {
    const picture = this.#picture;
    if (image.dataset.full || !displayable.test(picture?.mediaType ?? "")) return;
    image.dataset.full = "true";
    const full = new Image();
    full.addEventListener("load", () => image.isConnected && this.#picture?.id === picture.id && (image.src = full.src));
    full.src = contentOf(picture);
  }

  #toggleShow() {
    if (this.#show) this.#stopShow();
    else {
      this.#show = setInterval(() => {
        if (this.#neighbour(1)) this.#go(1);
        else this.#stopShow();
      }, slide);
      this.#dialog.requestFullscreen?.().catch(() => {});
      announce("The slideshow has begun; p ends it");
    }
    this.#showState();
  }

  #stopShow() {
    if (!this.#show) return;
    clearInterval(this.#show);
    this.#show = 0;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    announce("The slideshow has ended");
    this.#showState();
  }

  #showState() {
    this.#dialog.classList.toggle("showing", this.#show > 0);
    byId("slideshow")?.setAttribute("aria-pressed", String(this.#show > 0));
  }

  #toggleBoxes() {
    this.#boxesOn = !this.#boxesOn;
    remember("boxes", this.#boxesOn);
    this.#boxes.visible = this.#boxesOn;
    byId("boxes").setAttribute("aria-pressed", String(this.#boxesOn));
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      notice("The address of this picture is copied");
    } catch {
      notice("The browser does not let the page copy; the address is in the address bar");
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select, video")) return;
    const tag = event.target.closest?.("li")?.querySelector("[data-tag]")?.dataset.tag;
    const step = 80;
    const acts = {
      ArrowLeft: () => (this.#zoom?.zoomed ? this.#zoom.pan(step, 0) : this.#go(-1)),
      ArrowRight: () => (this.#zoom?.zoomed ? this.#zoom.pan(-step, 0) : this.#go(1)),
      "+": () => this.#zoom?.by(1.5),
      "-": () => this.#zoom?.by(1 / 1.5),
      0: () => (this.#zoom?.zoomed ? this.#zoom.reset() : this.#rate({ rating: 0 })),
      ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [n, () => this.#rate({ rating: n })])),
      f: () => this.#rate({ favourite: !this.#picture?.photo?.favourite }),
      p: () => this.#toggleShow(),
      v: () => this.stage.querySelector(".motion")?.click(),
      d: () => byId("keep")?.click(),
      b: () => this.#toggleBoxes(),
      s: () => this.#same(),
      m: () => this.#similar(),
      a: () => this.panel.querySelector(".tag-field input")?.focus(),
      x: () => {
        if (!this.#corrections.allowed) return;
        // On a tag it is removed; elsewhere the first one is shown, for the next key.
        if (tag) this.#corrections.correct([this.#picture.id], { remove: [tag] });
        else this.panel.querySelector("[data-tag]")?.focus();
      },
      u: () => this.#corrections.undo(),
    };
    if (this.#zoom?.zoomed) Object.assign(acts, { ArrowUp: () => this.#zoom.pan(0, step), ArrowDown: () => this.#zoom.pan(0, -step), Escape: () => this.#zoom.reset() });
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // The panel is written anew after a correction; the focus goes back to where it was, or to its neighbour.
  #focusMark() {
    const held = document.activeElement;
    if (!this.panel?.contains(held)) return { none: true };
    const removes = [...this.panel.querySelectorAll("[data-tag]")];
    const at = removes.indexOf(held.closest("li")?.querySelector("[data-tag]"));
    return { field: held.matches(".tag-field *"), star: held.dataset.star, edit: held.id, at };
  }

  #focusAgain(mark) {
    if (!mark || mark.none) return;
    const removes = [...this.panel.querySelectorAll("[data-tag]")];
    if (mark.star) return this.panel.querySelector(`[data-star="${mark.star}"]`)?.focus();
    if (mark.edit) return byId(mark.edit)?.focus();
    if (mark.at >= 0 && removes.length > 0) removes[Math.min(mark.at, removes.length - 1)].focus();
    else this.panel.querySelector(".tag-field input")?.focus();
  }
}

const contentOf = (picture) => picture.contentUrl ?? `api/pictures/${encodeURIComponent(picture.id)}/content`;
const unique = (value, index, all) => all.indexOf(value) === index;

function remembered(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? String(otherwise)) === true;
  } catch {
    return otherwise;
  }
}

function remember(name, on) {
  try {
    localStorage.setItem(name, String(on));
  } catch {
    // For this visit only.
  }
}

/** What people want to know of a file, in a line each. */
function about(picture, edit) {
  const folder = picture.key.includes("/") ? picture.key.slice(0, picture.key.lastIndexOf("/")) : "";
  const photo = picture.photo ?? { people: [] };
  const when = picture.takenAt && photo.certainty !== "guess" && `Taken ${taken(picture.takenAt, photo.certainty === "date")}`;
  const { latitude, longitude } = photo;
  const positioned = latitude !== undefined && latitude !== null;
  const lines = [
    photo.description,
    picture.takenAt ? found(`taken:${picture.takenAt.slice(0, 10)}`, when || `About ${taken(picture.takenAt, true)}`, "All of this day") : `Changed ${moment(picture.modifiedAt)}`,
    photo.camera && [found(`camera=${inQuotes(photo.camera)}`, photo.camera, "All of this camera"), photo.lens && ` · ${photo.lens}`],
    !photo.camera && photo.lens,
    exposure(photo),
    [photo.place && found(`place:${inQuotes(photo.place)}`, photo.place, "All of this place"), positioned && [photo.place && " · ", found(`near:${latitude.toFixed(4)},${longitude.toFixed(4)},5km`, position(latitude, longitude), "All within 5 km of it")]].flat().filter(Boolean),
    photo.people.length > 0 && ["With ", ...photo.people.flatMap((name, i) => [i > 0 && ", ", found(`people=${inQuotes(name)}`, name, `All with ${name}`)])],
    !edit && [photo.rating && stars(photo.rating), photo.favourite && "Favourite"].filter(Boolean).join(" · "),
    filesOf(picture).map((name) => (name === "Live" ? "Live Photo" : name)).join(" · "),
    [picture.width > 0 && `${picture.width} × ${picture.height}`, length(photo.duration), bytes(picture.size)].filter(Boolean).join(" · "),
    folder && ["In ", found(`folder:${inQuotes(folder)}`, folder, "All in this folder")],
  ];
  const head = (photo.title || edit) && h("div", { class: "titled" }, h("p", { class: photo.title ? "name" : "quiet", text: photo.title || "No title" }), edit);
  return h("div", { class: "about" }, head, lines.filter((line) => line && line.length !== 0).map((line) => h("p", { class: "quiet" }, line)));
}

/** A fact that leads to all pictures of which it is true. */
const found = (query, text, title) => h("a", { href: `./?q=${encodeURIComponent(query)}`, title, text });

const section = (title, ...content) => h("section", null, h("h3", { text: title }), ...content);

const correctionWords = ({ tag, fact, value, added }) =>
  tag !== undefined && tag !== null ? `${added ? "+" : "−"} ${tag}`
  : !added ? `− ${fact === "rating" ? "stars" : fact}`
  : fact === "rating" ? stars(value)
  : fact === "title" ? `“${value}”`
  : "Favourite";

const correctionLine = ({ by, at, earlierVersion, ...said }) =>
  h("li", null, h("strong", { text: correctionWords(said) }), h("span", { class: "quiet", text: ` by ${by}, ${moment(at)}${earlierVersion ? ", for an earlier version of the picture" : ""}` }));

function facts(picture) {
  const lines = [
    ["Key", picture.key],
    ["Source", picture.source],
    ["Size", [picture.width > 0 && `${picture.width} × ${picture.height}`, bytes(picture.size)].filter(Boolean).join(", ")],
    ["Type", picture.mediaType],
    ["Modified", moment(picture.modifiedAt)],
    ["Status", statusName(picture.status)],
  ];
  return h(
    "dl",
    null,
    lines.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", { text: name }), h("dd", { text: value })]),
  );
}
