// @ts-check
// The opened chat: what stands around the conversation.

import { make_tray } from './attach.js';
import { MAX_LENGTH, clean } from './chat.js';
import { make_lines } from './lines.js';
import { avatar, button, h, icon, say } from './nodes.js';
import { make_standing } from './standing.js';
import { fill, present, words_of } from './words.js';

/** @import * as T from './types.js' */

/** @type {T.MakePanel} */
export const make_panel = (chat, close) => {
  const { store, place } = chat;
  const title = h('h2', { id: 'title', class: 'hidden', tabindex: '-1' });
  const shut = h('span.hidden');
  const faces = h('span.faces');
  const name = h('b');
  const when = h('span');
  const number = h('span');
  const phone = h('a.phone', {}, icon('M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4c-9 3-18-6-15-15z'), number);
  const stands = h('span', { id: 'standing' });
  const log = h('div.log', { role: 'log', tabindex: '0' });
  const typing = h('p.typing');
  const status = h('p', { role: 'status' });
  const help = h('p.help');
  const asks = h('span');
  const everyone = h('span.hidden', { id: 'everyone' });
  const label = h('label', { for: 'text' });
  const text = h('textarea', { id: 'text', rows: '1', enterkeyhint: 'send', 'aria-describedby': 'problem' });
  const submit = h('button.send');
  const problem = h('p.problem', { id: 'problem', role: 'alert' });
  let sending = false;

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
  const ask = h('button.ask', { type: 'button', 'aria-describedby': 'everyone' }, asks);
  ask.onclick = chat.human;
  const withdraw = button('quiet', chat.withdraw);
  const call = button('quiet', () => open('call'));
  const restart = button('ask', chat.restart);
  const standing = make_standing(chat);
  const stand = button('stand', () => (standing.node.hidden ? open('') : shut_standing()), stands);
  const where = h('p', { id: 'where' });
  const ways = h('div.row.ways', { role: 'group', 'aria-labelledby': 'where', hidden: '' });
  // Files that were on their way when the message was sent: it goes as soon as they are here.
  const tray = make_tray(chat, () => sending && !tray.busy() && form.requestSubmit());
  const form = h('form', {}, label, tray.node, tray.button, text, submit, problem);
  const lines = make_lines(log, chat, {
    choose: (event_id, choice) => chat.send(choice.label, { event_id, value: choice.value }),
    // What was refused comes back into the field, after what is being written there.
    edit: (item) => {
      text.value = [text.value, item.text].filter(Boolean).join('\n');
      changed();
      text.focus();
      chat.take_back(item.client_id);
    },
  });

  /** @type {Record<string, HTMLElement>} */
  const fixed = { title, close: shut, below, withdraw, add: call, restart, label, send: submit, standing: stands };

  const open = (/** @type {string} */ what) => {
    stand.ariaExpanded = 'true';
    standing.open(what);
    chat.look();
  };
  const shut_standing = () => {
    stand.ariaExpanded = 'false';
    standing.node.hidden = true;
    stand.focus();
  };

  below.hidden = true;
  stand.ariaExpanded = 'false';
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
    const words = words_of(chat.view().language);
    const { length } = [...clean(text.value)];
    const files = tray.ready();
    sending = tray.busy();
    text.ariaInvalid = `${length > MAX_LENGTH}`;
    if (length > MAX_LENGTH) say(problem, fill(words.long, length));
    else if (sending) say(problem, words.coming);
    else if (length || files.length) {
      chat.send(text.value, undefined, files);
      text.value = '';
      tray.clear();
      changed();
      to_end();
    }
  };

  const node = h('dialog', { 'aria-labelledby': 'title' },
    h('div.top', {}, title, h('div.row', {}, faces, h('p', {}, name, when), button('close', close, icon('M6 6l12 12M18 6L6 18'), shut)), h('div.row', {}, stand, phone)),
    standing.node,
    log,
    h('div.foot', {}, below, typing, status, help, where, ways, ask, everyone, h('div.row', {}, withdraw, call), restart, form));

  const take = (/** @type {Event} */ event, /** @type {DataTransfer | null} */ from) => {
    if (!from?.files.length) return;
    event.preventDefault();
    tray.add(from.files);
  };
  text.onpaste = (event) => take(event, event.clipboardData);
  node.ondragover = (event) => event.preventDefault();
  node.ondrop = (event) => {
    event.preventDefault();
    take(event, event.dataTransfer);
  };

  return {
    node,
    title,
    text,
    render(view) {
      const words = words_of(view.language);
      const shown = present(view, new Date());
      const stay = at_end();
      const before = log.childElementCount;
      const queued = shown.button === 'withdraw';
      node.lang = view.language;
      log.ariaLabel = words.log;
      // History is not news.
      log.ariaLive = view.loading ? 'off' : 'polite';
      for (const word in fixed) say(fixed[word] ?? null, words[/** @type {'title'} */ (word)]);
      text.placeholder = words.hint;
      say(number, view.phone);
      phone.ariaLabel = `${words.phone} ${view.phone}`;
      say(name, shown.names);
      say(when, shown.when);
      say(status, shown.status);
      say(help, shown.help);
      say(asks, words.person + (shown.names && `: ${shown.names}`));
      say(everyone, shown.who === shown.names ? '' : shown.who);
      say(typing, view.typing && shown.when && fill(words.typing, view.typing === 'bot' ? words.bot : view.typing));
      when.className = shown.here ? 'when here' : 'when';
      phone.hidden = !view.phone;
      phone.href = `tel:${view.phone.replace(/[^+\d]/g, '')}`;
      const people = JSON.stringify(shown.people);
      if (faces.dataset.people !== people) faces.replaceChildren(...shown.people.map((person) => avatar(person, place.server)));
      faces.dataset.people = people;
      lines(view);
      tray.render(words);
      if (!standing.node.hidden) standing.render(view, shown);

      // Asked once, when the request has gone, and only where there is a choice.
      // What is open above has it all.
      const asked = standing.node.hidden && view.state?.handler === 'queue' && (view.state.ways ?? []).length > 2 && store.get('told') !== view.session?.id;
      if (ways.hidden === asked) ways.replaceChildren(...standing.ways(() => {
        store.set('told', view.session?.id);
        text.focus();
      }));
      ways.hidden = !asked;
      say(where, asked ? words.tell : '');

      const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement;
      ask.hidden = shown.button !== 'ask';
      call.hidden = !(queued && standing.node.hidden);
      withdraw.hidden = !queued;
      restart.hidden = shown.button !== 'restart';
      if (stay) to_end();
      else if (log.childElementCount > before) below.hidden = false;
      // The button that was just pressed is gone; the keyboard is not.
      if (focused instanceof HTMLElement && focused.hidden) (withdraw.hidden ? text : withdraw).focus();
    },
  };
};
