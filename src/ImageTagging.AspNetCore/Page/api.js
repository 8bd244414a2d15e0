// The server's endpoints. Faults come as ApiFault with a title and a sentence that says what to do.
export class ApiFault extends Error {
  constructor(title, detail, status, code, column) {
    super(detail || title);
    Object.assign(this, { title, detail, status, code, column });
  }
}

let session = null;

export const isAbort = (fault) => fault?.name === "AbortError";

export async function getSession() {
  session ??= await get("api/session");
  return session;
}

export async function get(path, params, signal) {
  const query = params?.toString();
  return read(await ask(query ? `${path}?${query}` : path, { signal, headers: { Accept: "application/json" } }));
}

export async function post(path, body, signal) {
  return write(path, () => ({
    signal,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
  }));
}

async function write(path, make, again = true) {
  const { antiforgery } = await getSession();
  const options = make();
  const answer = await ask(path, { ...options, method: "POST", headers: { ...options.headers, "X-Antiforgery": antiforgery } });
  if (again && (answer.status === 400 || answer.status === 403)) {
    const fault = await faultOf(answer);
    if (!isStale(fault)) throw fault;
    session = null;
    return write(path, make, false);
  }
  return read(answer);
}

/** Whether the server was started anew since this page was opened, so that the session must be asked for again. */
const isStale = (fault) => /antiforgery/i.test(`${fault.code} ${fault.title}`);

/** Sends one picture. */
export async function upload(file, onProgress, signal) {
  try {
    return await send(file, onProgress, signal);
  } catch (fault) {
    if (!isStale(fault)) throw fault;
    signal?.throwIfAborted();
    session = null;
    return send(file, onProgress, signal);
  }
}

// XMLHttpRequest because fetch does not tell how much has gone.
async function send(file, onProgress, signal) {
  const { antiforgery } = await getSession();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", new URL("api/uploads", document.baseURI));
    request.setRequestHeader("X-Antiforgery", antiforgery);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      if (request.status < 300 && request.response?.results) return resolve(request.response.results[0]);
      reject(problem(request.response, request.status));
    });
    request.addEventListener("error", () => reject(silent()));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file, file.name || "pasted.png");
    request.send(form);
  });
}

export const thumbnail = (picture, side) => {
  const version = picture.version ?? `${picture.size}-${Date.parse(picture.modifiedAt) || 0}`;
  return `api/pictures/${encodeURIComponent(picture.id)}/thumbnail?side=${side}&v=${encodeURIComponent(version)}`;
};

async function ask(path, options) {
  try {
    return await fetch(new URL(path, document.baseURI), { credentials: "same-origin", ...options });
  } catch (fault) {
    throw isAbort(fault) ? fault : silent();
  }
}

async function read(answer) {
  if (!answer.ok) throw await faultOf(answer);
  if (answer.status === 204) return null;
  return answer.json();
}

async function faultOf(answer) {
  let body = null;
  try {
    body = await answer.json();
  } catch {
    // Not ours: a proxy's page.
  }
  return problem(body, answer.status);
}

function problem(body, status) {
  const unknown = {
    401: ["You are not signed in", "Open the page anew with the address, key included, that the server printed at its start."],
    403: ["This is not allowed here", "The server lets this page read only, or does not let you do this."],
    413: ["The picture is too large", "The server takes smaller files only."],
    429: ["Too many requests", "Wait a little and try again."],
  }[status] ?? [`The server answered ${status}`, "Try again; if it stays so, look at what the server printed."];
  return new ApiFault(body?.title ?? unknown[0], body?.detail ?? unknown[1], status, body?.code, body?.column);
}

const silent = () =>
  navigator.onLine === false
    ? new ApiFault("You are offline", "Try again when the connection is back.", 0, "Offline")
    : new ApiFault("The server does not answer", "Is it still running? Start it again, then try again.", 0, "Unreachable");
