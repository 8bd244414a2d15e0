// What people add and take away, and how it is taken back.
import { current } from "./address.js";
import { get, post } from "./api.js";
import { combobox } from "./combobox.js";
import { button, byId, h } from "./dom.js";
import { bytes, count, pictures, stars } from "./format.js";
import { announce, notice, noticeFault } from "./live.js";
import { tagName } from "./names.js";
import { whole } from "./query.js";

// Kept for the tab, so that a reload does not take the way back.
const done = kept();
const atOnce = 2000;

function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem("undo") ?? "[]");
    return Array.isArray(found) ? found.filter((batch) => typeof batch === "string") : [];
  } catch {
    return [];
  }
}

function keep() {
  try {
    sessionStorage.setItem("undo", JSON.stringify(done.slice(-50)));
  } catch {
    // For as long as the page is open, then.
  }
}

export class Corrections {
  constructor(view, session) {
    Object.assign(this, { view, session });
  }

  get allowed() {
    return this.session.canCorrect !== false && this.session.canWrite !== false;
  }

  /** Corrects these pictures (a selection, or ids) and tells so, with a way back. Returns whether it was done. */
  async correct(subject, change) {
    const body = { ...change, add: change.add ?? [], remove: change.remove ?? [] };
    if (Array.isArray(subject)) body.ids = subject;
    else if (subject.everything) Object.assign(body, { query: whole(current), expected: this.view.results.total });
    else body.ids = subject.ids;
    try {
      const report = await this.#send(body);
      if (report.changed > 0) {
        done.push(report.batch);
        keep();
      }
      notice(sentence(body, report), { action: report.changed > 0 ? { label: "Undo", run: () => this.undo(report.batch) } : null });
      await this.#after();
      return true;
    } catch (fault) {
      noticeFault(fault);
      return false;
    }
  }

  // A long selection goes in parts of one batch, so that none takes long and one undo takes all of them back.
  async #send(body) {
    if (!body.ids || body.ids.length <= atOnce) return post("api/corrections", body);
    let sum = null;
    for (let at = 0; at < body.ids.length; at += atOnce) {
      try {
        const part = await post("api/corrections", { ...body, ids: body.ids.slice(at, at + atOnce), batch: sum?.batch });
        sum = sum
          ? { ...sum, changed: sum.changed + part.changed, unchanged: sum.unchanged + part.unchanged, conflicts: [...sum.conflicts, ...part.conflicts], missing: [...sum.missing, ...part.missing] }
          : part;
        announce(`${count(Math.min(at + atOnce, body.ids.length))} of ${pictures(body.ids.length)}`);
      } catch (fault) {
        if (!sum) throw fault;
        noticeFault(fault);
        return sum;
      }
    }
    return sum;
  }

  async undo(batch = done.at(-1)) {
    if (!batch) return notice("There is nothing to undo");
    try {
      const report = await post(`api/corrections/${encodeURIComponent(batch)}/undo`);
      const at = done.lastIndexOf(batch);
      if (at >= 0) done.splice(at, 1);
      keep();
      const conflicts = report.conflicts?.length ?? 0;
      notice(`Undone on ${pictures(report.changed)}${conflicts > 0 ? `; ${count(conflicts)} changed since were left` : ""}`);
      await this.#after();
    } catch (fault) {
      noticeFault(fault);
    }
  }

  async #after() {
    this.onChange?.();
    await this.view.refresh();
  }

  /** Has XMP files written beside the pictures of a selection; beside all where there is none. */
  async writeFiles(subject) {
    const body = !subject ? { all: true } : subject.everything ? { query: whole(current) } : { ids: subject.ids };
    notice("Writing XMP files…");
    try {
      const { written, unchanged, outdated, failed, faults } = await post("api/sidecars", body);
      const parts = [
        `${count(written)} XMP ${written === 1 ? "file" : "files"} written beside your pictures`,
        unchanged > 0 && `${count(unchanged)} said all of it already`,
        outdated > 0 && `${pictures(outdated)} changed since: start a run first`,
        failed > 0 && `${count(failed)} could not be written${faults[0] ? `: ${faults[0].message}` : ""}`,
      ];
      notice(parts.filter(Boolean).join("; "), { bad: failed > 0 });
    } catch (fault) {
      noticeFault(fault);
    }
  }

  /** Fetches the pictures of a selection as one file. */
  async download(subject) {
    const body = subject.everything ? { query: whole(current) } : { ids: subject.ids };
    try {
      const { url, count: n, bytes: size } = await post("api/downloads", body);
      const link = h("a", { href: url, download: "pictures.zip", "data-outside": "" });
      document.body.append(link);
      link.click();
      link.remove();
      notice(`Downloading ${pictures(n)}, ${bytes(size)}`);
    } catch (fault) {
      noticeFault(fault);
    }
  }

  /** Asks which tag to add to the selection. */
  askToAdd(subject) {
    const sheet = byId("sheet");
    const field = tagField("Tag to add", async (tag) => {
      sheet.close();
      await this.correct(subject, { add: [tag] });
    });
    open(sheet, `Add a tag to ${named(subject, this.view)}`, field.element);
    field.input.focus();
  }

  /** Asks how many stars the selection is to have, and whether it is a favourite. */
  askToRate(subject) {
    const sheet = byId("sheet");
    const choice = (label, change) =>
      h("button", { type: "button", class: "chip", on: { click: () => (sheet.close(), this.correct(subject, change)) } }, h("span", { class: "text", text: label }));
    const list = h(
      "div",
      { class: "choices", role: "group", "aria-label": "Stars" },
      [5, 4, 3, 2, 1].map((n) => choice(stars(n), { rating: n })),
      choice("No stars", { rating: 0 }),
      choice("Rejected", { rating: -1 }),
      choice("Favourite", { favourite: true }),
      choice("No favourite", { favourite: false }),
    );
    open(sheet, `Rate ${named(subject, this.view)}`, list);
    list.querySelector("button").focus();
  }

  /** Asks for a picture's title. */
  askForTitle(picture) {
    const sheet = byId("sheet");
    const input = h("input", { type: "text", "aria-label": "Title", maxlength: "1000", value: picture.photo?.title ?? "", placeholder: "Title", enterkeyhint: "done" });
    const form = h(
      "form",
      {
        class: "tag-field",
        on: {
          submit: async (event) => {
            event.preventDefault();
            sheet.close();
            await this.correct([picture.id], { title: input.value });
          },
        },
      },
      input,
      h("button", { type: "submit", class: "button primary", text: "Keep" }),
    );
    open(sheet, "Title of this picture", form);
    input.focus();
    input.select();
  }

  /** Asks which of the selection's tags to take away. */
  async askToRemove(subject) {
    const sheet = byId("sheet");
    let tags = Array.isArray(subject) ? [] : subject.tags();
    if (!Array.isArray(subject) && subject.everything) {
      try {
        const found = await get("api/tags", new URLSearchParams({ size: "50", q: whole(current) }));
        tags = found.tags.map((tag) => [tag.name, tag.count]);
      } catch (fault) {
        return noticeFault(fault);
      }
    }
    const list = h(
      "div",
      { class: "choices", role: "group", "aria-label": "Tags" },
      tags.slice(0, 60).map(([tag, n]) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-label": `Remove ${tagName(tag)} from ${pictures(n)}`,
            on: {
              click: async () => {
                sheet.close();
                await this.correct(subject, { remove: [tag] });
              },
            },
          },
          h("span", { class: "text", text: tagName(tag) }),
          h("span", { class: "number", text: count(n) }),
        ),
      ),
    );
    open(sheet, `Remove a tag from ${named(subject, this.view)}`, tags.length > 0 ? list : h("p", { text: "They have no tags." }));
    list.querySelector("button")?.focus();
  }
}

