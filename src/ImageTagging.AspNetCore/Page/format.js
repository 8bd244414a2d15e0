const numbers = new Intl.NumberFormat("en");
// Dates as the page's English writes them: 4 July 2019.
const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const moments = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const months = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

export const count = (n) => numbers.format(n ?? 0);
export const pictures = (n) => `${count(n)} ${n === 1 ? "picture" : "pictures"}`;
export const percent = (confidence) => `${Number(confidence).toFixed(confidence < 99.95 && confidence % 1 ? 1 : 0)} %`;
export const day = (time) => (time ? days.format(new Date(time)) : "");
export const moment = (time) => (time ? moments.format(new Date(time)) : "");
export const money = (amount) => `$${Number(amount ?? 0).toFixed(Number(amount) > 0 && Number(amount) < 1 ? 4 : 2)}`;

export function month(value) {
  const [year, number] = String(value).split("-").map(Number);
  return year && number ? months.format(Date.UTC(year, number - 1)) : String(value);
}

export function bytes(n) {
  if (!(n >= 0)) return "";
  const units = ["bytes", "KB", "MB", "GB"];
  let unit = 0;
  while (n >= 1000 && unit < 3) {
    n /= 1000;
    unit++;
  }
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

export function duration(seconds) {
  if (!(seconds >= 0)) return "";
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** The last part of a key; a picture is called by it. */
export const fileName = (picture) => picture.name || String(picture.key ?? "").split("/").pop() || picture.id;

/** The file's name that a picture's id stands for. */
export function nameOf(id) {
  try {
    const bytes = Uint8Array.from(atob(id.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const key = new TextDecoder().decode(bytes.subarray(2 + bytes[0] * 256 + bytes[1]));
    return key.slice(key.lastIndexOf("/") + 1) || "a picture";
  } catch {
    return "a picture";
  }
}

/** How far a picture is, in words. */
export const statusName = (status) => ({ tagged: "Tagged", stale: "To be tagged anew", failed: "Could not be tagged", pending: "Not tagged yet", gone: "Gone" })[status] ?? status;

/** A rating as people give it. */
export const stars = (rating) => (Number(rating) < 0 ? "Rejected" : Number(rating) === 1 ? "1 star" : `${rating} stars`);

const takenDays = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });
const takenMoments = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** When a picture was taken, by the clock of its place whatever that of the reader says. */
export const taken = (at, isDay) => (at ? (isDay ? takenDays : takenMoments).format(new Date(`${at}Z`)) : "");

const shortDays = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const narrowDays = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
// About as wide as a letter of a heading is in wide typefaces.
const letter = 8.2;
const named = new Map();

/** A day (its month × 32 + the day) as long as there is room for: Thursday, 4 July 2019; Thu, 4 Jul; 4 Jul. */
export function weekday(day, room) {
  let names = named.get(day);
  if (!names) {
    const month = Math.floor(day / 32);
    const time = Date.UTC(Math.floor((month - 1) / 12), (month - 1) % 12, day % 32);
    // Formatting costs more than the rest of a heading; the last ones come again and again.
    if (named.size >= 500) named.clear();
    named.set(day, (names = [takenDays, shortDays, narrowDays].map((form) => form.format(time))));
  }
  return names.find((name) => name.length * letter + 4 <= room) ?? names[2];
}

const raw = /\.(dng|cr2|cr3|nef|nrw|arw|raf|orf|rw2|pef|srw)$/i;
const moving = /\.(mov|mp4)$/i;

/** Whether a frame stands for it. */
export const isVideo = ({ mediaType }) => /^video\//.test(mediaType ?? "");

/** What a picture is beside a plain one: a raw photo, a JPEG with its raw file, a Live Photo, a video. */
export function filesOf({ key, companions, mediaType }) {
  const files = companions ?? [];
  return [raw.test(key ?? "") ? "RAW" : files.some((ending) => raw.test(ending)) ? (/\.hei[cf]$/i.test(key) ? "RAW + HEIC" : "RAW + JPEG") : "", files.some((ending) => moving.test(ending)) ? "Live" : "", isVideo({ mediaType }) ? "Video" : ""].filter(Boolean);
}

/** The exposure as cameras show it. */
export function exposure({ exposureTime, aperture, iso, focalLength }) {
  const time = exposureTime > 0 && (exposureTime < 0.5 ? `1/${Math.round(1 / exposureTime)} s` : `${Number(exposureTime.toFixed(1))} s`);
  return [time, aperture > 0 && `f/${Number(aperture.toFixed(1))}`, iso > 0 && `ISO ${iso}`, focalLength > 0 && `${Number(focalLength.toFixed(1))} mm`].filter(Boolean).join(" · ");
}

/** How long a video runs: 0:07, 12:34, 1:02:03. */
export function length(seconds) {
  if (!(seconds > 0)) return "";
  const [whole, two] = [Math.floor(seconds), (part) => String(part).padStart(2, "0")];
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}` : Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** A place of the filters, the smallest part first: Attica, Greece. */
export const placeName = (value) => value.split("/").reverse().join(", ");

/** Degrees as maps write them. */
export const position = (latitude, longitude) =>
  `${Math.abs(latitude).toFixed(4)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(4)}° ${longitude < 0 ? "W" : "E"}`;
