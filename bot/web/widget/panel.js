// @ts-check
// The opened chat. Nodes, never strings of markup: whatever a text holds is shown as text.

import { MAX_LENGTH, clean } from './chat.js';
import { fill, named, present, stamp, words_of } from './words.js';

/** @import * as T from './types.js' */

/** @type {T.MakeNode} */
export const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name] ?? '');
  node.append(...children);
  return node;
};

/** @type {T.MakeButton} */
export const button = (kind, press, ...children) => {
  const node = h('button', { type: 'button', class: kind }, ...children);
  node.onclick = press;
  return node;
};

/** @type {T.MakeIcon} */
export const icon = (path) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const shape = document.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
};

/** @type {T.SetText} */
export const say = (node, text) => {
  if (node && node.textContent !== text) node.textContent = text;
};

/** @type {T.MakeAvatar} */
export const avatar = ({ name = '', photo }, server) => {
  const node = h('span', { class: 'avatar', 'aria-hidden': 'true' }, name.slice(0, 1));
  if (photo) {
    const image = h('img', { src: /^https?:/.test(photo) ? photo : server + photo, alt: '' });
    image.onerror = () => image.remove();
    node.append(image);
  }
  return node;
};

/** @type {T.Linked} */
const linked = (text) => text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((part, i) =>
  i % 2 ? h('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part) : part);

/** @type {T.MakeLines} */
export const make_lines = (log, server, presses) => {
  /** @type {Map<string, HTMLElement>} */
  let nodes = new Map();

  /** @type {T.MakeLine} */
  const line = ({ language, state }, { id = '', by, at, text = '', data }) => {
    const lang = data?.language ?? state?.language ?? language;
    if (data?.notice) return h('p', { class: 'notice', lang }, data.notice);
    const words = words_of(language);
    const agent = by.kind === 'agent', customer = by.kind === 'customer';
    const body = h('div', { class: 'body' },
      h('p', { class: 'meta' }, h('b', {}, agent ? named(by) : customer ? words.you : words.bot),
        at ? ` ${stamp(new Date(at), new Date(), language)}` : ''),
      h('p', { class: 'text', lang }, ...(customer ? [text] : linked(text))));
    if (data?.choices) body.append(h('div', { class: 'choices', lang }, ...data.choices.map((choice) => button('choice', () => {
      // Before the button goes out of use, the keyboard moves on to the conversation.
      log.focus();
      presses.choose(id, choice);
    }, choice.label))));
    return h('div', { class: `line ${by.kind}` }, customer ? ''
      : agent ? avatar({ ...by, photo: state?.human.name === by.name ? state?.human.photo : null }, server)
        : h('span', { class: 'avatar', 'aria-hidden': 'true' }, icon('M5 9h14v10H5zM12 9V5M9 13v2M15 13v2')), body);
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
      else node.querySelector('.text')?.after(h('p', { class: 'remark' }, remark));
      return node;
    };

    const greeting = view.state?.greeting;
    if (greeting) place('', { by: { kind: 'bot' } }, greeting);
    for (const event of view.events) {
      if (!event.text && !event.data?.notice) continue;
      const node = place(event.data?.client_id ?? event.id, event, event.text ?? '', event.type === 'message.edited' ? words.edited : '');
      for (const choice of node.querySelectorAll('button')) choice.disabled = view.choices !== event.id;
    }
    const calm = view.link === 'live' && !view.outage;
    for (const item of view.waiting) {
      const node = place(item.client_id, { type: 'message', by: { kind: 'customer' }, at: item.at }, item.text,
        item.event_id ? '' : item.refused ? words.failed : calm && item.tries < 2 ? words.sending : words.waits);
      if (item.refused && !node.querySelector('.edit')) node.lastElementChild?.append(button('edit', () => presses.edit(item), words.edit));
    }
    for (const [key, node] of nodes) if (!shown.has(key)) node.remove();
    [...shown.values()].forEach((node, i) => log.children[i] === node || log.insertBefore(node, log.children[i] ?? null));
    nodes = shown;
  };
};

/** @type {T.MakePanel} */
export const make_panel = (chat, close) => {
  const { store, place } = chat;
  const title = h('h2', { id: 'title', class: 'hidden', tabindex: '-1' });
  const shut = h('span', { class: 'hidden' });
  const faces = h('span', { class: 'faces' });
  const name = h('b');
  const when = h('span');
  const number = h('span');
  const phone = h('a', { class: 'phone' }, icon('M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4c-9 3-18-6-15-15z'), number);
  const log = h('div', { class: 'log', role: 'log', tabindex: '0' });
  const typing = h('p', { class: 'typing' });
  const status = h('p', { role: 'status' });
  const help = h('p', { class: 'help' });
  const asks = h('span');
  const label = h('label', { for: 'text' });
  const text = h('textarea', { id: 'text', rows: '1', enterkeyhint: 'send', 'aria-describedby': 'problem hint' });
  const submit = h('button', { class: 'send' });
  const problem = h('p', { id: 'problem', role: 'alert', class: 'problem' });
  const hint = h('p', { id: 'hint', class: 'hint' });
  const form = h('form', {}, label, text, submit, problem, hint);

  const at_end = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const to_end = () => {
    log.scrollTop = log.scrollHeight;
    below.hidden = true;
  };
  const changed = () => {
    store.set('draft', text.value || undefined);
    say(problem, '');
    text.ariaInvalid = 'false';
  };

  const below = button('below', to_end);
  const ask = button('ask', chat.human, icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7'), asks);
  const withdraw = button('quiet', chat.withdraw);
  const restart = button('ask', chat.restart);
  const lines = make_lines(log, place.server, {
    choose: (event_id, choice) => chat.send(choice.label, { event_id, value: choice.value }),
    // What was refused comes back into the field, after what is being written there.
    edit: (item) => {
      text.value = [text.value, item.text].filter(Boolean).join('\n');
      changed();
      text.focus();
      chat.take_back(item.client_id);
    },
  });

  below.hidden = true;
  log.onscroll = () => void (below.hidden ||= at_end());
  text.value = store.get('draft') ?? '';
  text.oninput = () => {
    changed();
    if (text.value) chat.typing();
  };
  text.onkeydown = (press) => {
    if (press.key !== 'Enter' || press.shiftKey || press.isComposing) return;
    press.preventDefault();
    form.requestSubmit();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const { length } = [...clean(text.value)];
    if (length > MAX_LENGTH) {
      say(problem, fill(words_of(chat.view().language).long, length));
      text.ariaInvalid = 'true';
    } else if (length) {
      chat.send(text.value);
      text.value = '';
      changed();
      to_end();
    }
  };

  const node = h('dialog', { 'aria-labelledby': 'title' },
    h('div', { class: 'top' }, title, faces, h('p', {}, name, when), button('close', close, icon('M6 6l12 12M18 6L6 18'), shut), phone),
    log,
    h('div', { class: 'foot' }, below, typing, status, help, ask, withdraw, restart, form));

  return {
    node,
    title,
    text,
    render(view) {
      const words = words_of(view.language);
      const shown = present(view, new Date());
      const stay = at_end();
      const before = log.childElementCount;
      node.lang = view.language;
      log.ariaLabel = words.log;
      // History is not news.
      log.ariaLive = view.loading ? 'off' : 'polite';
      say(title, words.title);
      say(shut, words.close);
      say(below, words.below);
      say(withdraw, words.withdraw);
      say(restart, words.restart);
      say(label, words.label);
      say(hint, words.hint);
      say(submit, words.send);
      say(number, `${words.phone} ${view.phone}`);
      say(name, shown.who);
      say(when, shown.when);
      say(status, shown.status);
      say(help, shown.help);
      say(asks, words.person + (shown.who && `: ${shown.who}`));
      say(typing, view.typing && shown.when && fill(words.typing, view.typing === 'bot' ? words.bot : view.typing));
      when.className = shown.here ? 'when here' : 'when';
      phone.hidden = !view.phone;
      phone.href = `tel:${view.phone.replace(/[^+\d]/g, '')}`;
      const people = JSON.stringify(shown.people);
      if (faces.dataset.people !== people) faces.replaceChildren(...shown.people.map((person) => avatar(person, place.server)));
      faces.dataset.people = people;
      lines(view);

      const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement;
      ask.hidden = shown.button !== 'ask';
      withdraw.hidden = shown.button !== 'withdraw';
      restart.hidden = shown.button !== 'restart';
      if (stay) to_end();
      else if (log.childElementCount > before) below.hidden = false;
      // The button that was just pressed is gone; the keyboard is not.
      if (focused instanceof HTMLElement && focused.hidden) (withdraw.hidden ? text : withdraw).focus();
    },
  };
};
