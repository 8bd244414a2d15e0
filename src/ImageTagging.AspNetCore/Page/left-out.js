// What a run saw and did not take, and what it could not read: how many, why, and what to do.
import { h } from "./dom.js";
import { sayFailure } from "./failure-words.js";
import { count, pictures } from "./format.js";

// One, many, and what to do about one and about many; nothing is to be done where that is empty.
const kinds = {
  video: ["video", "videos", "Videos are not shown here; those of Live Photos are, with their picture."],
  otherPicture: ["picture of another kind", "pictures of other kinds", "Save them as JPEG or PNG, and they appear with the next run.", "Save it as JPEG or PNG, and it appears with the next run."],
  link: ["link", "links", "Links are not followed: choose the folder that they lead to."],
  pattern: ["left out by a pattern", "left out by a pattern", "Whoever started this server left them out."],
  ignoreFile: ["left out by the ignore file", "left out by the ignore file", "The file that names them lies in the folder."],
  hidden: ["hidden", "hidden", "Their names begin with a dot."],
  thumbnails: ["preview of a device", "previews of a device", ""],
  trash: ["in the trash", "in the trash", ""],
  snapshots: ["in snapshots", "in snapshots", ""],
  appleDouble: ["of macOS beside a file", "of macOS beside a file", ""],
  otherFile: ["other file", "other files", "They are no pictures.", "It is no picture."],
};
const wanted = ["video", "otherPicture", "link"];
// What is read with its picture is taken, and no kind of this list.

const found = (notTaken) => Object.entries(kinds).filter(([kind]) => notTaken?.[kind] > 0);
const say = (n, [one, many]) => `${count(n)} ${n === 1 ? one : many}`;

/** In one sentence; empty where all was taken. */
export function sayNotTaken({ notTaken } = {}) {
  const parts = found(notTaken).map(([kind, words]) => say(notTaken[kind], words));
  return parts.length > 0 ? `Not taken: ${parts.join(", ")}.` : "";
}

/** Those that somebody may miss: how many, and in words. */
export const missed = ({ notTaken = {} } = {}) => {
  const kind = wanted.filter((name) => notTaken[name] > 0);
  return { count: kind.reduce((sum, name) => sum + notTaken[name], 0), text: kind.map((name) => say(notTaken[name], kinds[name])).join(", ") };
};

/** Each kind with what to do about it. */
export function notTakenList({ notTaken } = {}) {
  const lines = found(notTaken);
  const advice = (n, [, , many, one]) => (n === 1 ? (one ?? many) : many);
  return lines.length === 0 ? null : h("ul", { class: "left-out" }, lines.map(([kind, words]) => h("li", null, h("strong", { text: say(notTaken[kind], words) }), ` ${advice(notTaken[kind], words)}`)));
}

/** Why pictures of a run have no tags; those of one reason together. */
export function failedList({ failedBy } = {}) {
  const reasons = new Map();
  for (const [code, n] of Object.entries(failedBy ?? {})) {
    const { what, todo } = sayFailure({ name: "" }, { code });
    const text = `${what} ${todo}`;
    reasons.set(text, (reasons.get(text) ?? 0) + n);
  }
  return reasons.size === 0 ? null : h("ul", { class: "left-out" }, [...reasons].map(([text, n]) => h("li", null, h("strong", { text: pictures(n) }), ` ${text}`)));
}
