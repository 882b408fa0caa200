// @ts-check
// The conversation, line by line. A line is made once and then only changed, so that a screen reader hears it once.

import { avatar, button, h, icon, linked, save, say, size } from './nodes.js';
import { fill, named, stamp, words_of } from './words.js';

/** @import * as T from './types.js' */

// On a canvas, which the policy of no page forbids.
/** @type {T.Picture} */
const picture = async (canvas, chat, { id }) => {
  const found = await chat.download(`/files/${id}?preview=1`);
  if (!found) return;
  const image = await createImageBitmap(found).catch(() => null);
  if (!image) return;
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
};

/** @type {T.MakeLines} */
export const make_lines = (log, chat, presses) => {
  /** @type {Map<string, HTMLElement>} */
  let nodes = new Map();

  /** @type {T.MakeFile} */
  const file = (meta, words) => {
    const fetched = button('file', async () => {
      const found = await chat.download(`/files/${meta.id}`);
      if (found) save(found, meta.name);
      say(fetched.lastElementChild, found ? size(meta.size, words.locale) : words.not_now);
    }, h('span', {}, meta.name), ' ', h('small', {}, size(meta.size, words.locale)));
    if (!meta.image) return fetched;
    const canvas = h('canvas', { role: 'img', 'aria-label': meta.name });
    picture(canvas, chat, meta);
    return h('div', {}, canvas, fetched);
  };

  /** @type {T.MakeLine} */
  const line = ({ language, state }, { id = '', by, at, text = '', data }) => {
    const lang = data?.language ?? state?.language ?? language;
    if (data?.notice) return h('p.notice', { lang }, text ? `${data.notice}\n${text}` : data.notice);
    const words = words_of(language);
    const agent = by.kind === 'agent', customer = by.kind === 'customer';
    const body = h('div.body', {},
      h('p.meta', {}, h('b', {}, agent ? named(by) : customer ? words.you : words.bot),
        at ? ` ${stamp(new Date(at), new Date(), language)}` : ''),
      h('p.text', { lang }, ...(customer ? [text] : linked(text))),
      ...(data?.files ?? []).map((meta) => file(meta, words)));
    if (data?.choices) body.append(h('div.choices', { lang }, ...data.choices.map((choice) => button('choice', () => {
      // Before the button goes out of use, the keyboard moves on to the conversation.
      log.focus();
      presses.choose(id, choice);
    }, choice.label))));
    return h('div', { class: `line ${by.kind}` }, customer ? ''
      : agent ? avatar({ ...by, photo: state?.human.name === by.name ? state?.human.photo : null }, chat.place.server)
        : h('span.avatar', { 'aria-hidden': 'true' }, icon('M5 9h14v10H5zM12 9V5M9 13v2M15 13v2')), body);
  };

  return (view) => {
    const words = words_of(view.language);
    /** @type {typeof nodes} */
    const shown = new Map();

    /** @type {T.Place_} */
    const place = (key, event, text, remark = '') => {
      const node = nodes.get(key) ?? line(view, { ...event, text });
      shown.set(key, node);
      // A greeting may change its language, and a line may be edited.
      if (event.type !== 'message') say(node.querySelector('.text'), text);
      const old = node.querySelector('.remark');
      if (!remark) old?.remove();
      else if (old) say(old, remark);
      else node.querySelector('.body')?.append(h('p.remark', {}, remark));
      return node;
    };

    const greeting = view.state?.greeting;
    if (greeting) place('', { by: { kind: 'bot' } }, greeting);
    // Ids are of one length and in order. Said once, below the newest line of mine that the person has read.
    const { seen, human } = view.state ?? {};
    const read = seen && view.helped && view.events.findLast(({ id, text, by }) => text && by.kind === 'customer' && id <= seen)?.id;
    for (const event of view.events) {
      if (!event.text && !event.data?.notice && !event.data?.files) continue;
      const node = place(event.data?.client_id ?? event.id, event, event.text ?? '',
        event.type === 'message.edited' ? words.edited : event.id === read ? fill(words.read, human?.name ?? '') : '');
      for (const choice of node.querySelectorAll('.choice')) /** @type {HTMLButtonElement} */ (choice).disabled = view.choices !== event.id;
    }
    const calm = view.link === 'live' && !view.outage;
    for (const item of view.waiting) {
      const event = { type: 'message', by: /** @type {T.Event['by']} */ ({ kind: 'customer' }), at: item.at, ...(item.files && { data: { files: item.files } }) };
      const node = place(item.client_id, event, item.text,
        item.event_id ? '' : item.refused ? words.failed : calm && item.tries < 2 ? words.sending : words.waits);
      if (item.refused && !node.querySelector('.edit')) node.lastElementChild?.append(button('edit', () => presses.edit(item), words.edit));
    }
    for (const [key, node] of nodes) if (!shown.has(key)) node.remove();
    [...shown.values()].forEach((node, i) => log.children[i] === node || log.insertBefore(node, log.children[i] ?? null));
    nodes = shown;
  };
};
