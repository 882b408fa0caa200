// @ts-check
// The opened chat: its nodes, and what is put on them.

import { MAX_LENGTH, clean } from './chat.js';
import { avatar, button, h, icon, say } from './dom.js';
import { make_lines } from './lines.js';
import { present } from './present.js';
import { WORDS, fill } from './words.js';

/** @type {import('./types.js').MakePanel} */
export const make_panel = (chat, close) => {
  const { store, place } = chat;
  const title = h('h2', { id: 'title', tabindex: '-1' });
  const shut = h('span', { class: 'hidden' });
  const faces = h('span', { class: 'faces' });
  const name = h('b');
  const when = h('span');
  const number = h('span');
  const phone = h('a', { class: 'phone' }, icon('M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4c-9 3-18-6-15-15z'), number);
  const log = h('div', { class: 'log', role: 'log', tabindex: '0' });
  const typing = h('p', { class: 'typing' });
  const status = h('p', { role: 'status', class: 'status' });
  const help = h('p', { class: 'help' });
  const asks = h('span');
  const label = h('label', { for: 'text' });
  const text = h('textarea', { id: 'text', rows: '2', enterkeyhint: 'send', 'aria-describedby': 'problem hint' });
  const submit = h('button', { class: 'send' });
  const problem = h('p', { id: 'problem', role: 'alert', class: 'problem' });
  const hint = h('p', { id: 'hint', class: 'hint' });
  const form = h('form', {}, label, text, submit, problem, hint);

  const draft = (/** @type {string} */ value) => {
    text.value = value;
    store.set('draft', value || undefined);
  };
  const at_end = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const to_end = () => {
    log.scrollTop = log.scrollHeight;
    below.hidden = true;
  };
  const complain = (/** @type {string} */ words) => {
    say(problem, words);
    text.setAttribute('aria-invalid', `${Boolean(words)}`);
  };

  const below = button('below', to_end);
  const ask = button('ask', chat.human, icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 4-7 8-7s7 2 8 7'), asks);
  const withdraw = button('quiet', chat.withdraw);
  const restart = button('ask', chat.restart);
  const lines = make_lines(log, place.server, {
    choose: (event_id, choice) => chat.send(choice.label, { event_id, value: choice.value }),
    // What was refused comes back into the field, after what is being written there.
    edit: (item) => {
      draft([text.value, item.text].filter(Boolean).join('\n'));
      text.focus();
      chat.take_back(item.client_id);
    },
  });

  text.value = store.get('draft') ?? '';
  text.oninput = () => {
    store.set('draft', text.value || undefined);
    if (text.value) chat.typing();
    complain('');
  };
  text.onkeydown = (press) => {
    if (press.key !== 'Enter' || press.shiftKey || press.isComposing) return;
    press.preventDefault();
    form.requestSubmit();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const { length } = [...clean(text.value)];
    if (length > MAX_LENGTH) return complain(fill(WORDS[chat.view().language].long, length));
    if (!length) return;
    chat.send(text.value);
    draft('');
    to_end();
  };
  log.onscroll = () => void (below.hidden ||= at_end());
  below.hidden = true;

  const node = h('dialog', { 'aria-labelledby': 'title' },
    h('header', {}, title, button('close', close, icon('M6 6l12 12M18 6L6 18'), shut), h('div', { class: 'person' }, faces, h('p', {}, name, when)), phone),
    log,
    h('div', { class: 'foot' }, below, typing, status, help, ask, withdraw, restart, form));

  return {
    node,
    title,
    text,
    render(view) {
      const words = WORDS[view.language];
      const shown = present(view, new Date());
      node.lang = view.language;
      log.ariaLabel = words.log;
      /** @type {[Element, string][]} */
      const texts = [
        [title, words.title], [shut, words.close], [below, words.below], [withdraw, words.withdraw], [restart, words.restart],
        [label, words.label], [hint, words.hint], [submit, words.send], [number, `${words.phone} ${view.phone}`],
        [name, shown.who], [when, shown.when], [status, shown.status], [help, shown.help],
        [asks, words.person + (shown.who && `: ${shown.who}`)],
        [typing, view.typing && fill(words.typing, view.typing === 'bot' ? words.bot : view.typing)],
      ];
      texts.forEach(([where, what]) => say(where, what));
      when.className = shown.here ? 'when here' : 'when';
      phone.hidden = !view.phone;
      phone.href = `tel:${view.phone.replace(/[^+\d]/g, '')}`;
      const people = JSON.stringify(shown.people.map(({ name, photo }) => [name, photo]));
      if (faces.dataset.people !== people) faces.replaceChildren(...shown.people.map((person) => avatar(person, place.server)));
      faces.dataset.people = people;

      log.ariaLive = view.loading ? 'off' : 'polite';
      const stay = at_end();
      const before = log.childElementCount;
      lines(view);
      if (stay) to_end();
      else if (log.childElementCount > before) below.hidden = false;

      const focused = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement;
      ask.hidden = shown.button !== 'ask';
      withdraw.hidden = shown.button !== 'withdraw';
      restart.hidden = shown.button !== 'restart';
      // The button that was just pressed is gone; the keyboard is not.
      if (focused instanceof HTMLElement && focused.hidden) (withdraw.hidden ? text : withdraw).focus();
    },
  };
};
