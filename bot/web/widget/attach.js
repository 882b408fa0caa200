// @ts-check
// Files on their way to a message: chosen, pasted or dropped, taken in one after another, sent with the next message.

import { verdict } from './chat.js';
import { button, h, icon, say, size } from './nodes.js';
import { fill, words_of } from './words.js';

/** @import * as T from './types.js' */

const MOST = 20;
const LARGEST = 20 * 2 ** 20;

/** @type {T.MakeTray} */
export const make_tray = (chat, changed) => {
  const { store } = chat;
  const node = h('ul.tray', { 'aria-live': 'polite' });
  const input = h('input', { type: 'file', multiple: '', hidden: '' });
  const name = h('span.hidden');
  const pick = button('attach', () => input.click(), icon('M9 13l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l8-8'), name, input);
  /** @type {T.Piece[]} */
  let pieces = (store.get('files') ?? []).map((/** @type {T.File} */ meta) => ({ file: null, meta, part: 1, stop: new AbortController() }));

  /** @type {T.ShowPiece} */
  const show = (piece) => {
    const words = words_of(chat.view().language);
    const { file, meta, part, bad, lost } = piece;
    const title = meta?.name ?? file?.name ?? '';
    piece.node ??= h('li', {}, h('b', {}, title), h('progress', { max: '1', 'aria-label': title }), h('span'),
      button('again', () => send(piece), words.again), button('remove', () => {
        piece.stop.abort();
        drop([piece]);
        pick.focus();
      }, icon('M6 6l12 12M18 6L6 18'), h('span.hidden', {}, fill(words.remove, title))));
    const [, bar, text, again] = /** @type {[any, any, any, any]} */ (/** @type {unknown} */ (piece.node.children));
    bar.value = part;
    bar.hidden = meta || bad;
    say(text, bad ?? (meta ? `${size(meta.size, words.locale)}, ${words.ready}` : ''));
    again.hidden = !lost;
    piece.node.className = bad ? 'bad' : '';
    if (!piece.node.isConnected) node.append(piece.node);
  };

  /** @type {T.DropPieces} */
  const drop = (gone) => {
    gone.forEach((piece) => piece.node?.remove());
    pieces = pieces.filter((piece) => !gone.includes(piece));
    keep();
  };

  const keep = () => {
    const ready = tray.ready();
    store.set('files', ready.length ? ready : undefined);
    node.hidden = !pieces.length;
    changed();
  };

  /** @type {T.SendPiece} */
  const send = async (piece) => {
    const { file, stop } = piece;
    if (!file) return;
    piece.bad = undefined;
    piece.part = 0;
    show(piece);
    keep();
    const words = words_of(chat.view().language);
    const { status, body } = file.size > LARGEST ? { status: 413, body: { say: words.file_too_large } }
      : await chat.upload(file, (part) => {
        piece.part = part;
        show(piece);
      }, stop.signal);
    if (!pieces.includes(piece)) return;
    if (status === 201) piece.meta = body.file;
    else {
      piece.lost = verdict(status) !== 'refused';
      piece.bad = body.say ?? words.not_now;
    }
    show(piece);
    keep();
  };

  input.onchange = () => {
    tray.add(input.files ?? []);
    input.value = '';
  };

  /** @type {T.Tray} */
  const tray = {
    node,
    button: pick,
    render(words) {
      say(name, words.attach);
      node.ariaLabel = words.files;
      node.hidden = !pieces.length;
      pieces.forEach(show);
    },
    add(files) {
      for (const file of files) {
        const bad = pieces.length < MOST ? undefined : words_of(chat.view().language).too_many_files;
        const piece = { file, part: 0, stop: new AbortController(), bad };
        pieces.push(piece);
        if (bad) show(piece);
        else send(piece);
      }
      keep();
    },
    ready: () => pieces.flatMap(({ meta }) => meta ?? []),
    busy: () => pieces.some(({ meta, bad }) => !meta && !bad),
    clear: () => drop(pieces.filter(({ meta }) => meta)),
  };
  return tray;
};
