// What a run saw and did not take, and what it could not read: how many, why, and what to do.
import { h } from "./dom.js";
import { sayFailure } from "./failure-words.js";
import { count, pictures } from "./format.js";

// One, many, and what to do; nothing is to be done where the last is empty.
const kinds = {
  video: ["video", "videos", "Videos are not shown here; those of Live Photos are, with their picture."],
  otherPicture: ["picture of another kind", "pictures of other kinds", "Save them as JPEG or PNG, and they appear with the next run."],
  link: ["link", "links", "Links are not followed: choose the folder that they lead to."],
  pattern: ["left out by a pattern", "left out by a pattern", "Whoever started this server left them out."],
  ignoreFile: ["left out by the ignore file", "left out by the ignore file", "The file that names them lies in the folder."],
  hidden: ["hidden", "hidden", "Their names begin with a dot."],
  sidecar: ["file beside pictures", "files beside pictures", "They are read with their pictures."],
  thumbnails: ["preview of a device", "previews of a device", ""],
  trash: ["in the trash", "in the trash", ""],
  snapshots: ["in snapshots", "in snapshots", ""],
  appleDouble: ["of macOS beside a file", "of macOS beside a file", ""],
  otherFile: ["other file", "other files", "They are no pictures."],
};
const wanted = ["otherPicture", "video", "link"];

const found = (notTaken) => Object.entries(kinds).filter(([kind]) => notTaken?.[kind] > 0);
const say = (n, [one, many]) => `${count(n)} ${n === 1 ? one : many}`;

/** In one sentence; empty where all was taken. */
export function sayNotTaken({ notTaken } = {}) {
  const parts = found(notTaken).map(([kind, words]) => say(notTaken[kind], words));
  return parts.length > 0 ? `Not taken: ${parts.join(", ")}.` : "";
}

/** How many of them somebody may miss. */
export const missed = ({ notTaken = {} } = {}) => wanted.reduce((sum, kind) => sum + (notTaken[kind] ?? 0), 0);

/** Each kind with what to do about it. */
export function notTakenList({ notTaken } = {}) {
  const lines = found(notTaken).filter(([, words]) => words[2]);
  return lines.length === 0 ? null : h("ul", { class: "left-out" }, lines.map(([kind, words]) => h("li", null, h("strong", { text: say(notTaken[kind], words) }), ` ${words[2]}`)));
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
