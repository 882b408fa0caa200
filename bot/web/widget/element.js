// @ts-check
// <support-chat>: the launcher on the page, and the panel it opens. Registered in support-chat.js.
// Attributes: `server` (default: where this script came from), `language` (default: the page's, then the browser's),
// `phone` (shown also while the gateway cannot be reached at all).

import { make_chat } from './chat.js';
import { button, h, icon, say } from './dom.js';
import { make_panel } from './panel.js';
import { CSS } from './style.js';
import { WORDS, fill, speak } from './words.js';

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);

/** On a phone the chat fills the screen, and what lies under it is out of reach meanwhile. */
const NARROW = matchMedia('(max-width: 600px)');

export class SupportChat extends HTMLElement {
  /** @type {ReturnType<typeof make_chat> | undefined} */
  chat;
  /** @type {ReturnType<typeof make_panel> | undefined} */
  panel;
  words = h('span');
  count = h('span', { class: 'count', 'aria-hidden': 'true' });
  launcher = button('launcher', () => (this.panel?.node.open ? this.close() : this.open()), icon('M4 5h16v11H10l-4 4v-4H4z'), this.words, this.count);
  news = h('p', { role: 'status', class: 'hidden' });
  clock = 0;
  due = false;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [SHEET];
  }

  connectedCallback() {
    const language = speak(this.getAttribute('language'), document.documentElement.lang, ...navigator.languages);
    const server = new URL(this.getAttribute('server') ?? new URL(import.meta.url).origin, location.href).href.replace(/\/$/, '');
    const place = { server, language, page: location.origin + location.pathname, phone: this.getAttribute('phone') ?? '' };
    const chat = (this.chat = make_chat(place, this.changed));
    const { node } = (this.panel = make_panel(chat, () => this.close()));
    node.oncancel = node.onkeydown = this.escape;
    this.shadowRoot?.replaceChildren(node, this.launcher, this.news);
    this.launcher.lang = this.news.lang = language;
    this.launcher.ariaExpanded = 'false';
    NARROW.addEventListener('change', this.fit);
    addEventListener('online', chat.hurry);
    this.clock = setInterval(this.changed, 30e3);
    chat.start();
    this.changed();
    // Open when the page was left, open on the next one; the keyboard stays with the page.
    if (chat.store.get('open') && !NARROW.matches) this.show();
  }

  disconnectedCallback() {
    NARROW.removeEventListener('change', this.fit);
    if (this.chat) removeEventListener('online', this.chat.hurry);
    clearInterval(this.clock);
    this.chat?.stop();
  }

  /** As if the launcher had been pressed. */
  open() {
    this.show();
    // On a phone the keyboard would cover the greeting and the person.
    (NARROW.matches ? this.panel?.title : this.panel?.text)?.focus();
  }

  /** The keyboard goes back to the launcher. */
  close() {
    this.panel?.node.close();
    this.launcher.ariaExpanded = 'false';
    this.chat?.store.set('open', undefined);
    this.chat?.close();
    this.launcher.focus();
  }

  show() {
    this.put();
    this.launcher.ariaExpanded = 'true';
    this.chat?.store.set('open', true);
    this.chat?.open();
  }

  /** Puts the panel on the page without taking the focus along. */
  put() {
    const focused = this.shadowRoot?.activeElement ?? document.activeElement;
    if (NARROW.matches) this.panel?.node.showModal();
    else this.panel?.node.show();
    if (focused instanceof HTMLElement) focused.focus();
  }

  fit = () => {
    if (!this.panel?.node.open) return;
    this.panel.node.close();
    this.put();
  };

  escape = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent && (event.key !== 'Escape' || event.isComposing)) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  /** Many changes of one moment are one rendering. */
  changed = () => {
    if (!this.due) queueMicrotask(() => this.render());
    this.due = true;
  };

  render() {
    this.due = false;
    if (!this.chat || !this.panel) return;
    const view = this.chat.view();
    const words = WORDS[this.chat.place.language];
    const news = view.unread ? fill(view.unread > 1 ? words.unread : words.unread1, view.unread) : '';
    say(this.words, words.launcher);
    say(this.count, news && `${view.unread}`);
    say(this.news, news);
    this.launcher.ariaLabel = [words.launcher, news].filter(Boolean).join(', ');
    if (this.panel.node.open) this.panel.render(view);
  }
}
