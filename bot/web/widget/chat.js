// @ts-check
// One customer's chat: what was said, what waits to be sent, how the line is. Knows no DOM.

import { backoff, make_api, make_link, sleeper } from './link.js';
import { speak } from './words.js';

/** @import {Event, Item, Link, Outage, Reply, Session, State, View} from './types.js' */

export const MAX_LENGTH = 4000;
const CALM_MS = 1500;

/** @type {import('./types.js').MakeStore} */
export const make_store = (prefix) => {
  /** @type {Record<string, string>} */
  let area = {};
  try {
    area = localStorage;
  } catch {
    // The page may not store anything: memory it is.
  }
  const get = (/** @type {string} */ key) => {
    try {
      return JSON.parse(area[prefix + key] ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  };
  return {
    get,
    set(key, value) {
      try {
        if (value === undefined) delete area[prefix + key];
        else area[prefix + key] = JSON.stringify(value);
      } catch {
        // Full: what is on screen stays there.
      }
    },
    all: (start) => Object.keys(area).filter((key) => key.startsWith(prefix + start)).map((key) => get(key.slice(prefix.length))),
  };
};

/** A random UUID, also on pages without a secure context. */
export const uuid = () => crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
  (+digit ^ ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & (15 >> (+digit / 4)))).toString(16));

/** As the gateway takes it: line feeds and tabs, no other control characters. @param {string} text */
export const clean = (text) => text.replace(/\r\n?/g, '\n').replace(/[\0-\x08\v\f\x0e-\x1f\x7f]/g, '').trim();

/** @type {import('./types.js').Verdict} */
export const verdict = (status) => {
  if (status === 401 || status === 404) return 'expired';
  if (status < 300) return status ? 'sent' : 'again';
  return status < 500 && status !== 408 && status !== 429 ? 'refused' : 'again';
};

/** @type {import('./types.js').Append} */
export const append = (events, more) => {
  const all = [...events];
  for (const event of more) {
    const at = event.type === 'message.edited' ? all.findIndex(({ id }) => id === event.data?.event_id) : -1;
    const old = all[at];
    if (old) all[at] = { ...old, text: event.text, type: event.type };
    else if (!all.some(({ id }) => id === event.id)) all.push(event);
  }
  return all;
};

const mine = (/** @type {Event} */ { by }) => by.kind === 'customer';

/** The event whose choices can still be answered: nothing was said, taken or ended after it. @param {Event[]} events */
export const answerable = (events) => {
  for (const event of [...events].reverse()) {
    if (event.data?.choices?.length) return event.id;
    if ((event.text && mine(event)) || /claimed|resolved/.test(event.type)) break;
  }
  return null;
};