/** A field for one tag, with suggestions; Enter takes what stands in it. */
export function tagField(label, onTag) {
  const id = `tags-${Math.random().toString(36).slice(2, 8)}`;
  const input = h("input", {
    type: "text",
    role: "combobox",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: "200",
    enterkeyhint: "done",
    placeholder: label,
  });
  const list = h("ul", { id, class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const take = () => {
    const tag = input.value.trim();
    if (!tag) return;
    input.value = "";
    suggestions.close();
    onTag(tag);
  };
  const suggestions = combobox({
    input,
    list,
    size: 6,
    onChoose(suggestion) {
      input.value = suggestion.name;
      take();
    },
  });
  const element = h(
    "form",
    {
      class: "tag-field",
      on: {
        submit(event) {
          event.preventDefault();
          take();
        },
      },
    },
    input,
    h("button", { type: "submit", class: "button primary", text: "Add" }),
    list,
  );
  return { element, input };
}

function open(sheet, title, ...content) {
  sheet.replaceChildren(
    h("div", { class: "head" }, h("h2", { id: "sheet-title", text: title }), button("Cancel", null, () => sheet.close())),
    ...content,
  );
  sheet.showModal();
}

function named(subject, view) {
  if (Array.isArray(subject)) return subject.length === 1 ? "this picture" : pictures(subject.length);
  return pictures(subject.everything ? view.results.total : subject.size);
}

function sentence({ add, remove, rating, favourite, title }, { changed, unchanged, conflicts }) {
  const given = [
    rating === 0 ? "Took the stars from" : rating === -1 ? "Rejected" : rating !== undefined && `Gave ${stars(rating)} to`,
    favourite !== undefined && (favourite ? "Made a favourite of" : "No longer a favourite:"),
    title !== undefined && (title.trim() ? `Gave the title “${title.trim()}” to` : "Took the title from"),
  ].filter(Boolean);
  const what = [...add.map((tag) => `Added “${tag}” to`), ...remove.map((tag) => `Removed “${tag}” from`), ...given].join(", ");
  const parts = [`${what} ${pictures(changed)}`];
  if (unchanged > 0) parts.push(`${count(unchanged)} already ${unchanged === 1 ? "was" : "were"} so`);
  if (conflicts?.length > 0) parts.push(`${count(conflicts.length)} could not be changed: ${conflicts[0].message}`);
  return parts.join("; ");
}
