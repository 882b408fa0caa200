// @ts-check
/** Files that go with the next reply: each is taken in at once, and the line names them. They live as long as the page. */
import { casePath, newId, Problem, sendFile } from './api.js';
import { problemWords, t } from './i18n.js';
import { attached } from './store.js';

/** @typedef {import('./types.js').Attached} Attached */
/** @typedef {import('./types.js').StoredFile} StoredFile */

const MOST_BYTES = 20 * 1024 * 1024;
const MOST = 20;

/** Uploads on their way, to be broken off. @type {Map<string, AbortController>} */
const flying = new Map();

/** @param {string} conversation @returns {Attached[]} */
export const filesOf = (conversation) => attached.value[conversation] ?? [];

/** @param {string} conversation @param {Attached[]} files */
function set(conversation, files) {
  attached.value = { ...attached.value, [conversation]: files };
}

/** @param {string} conversation @param {string} key @param {Partial<Attached>} news */
function change(conversation, key, news) {
  set(conversation, filesOf(conversation).map((one) => (one.key === key ? { ...one, ...news } : one)));
}

/** @param {string} conversation @param {Iterable<File>} files */
export function attach(conversation, files) {
  const room = MOST - filesOf(conversation).length;
  for (const file of [...files].slice(0, room)) {
    /** @type {Attached} */
    const one = { key: newId(), name: file.name, size: file.size, status: 'sending', file };
    set(conversation, [...filesOf(conversation), one]);
    upload(conversation, one);
  }
}

/** @param {string} conversation @param {Attached} one */
async function upload(conversation, one) {
  const { file, key } = one;
  if (!file) return;
  if (file.size > MOST_BYTES) return change(conversation, key, { status: 'failed', why: t('attach_too_big'), file: undefined });
  const breaker = new AbortController();
  flying.set(key, breaker);
  change(conversation, key, { status: 'sending', why: undefined });
  try {
    const stored = await sendFile(casePath(conversation, 'files'), file, breaker.signal);
    change(conversation, key, { status: 'ready', stored, name: stored.name, size: stored.size, file: undefined });
  } catch (error) {
    const refused = error instanceof Problem && !error.passing;
    const why = error instanceof Problem ? problemWords(error) : t('sign_in_unreachable');
    change(conversation, key, { status: 'failed', why, ...(refused ? { file: undefined } : {}) });
  } finally {
    flying.delete(key);
  }
}

/** @param {string} conversation @param {Attached} one */
export const uploadAgain = (conversation, one) => upload(conversation, one);

/** @param {string} conversation @param {string} key */
export function detach(conversation, key) {
  flying.get(key)?.abort();
  set(conversation, filesOf(conversation).filter((one) => one.key !== key));
}

/** What is ready goes with the line; what failed stays in sight. @param {string} conversation @returns {StoredFile[]} */
export function takeFiles(conversation) {
  const ready = filesOf(conversation).flatMap((one) => one.stored ?? []);
  set(conversation, filesOf(conversation).filter((one) => !one.stored));
  return ready;
}

/** @param {string} conversation @param {StoredFile[]} files of a line that was taken back */
export function giveBackFiles(conversation, files) {
  const back = files.map((stored) => /** @type {Attached} */ ({ key: newId(), name: stored.name, size: stored.size, status: 'ready', stored }));
  if (back.length) set(conversation, [...filesOf(conversation), ...back]);
}
