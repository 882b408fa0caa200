// @ts-check
// <support-chat server language phone>: the launcher on the page, and the panel it opens.

import { make_chat } from './chat.js';
import { button, h, icon, say } from './nodes.js';
import { make_panel } from './panel.js';
import { CSS } from './style.js';
import { fill, load, speak, words_of } from './words.js';

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);

// On a phone the chat fills the screen, and what lies under it is out of reach.
const NARROW = matchMedia('(max-width: 600px)');

export class SupportChat extends HTMLElement {
  open = () => {};
  close = () => {};
  stop = () => {};

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [SHEET];
  }

  async connectedCallback() {
    const language = speak(this.getAttribute('language'), document.documentElement.lang, ...navigator.languages);
    await load(language);
    if (!this.isConnected) return;
    const words = words_of(language);
    const server = new URL(this.getAttribute('server') ?? '/', import.meta.url).href.replace(/\/$/, '');
    const count = h('span.count', { 'aria-hidden': 'true' });
    const launcher = button('launcher', () => (node.open ? this.close() : this.open()), icon('M4 5h16v11H10l-4 4v-4H4z'), words.launcher, count);
    const news = h('p.hidden', { role: 'status' });
    let due = false;

    // Many changes of one moment are one rendering.
    const changed = () => {
      if (!due) queueMicrotask(render);
      due = true;
    };
    const place = { server, language, page: location.origin + location.pathname, phone: this.getAttribute('phone') ?? '' };
    const chat = make_chat(place, changed);
    const { node, title, text, render: render_panel } = make_panel(chat, () => this.close());

    const render = () => {
      due = false;
      const view = chat.view();
      const unread = view.unread ? fill(words.unread, view.unread) : '';
      say(count, unread && `${view.unread}`);
      say(news, unread);
      launcher.ariaLabel = unread ? `${words.launcher}, ${unread}` : words.launcher;
      launcher.ariaExpanded = `${node.open}`;
      if (node.open) render_panel(view);
    };

    const show = () => {
      if (NARROW.matches) node.showModal();
      // show() would take the focus along.
      else node.setAttribute('open', '');
      chat.store.set('open', true);
      chat.open();
    };
    this.open = () => {
      show();
      // On a phone the keyboard would cover the greeting and the person.
      (NARROW.matches ? title : text).focus();
    };
    this.close = () => {
      node.close();
      chat.store.set('open', undefined);
      chat.close();
      launcher.focus();
    };
    node.oncancel = () => this.close();
    node.onkeydown = (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.stopPropagation();
      this.close();
    };

    this.shadowRoot?.replaceChildren(node, launcher, news);
    launcher.lang = news.lang = language;
    NARROW.onchange = () => {
      if (!node.open) return;
      node.close();
      this.open();
    };
    addEventListener('online', chat.hurry);
    document.addEventListener('visibilitychange', chat.look);
    const clock = setInterval(changed, 30e3);
    this.stop = () => {
      removeEventListener('online', chat.hurry);
      document.removeEventListener('visibilitychange', chat.look);
      clearInterval(clock);
      chat.stop();
    };
    const [, secret] = /^#aina=(.+)/.exec(location.hash) ?? [];
    if (secret) await chat.arrive(secret);
    chat.start();
    changed();
    // Open when the page was left, open on the next one; the keyboard stays with the page.
    // A page may ask for it: one that a link to this conversation led to.
    if (secret || this.hasAttribute('open')) this.open();
    else if (chat.store.get('open') && !NARROW.matches) show();
  }

  disconnectedCallback() {
    this.stop();
  }
}
