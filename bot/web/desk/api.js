// @ts-check
/** HTTP to the gateway: session cookie, CSRF header, problem+json. The only file that calls `fetch`. */

/** @typedef {import('./types.js').Human} Human */

const TIMEOUT_MS = 15_000;
/** A file of 20 MB over a slow line. */
const FILE_MS = 10 * 60_000;
const CSRF = 'aina.desk.csrf';

/** The server said no, and why (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status HTTP status
   * @param {Record<string, any>} body the problem document; empty when the answer was no JSON
   */
  constructor(status, body) {
    super(String(body.detail ?? body.title ?? status));
    this.status = status;
    this.code = String(body.code ?? '');
    this.body = body;
  }

  /** @returns {Human | null} who has the case, where the server named someone */
  get holder() {
    for (const key of ['human', 'holder', 'by', 'agent', 'who']) {
      const who = this.body[key];
      if (typeof who === 'string' && who) return { name: who };
      if (who && typeof who.name === 'string') return who;
    }
    return null;
  }

  /** @returns {boolean} worth trying again unchanged */
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** No answer came: whether the server did it is unknown, so only repeat what carries a `client_id`. */
export class Unreachable extends Error {}

/** @returns {string} */
export const csrf = () => sessionStorage.getItem(CSRF) ?? '';

/** @param {string} token empty forgets it */
export function keepCsrf(token) {
  if (token) sessionStorage.setItem(CSRF, token);
  else sessionStorage.removeItem(CSRF);
}

/** @type {() => void} */
let whenSignedOut = () => {};

/** @param {() => void} then called when the server no longer knows the session */
export function onSignedOut(then) {
  whenSignedOut = then;
}

/**
 * @param {string} method
 * @param {string} path below /v1/desk, or a whole one from /v1/
 * @param {unknown} [body]
 * @param {{timeout?: number, signal?: AbortSignal}} [how]
 * @returns {Promise<any>} the JSON answer
 * @throws {Problem} the server refused
 * @throws {Unreachable} no answer
 */
export const call = async (method, path, body, how) => (await answerTo(method, path, body, how)).json;

/**
 * As `call`, with the HTTP status: 202 is "accepted, and someone else's word is awaited".
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {{timeout?: number, signal?: AbortSignal}} [how]
 * @returns {Promise<{status: number, json: any}>}
 */
export async function answerTo(method, path, body, how = {}) {
  const answer = await reach(method, path, body, how);
  const json = await answer.json().catch(() => ({}));
  if (answer.ok) return { status: answer.status, json };
  const about = String(json?.code ?? '');
  // A wrong code of the second step is no end of the session.
  if (answer.status === 401 && path !== '/login' && !about.startsWith('totp_')) whenSignedOut();
  throw new Problem(answer.status, json ?? {});
}

/**
 * Takes one file in (multipart, one part called `file`).
 * @param {string} path
 * @param {File} file
 * @param {AbortSignal} signal
 * @returns {Promise<import('./types.js').StoredFile>}
 */
export async function sendFile(path, file, signal) {
  const body = new FormData();
  body.append('file', file, file.name);
  return (await call('POST', path, body, { timeout: FILE_MS, signal })).file;
}

/** A photo of somebody, the same way. @param {string} path @param {File} file @returns {Promise<{account: {photo: string}}>} */
export function sendPhoto(path, file) {
  const body = new FormData();
  body.append('file', file, file.name);
  return call('POST', path, body, { timeout: FILE_MS });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {{timeout?: number, signal?: AbortSignal}} how
 */
async function reach(method, path, body, how) {
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json' };
  const whole = body === undefined || body instanceof FormData;
  if (!whole) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['x-csrf-token'] = csrf();
  const late = AbortSignal.timeout(how.timeout ?? TIMEOUT_MS);
  const signal = how.signal ? AbortSignal.any([late, how.signal]) : late;
  try {
    return await fetch(path.startsWith('/v1/') ? path : `/v1/desk${path}`, {
      method,
      headers,
      body: whole ? body : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

/** @param {string} id @param {string} [verb] @returns {string} */
export const casePath = (id, verb) => `/conversations/${encodeURIComponent(id)}${verb ? `/${verb}` : ''}`;

/** @returns {string} an id for something sent once; also where the page has no secure context */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