/** @type {import('./types.js').MakeChat} */
export const make_chat = (place, changed) => {
  const { server, language, page } = place;
  const api = make_api(server, language);
  const store = make_store(`support-chat ${server} `);
  const { nap, wake } = sleeper();
  /** @type {Event[]} */
  let events = [];
  /** @type {Item[]} */
  let outbox = store.all('item ').sort((a, b) => (a.at < b.at ? -1 : 1));
  /** @type {Session | undefined} */
  let session;
  /** @type {State | null} */
  let state = null;
  /** How many states the link has brought: the answer to a request must not put an older one over them. */
  let states = 0;
  /** @type {Link | null} */
  let link = null;
  /** @type {View['link']} */
  let line = 'none';
  /** @type {Outage | null} */
  let outage = null;
  let expired = false;
  let opened = false;
  let loading = false;
  let creating = false;
  let typing = '';
  let typed_at = 0;
  let timer = 0;
  let quiet = 0;
  const sending = new Set();

  // ---- what was not confirmed yet

  const keep = (/** @type {Item} */ item) => {
    outbox = [...outbox.filter(({ client_id }) => client_id !== item.client_id), item].sort((a, b) => (a.at < b.at ? -1 : 1));
    // Once it has an event id, a reload gets it from the log.
    store.set(`item ${item.client_id}`, item.event_id ? undefined : item);
  };

  const drop = (/** @type {(item: Item) => unknown} */ gone) => {
    outbox.filter(gone).forEach(({ client_id }) => store.set(`item ${client_id}`, undefined));
    outbox = outbox.filter((item) => !gone(item));
  };

  const drop_echoed = () => drop((item) => events.some(({ id, data }) => id === item.event_id || data?.client_id === item.client_id));

  const next = (/** @type {Item['kind']} */ kind) => outbox.find((item) => item.kind === kind && !item.refused && !item.event_id);

  const call = (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) =>
    api(method, `/${session?.id}${path}`, { token: session?.token ?? '', body });

  /** Says what is wrong, and waits before the next try. @param {Reply} reply @param {number} tries */
  const trouble = ({ status, body, later }, tries) => {
    if (body.code === 'store_unavailable') outage = body;
    else if (status !== 429 && line !== 'live') line = 'lost';
    changed();
    return nap(Math.max(later, backoff(tries)));
  };

  const pump = async (/** @type {Item['kind']} */ kind) => {
    if (sending.has(kind)) return;
    sending.add(kind);
    for (let item; session && (item = next(kind)); changed()) {
      const { client_id, text, choice, tries } = item;
      const before = states;
      keep({ ...item, tries: tries + 1 });
      const reply = await call('POST', `/${kind}`, kind === 'human' ? { client_id } : { client_id, text, choice });
      const { status, body } = reply;
      const result = verdict(status);
      if (result === 'again') await trouble(reply, tries);
      else if (result === 'expired') expire();
      else if (result === 'refused' && status !== 409) keep({ ...item, refused: true });
      else if (kind === 'human') drop((other) => other.client_id === client_id);
      else keep({ ...item, ...(result === 'sent' ? { event_id: body.event_id } : { refused: true }) });
      if (result !== 'sent') continue;
      outage = null;
      drop_echoed();
      if (before === states) take_state(body.state);
    }
    sending.delete(kind);
  };

  const flush = () => {
    if (expired) restart();
    else if (!session) create();
    // Two lanes: a message that does not get through never stands before a wish for a person.
    pump('messages');
    pump('human');
    changed();
  };

  const add = (/** @type {Partial<Item>} */ item) => {
    keep({ kind: 'messages', text: '', ...item, client_id: uuid(), at: new Date().toISOString(), tries: 0 });
    flush();
  };

  // ---- the conversation

  const adopt = () => {
    const known = store.get('session');
    if (known?.id && (known.written || known.language === language)) session = known;
  };

  const create = async () => {
    if (creating) return;
    creating = true;
    for (let tries = 0; !session; tries++) {
      adopt();
      if (session) break;
      if (!tries) line = 'opening';
      changed();
      const reply = await api('POST', '', { body: { language, page, customer: store.get('customer') } });
      const { id, token, customer, state: first } = reply.body;
      if (id && token) {
        store.set('session', (session = { id, token, language }));
        if (customer) store.set('customer', customer);
        take_state(first);
      } else await trouble(reply, tries);
    }
    creating = false;
    start();
  };

  const expire = () => {
    stop();
    session = undefined;
    store.set('session', undefined);
    line = 'none';
    // Said only to somebody who would lose something by it.
    if (opened || outbox.length) expired = true;
    else events = [];
    changed();
  };

  const restart = () => {
    events = [];
    state = null;
    expired = false;
    store.set('seen', undefined);
    outbox.forEach((item) => keep({ ...item, choice: undefined }));
    create();
  };

  // ---- what comes in

  const see = () => {
    if (opened && events.length) store.set('seen', events.at(-1)?.id);
  };

  const take_state = (/** @type {State | undefined} */ news) => {
    if (!news) return;
    state = news;
    outage = null;
    if (news.handler !== 'bot') drop((item) => item.kind === 'human' && item.refused);
    changed();
  };

  const take_live = (/** @type {boolean} */ live) => {
    clearTimeout(timer);
    if (live) {
      outage = null;
      line = 'live';
      wake();
      flush();
    }
    // A moment without a line is nobody's concern. And what comes a moment after the start is news, no more history.
    timer = setTimeout(() => {
      if (live) loading = false;
      else line = 'lost';
      changed();
    }, CALM_MS);
  };

  const start = () => {
    adopt();
    if (!session || link) return;
    loading = true;
    line = 'opening';
    link = make_link(api, server, session, {
      live: take_live,
      events(more) {
        events = append(events, more);
        drop_echoed();
        if (!more.every(mine)) typing = '';
        if (session && !session.written && events.some(mine)) store.set('session', (session = { ...session, written: true }));
        see();
        changed();
      },
      state(news) {
        states++;
        take_state(news);
      },
      typing({ kind, name }) {
        typing = name ?? kind ?? '';
        clearTimeout(quiet);
        quiet = setTimeout(() => {
          typing = '';
          changed();
        }, 5e3);
        changed();
      },
      reset: () => void (events = []),
      expired: expire,
      outage(news) {
        outage = news;
        changed();
      },
    });
    flush();
  };

  const stop = () => {
    link?.stop();
    link = null;
    clearTimeout(timer);
  };

  return {
    place,
    store,
    view: () => ({
      language: speak(state?.language, language),
      state,
      events,
      waiting: outbox.filter(({ kind }) => kind === 'messages'),
      choices: outbox.some(({ choice, refused }) => choice && !refused) ? null : answerable(events),
      phone: outage?.phone ?? state?.company?.phone ?? place.phone,
      outage,
      link: line,
      expired,
      asking: Boolean(next('human')),
      refused: outbox.some(({ kind, refused }) => kind === 'human' && refused),
      helped: events.some(({ by }) => by.kind === 'agent'),
      typing,
      unread: opened ? 0 : events.slice(events.findIndex(({ id }) => id === store.get('seen')) + 1)
        .filter((event) => event.text && !mine(event)).length,
      loading,
    }),
    start,
    stop,
    open() {
      opened = true;
      see();
      if (!session && !expired) create();
      changed();
    },
    close() {
      opened = false;
      changed();
    },
    hurry() {
      link?.hurry();
      wake();
    },
    send: (text, choice) => add({ text: clean(text), choice }),
    human() {
      drop(({ kind }) => kind === 'human');
      add({ kind: 'human' });
    },
    async withdraw() {
      const unsent = next('human');
      drop(({ kind }) => kind === 'human');
      changed();
      if (!session || (unsent && !unsent.tries)) return;
      const before = states;
      const { status, body } = await call('DELETE', '/human', undefined);
      // Too late is 409: a person has it, and the state says so.
      if (status === 200 && before === states) take_state(body.state);
      if (body.code === 'store_unavailable') outage = body;
      changed();
    },
    take_back(id) {
      drop(({ client_id }) => client_id === id);
      changed();
    },
    typing() {
      if (Date.now() - typed_at < 3e3) return;
      typed_at = Date.now();
      link?.typing();
    },
    restart,
  };
};
