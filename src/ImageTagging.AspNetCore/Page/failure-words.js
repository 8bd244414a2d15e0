// Why a picture has no tags, and what to do about it, as one person would tell another.
import { fileName } from "./format.js";

const says = {
  NotAPicture: ["This is no picture, whatever its name says.", "If it should be one, put a good copy in its place."],
  Empty: ["The file is empty.", "Copy the picture here once more."],
  DecodeFailed: ["The picture is damaged, or of a kind that cannot be read here.", "Open it in another program and save it as JPEG, or put a good copy in its place."],
  FfmpegMissing: ["This video or picture cannot be shown here yet.", "Have ffmpeg installed on the server (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg); it is then tried again."],
  HeicDecoderMissing: ["This iPhone photo (HEIC) cannot be read here yet.", "Have libheif installed on the server (Debian: apt-get install libheif1 libheif-plugin-libde265; macOS: brew install libheif), then try again; or save it as JPEG."],
  RawWithoutPreview: ["This raw photo has no preview in it that could be shown.", "Save it as JPEG beside the raw file."],
  DecodeTimedOut: ["It took too long to read the picture.", "It is tried again by itself; if that never helps, save a smaller copy."],
  TooManyPixels: ["The picture is too large to be read here.", "Save a smaller copy beside it."],
  TooManyBytes: ["The file is too large for the tagger.", "Save a smaller copy beside it."],
  CannotFit: ["The picture cannot be made small enough for the tagger.", "Save a smaller copy beside it."],
  AccessDenied: ["The picture may not be read.", "Give the server the right to read it, then try again."],
  ObjectGone: ["The picture is no longer where it was.", "The next run notices where it went."],
  NotFound: ["The picture is no longer where it was.", "The next run notices where it went."],
  ChangedWhileReading: ["The picture changed while it was read.", "Try again once it is copied whole."],
  NeedsRestore: ["The picture lies in an archive.", "Restore it in its store, then try again."],
  InvalidObjectState: ["The picture lies in an archive.", "Restore it in its store, then try again."],
};
const passing = new Set(["TimedOut", "ConnectTimedOut", "ConnectionLost", "Unreachable", "SlowDown", "ServiceUnavailable", "TooBusy", "Busy", "ReadFailed", "ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"]);

/** @returns {{ what: string, todo: string }} */
export function sayFailure(picture, { code, dueAt, poison }) {
  const name = (fileName(picture) ?? "").toLowerCase();
  if (code === "DecodeFailed" && /\.hei[cf]$/.test(name)) {
    return { what: "This iPhone photo (HEIC) cannot be read here.", todo: "Save it as JPEG, or set the camera to “Most Compatible” under Settings, Camera, Formats." };
  }
  if (code === "DecodeFailed" && /\.(mp4|mov|m4v|avi|mkv|webm|mpe?g|mts|m2ts|3gp|wmv)$/.test(name)) {
    return { what: "No picture could be taken from this video.", todo: "Play it to see whether it is whole; put a good copy in its place." };
  }
  if (code === "DecodeFailed" && /\.(cr2|cr3|nef|nrw|arw|raf|orf|rw2|pef|srw|dng)$/.test(name)) {
    return { what: "This raw photo cannot be read here.", todo: "Save it as JPEG beside the raw file." };
  }
  if (says[code]) return { what: says[code][0], todo: says[code][1] };
  if (passing.has(code)) return { what: "The tagger or the store did not answer in time.", todo: "It is tried again by itself." };
  return { what: "The tagger could not say what is in it.", todo: dueAt && !poison ? "It is tried again by itself." : "Try again; if it stays so, look at Details." };
}
