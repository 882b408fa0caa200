// @ts-check
// The lines of the conversation. One is made once and then only changed: a screen reader hears it once.

import { avatar, button, h, icon, say } from './dom.js';
import { stamp } from './present.js';
import { WORDS, named } from './words.js';

/** @import {Event, Item, View} from './types.js' */

/** Web addresses become links. @param {string} text */
const linked = (text) => text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((part, i) =>
  i % 2 ? h('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part) : part);

/** @type {import('./types.js').MakeLines} */
export const make_lines = (log, server, presses) => {
  /** @type {Map<string, HTMLElement>} */
  let nodes = new Map();

  /** @param {View} view @param {Pick<Event, 'by'> & Partial<Event>} event */
  const line = ({ language, state }, { id = '', by, at, text = '', data }) => {
    const lang = data?.language ?? state?.language ?? language;
    if (data?.notice) return h('p', { class: 'notice', lang }, data.notice);
    const words = WORDS[language];
    const { kind, name = '', role = '' } = by;
    const meta = h('p', { class: 'meta' }, h('b', {}, kind === 'agent' ? named(by) : kind === 'customer' ? words.you : words.bot));
    if (at) meta.append(' ', h('time', { datetime: at }, stamp(new Date(at), new Date(), language)));
    const body = h('div', { class: 'body' }, meta, h('p', { class: 'text', lang }, ...(kind === 'customer' ? [text] : linked(text))));
    const choices = (data?.choices ?? []).map((choice) => button('choice', () => {
      // Before the button goes out of use, the keyboard moves on to the conversation.
      log.focus();
      presses.choose(id, choice);
    }, choice.label));
    if (choices.length) body.append(h('div', { class: 'choices', lang }, ...choices));
    const node = h('div', { class: `line ${kind}` }, body);
    if (kind === 'agent') node.prepend(avatar({ name, role, photo: state?.human.name === name ? state.human.photo : null }, server));
    else if (kind !== 'customer') node.prepend(h('span', { class: 'avatar', 'aria-hidden': 'true' }, icon('M5 9h14v10H5zM12 9V5M9 13v2M15 13v2')));
    return node;
  };

  const remark = (/** @type {HTMLElement} */ node, words = '') => {
    const old = node.querySelector('.remark');
    if (!words) old?.remove();
    else if (old) say(old, words);
    else node.querySelector('.text')?.after(h('p', { class: 'remark' }, words));
  };

  /** What has become of a message of mine. @param {HTMLElement} node @param {View} view @param {Item} item */
  const fate = (node, { language, link, outage }, item) => {
    const words = WORDS[language];
    const calm = link === 'live' && !outage && item.tries < 2;
    node.classList.toggle('refused', Boolean(item.refused));
    remark(node, item.event_id ? '' : item.refused ? words.failed : calm ? words.sending : words.waits);
    if (item.refused && !node.querySelector('.edit')) {
      node.querySelector('.body')?.append(button('edit', () => presses.edit(item), words.edit));
    }
  };

  return (view) => {
    /** @type {typeof nodes} */
    const shown = new Map();
    const place = (/** @type {string} */ key, /** @type {Parameters<typeof line>[1]} */ event) => {
      const node = nodes.get(key) ?? line(view, event);
      shown.set(key, node);
      return node;
    };
    const greeting = view.state?.greeting;
    if (greeting) say(place('', { by: { kind: 'bot' }, text: greeting }).querySelector('.text'), greeting);
    for (const event of view.events) {
      if (!event.text && !event.data?.notice) continue;
      const node = place(event.data?.client_id ?? event.id, event);
      const edited = event.type === 'message.edited';
      if (edited) say(node.querySelector('.text'), event.text ?? '');
      remark(node, edited ? WORDS[view.language].edited : '');
      for (const choice of node.querySelectorAll('button')) choice.disabled = view.choices !== event.id;
    }
    for (const item of view.waiting) fate(place(item.client_id, { by: { kind: 'customer' }, ...item }), view, item);
    for (const [key, node] of nodes) if (!shown.has(key)) node.remove();
    [...shown.values()].forEach((node, i) => log.children[i] === node || log.insertBefore(node, log.children[i] ?? null));
    nodes = shown;
  };
};
