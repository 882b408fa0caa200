// @ts-check
// One customer's chat, without any DOM: the store, the line to the gateway, what was said, what waits to be sent.

import { load, speak } from './words.js';

/** @import * as T from './types.js' */

export const MAX_LENGTH = 4000;
const CALM_MS = 1500;

/** @type {T.MakeStore} */
export const make_store = (prefix) => {
  /** @type {Record<string, string>} */
  let area = {};
  try {
    area = localStorage ?? area;
  } catch {
    // Forbidden here: memory it is.
  }
  const read = (/** @type {string} */ key) => {
    try {
      return JSON.parse(area[key] ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => read(prefix + key),
    set(key, value) {
      try {
        if (value === undefined) delete area[prefix + key];
        else area[prefix + key] = JSON.stringify(value);
      } catch {
        // Full: what is on screen stays there.
      }
    },
    all: (start) => Object.keys(area).filter((key) => key.startsWith(prefix + start)).map(read),
  };
};

// Two of one conversation are never the same; nothing secret hangs on it.
export const new_id = () => `${Date.now()}-${Math.random()}`;

// What the gateway would refuse: control characters and marks that reorder (they come with copied phone numbers).
/** @type {T.Clean} */
export const clean = (text) =>
  text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim();

/** @type {T.Verdict} */
export const verdict = (status) => [401, 404].includes(status) ? 'expired'
  : status > 199 && status < 300 ? 'sent' : status > 399 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'again';

/** @type {T.Append} */
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

/** @type {T.By} */
const mine = ({ by }) => by.kind === 'customer';

/** @type {T.Answerable} */
export const answerable = (events) => {
  for (const event of [...events].reverse()) {
    if (event.data?.choices?.length) return event.id;
    if ((event.text && mine(event)) || /claimed|resolved/.test(event.type)) break;
  }
  return null;
};

/** @type {T.Order} */
const by_time = (a, b) => (a.at < b.at ? -1 : 1);

/** @type {T.Backoff} */
export const backoff = (tries, random = Math.random()) => Math.min(30e3, 1e3 * 2 ** tries) * (0.5 + random / 2);

/** @type {T.MakeSleeper} */
export const sleeper = () => {
  const wakes = new Set();
  return {
    nap: (ms) => new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      wakes.add(wake);
    }),
    wake: () => wakes.forEach((wake) => wake()),
  };
};

/** @type {T.MakeApi} */
export const make_api = (server, language) => async (method, path, token, body, kind = 'json') => {
  try {
    const reply = await fetch(`${server}/v1/conversations${path}`, {
      method,
      headers: {
        'Accept-Language': language,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout?.(40e3),
    });
    return { status: reply.status, body: await reply[reply.ok ? kind : 'json']().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  }
};

// Not by fetch, which says nothing of how far it is.
/** @type {T.MakeUpload} */
export const make_upload = (server, language) => (path, token, file, progress, signal) => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append('file', file);
  request.open('POST', `${server}/v1/conversations${path}`);
  request.setRequestHeader('Accept-Language', language);
  request.setRequestHeader('Authorization', `Bearer ${token}`);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
  request.onloadend = () => resolve({ status: request.status, body: request.response ?? {} });
  signal.onabort = () => request.abort();
  request.send(body);
});

const TICK_MS = 8e3;

/** @type {T.MakeLink} */
export const make_link = (api, server, { id, token }, on) => {
  const { nap, wake } = sleeper();
  let cursor = '0';
  let live = false;
  let misses = 0;
  let retry = 0;
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {object | null} */
  let poll = null;

  const set_live = (/** @type {boolean} */ is) => on.live((live = is));

  const send = (/** @type {object} */ frame) => {
    if (socket?.readyState === 1) socket.send(JSON.stringify(frame));
  };

  const take = (/** @type {any} */ { type, code, state, events, cursor: read, by, ...rest }) => {
    if (type === 'ping') send({ type: 'pong' });
    if (type === 'typing') on.typing(by ?? {});
    if (code === 'cursor_unknown') {
      cursor = '0';
      on.reset();
    }
    if (code === 'store_unavailable') on.outage(rest);
    if (events?.length) on.events(events);
    // The cursor of a welcome is where the log ends, not how far we have read.
    if (events && read) cursor = read;
    if (state) on.state(state);
  };

  const stop_polling = () => {
    poll = null;
    wake();
  };

  const open_in = (/** @type {number} */ ms) => {
    clearTimeout(retry);
    retry = setTimeout(open, ms);
  };

  const open = () => {
    if (socket) return;
    const one = (socket = new WebSocket(`${server.replace(/^http/, 'ws')}/v1/conversations/${id}/socket`));
    let welcomed = false;
    let silent = 0;
    const lost = () => {
      clearInterval(ticks);
      if (socket !== one) return;
      socket = null;
      one.close();
      misses = welcomed ? 0 : misses + 1;
      if (!welcomed) start_polling();
      if (!poll) set_live(false);
      open_in(welcomed ? backoff(0) : 15 * backoff(misses));
    };
    // Counted in ticks, not in time: a sleeping tab has not heard anything, and nothing is wrong.
    const ticks = setInterval(() => {
      silent++;
      if (!welcomed || silent > 4) lost();
      else if (silent > 2) send({ type: 'ping' });
    }, TICK_MS);
    one.onclose = lost;
    one.onopen = () => send({ type: 'hello', token, after: cursor });
    one.onmessage = ({ data }) => {
      if (socket !== one) return;
      silent = 0;
      const frame = JSON.parse(data);
      if (frame.type === 'welcome') {
        welcomed = true;
        stop_polling();
        set_live(true);
      }
      take(frame);
    };
  };

  const start_polling = async () => {
    if (poll) return;
    const one = (poll = {});
    for (let fails = 0; ; ) {
      const path = `/${id}/events?after=${encodeURIComponent(cursor)}&wait=${live ? 25 : 0}`;
      const { status, body } = await api('GET', path, token);
      if (poll !== one) return;
      if (status === 200) {
        // Whatever was wrong is over: perhaps sockets get through again, too.
        if (fails) open_in(4 * backoff(0));
        fails = 0;
        if (!live) set_live(true);
        take(body);
      } else if (status === 401 || status === 404) {
        stop();
        on.expired();
      } else {
        if (!fails) set_live(false);
        take(body);
        await nap(backoff(fails++));
      }
    }
  };

  const cut = () => {
    clearTimeout(retry);
    const old = socket;
    socket = null;
    old?.close();
  };

  const stop = () => {
    cut();
    stop_polling();
  };

  open();
  return {
    stop,
    // The socket may be dead without knowing: a new one.
    hurry() {
      wake();
      cut();
      open();
    },
    typing: () => send({ type: 'typing' }),
  };
};

/** @type {T.MakeChat} */
export const make_chat = (place, changed) => {
  const { server, language, page } = place;
  const api = make_api(server, language);
  const upload = make_upload(server, language);
  const store = make_store(`support-chat ${server} `);
  const { nap, wake } = sleeper();
  /** @type {T.Facts} */
  const my = {
    language, events: [], outbox: store.all('item ').sort(by_time), state: null, outage: null, link: 'none',
    expired: false, opened: false, loading: false, typing: '',
  };
  /** @type {T.Link | null} */
  let link = null;
  // How many states the link has brought: the answer to a request must not put an older one over them.
  let states = 0;
  let read = '';
  let typed_at = 0;
  let timer = 0;
  let quiet = 0;
  const busy = new Set();

  /** @type {T.Keep} */
  const keep = (item) => {
    my.outbox = [...my.outbox.filter(({ client_id }) => client_id !== item.client_id), item].sort(by_time);
    // With an event id it comes from the log after a reload.
    store.set(`item ${item.client_id}`, item.event_id ? undefined : item);
  };

  /** @type {T.Drop} */
  const drop = (gone) => {
    my.outbox.filter(gone).forEach(({ client_id }) => store.set(`item ${client_id}`, undefined));
    my.outbox = my.outbox.filter((item) => !gone(item));
  };

  const drop_echoed = () => drop((item) => my.events.some(({ id, data }) => id === item.event_id || data?.client_id === item.client_id));

  /** @type {T.Next} */
  const next = (kind) => my.outbox.find((item) => item.kind === kind && !item.refused && !item.event_id);

  /** @type {T.Call} */
  const call = (method, path, body, kind) =>
    api(method, `/${my.session?.id}${path}`, my.session?.token, body, kind);

  /** @type {T.Verb} */
  const verb = async (method, path, body) => {
    const before = states;
    const reply = await call(method, path, body);
    if (reply.body.code === 'store_unavailable') my.outage = reply.body;
    if (before === states) take_state(reply.body.state);
    changed();
    return reply;
  };

  /** @type {T.Trouble} */
  const trouble = ({ status, body }, tries) => {
    if (body.code === 'store_unavailable') my.outage = body;
    else if (status !== 429 && my.link !== 'live') my.link = 'lost';
    changed();
    return nap(backoff(tries));
  };

  /** @type {T.Pump} */
  const pump = async (kind) => {
    if (busy.has(kind)) return;
    busy.add(kind);
    for (let item; my.session && (item = next(kind)); changed()) {
      const { client_id, text, choice, files, tries } = item;
      const before = states;
      keep({ ...item, tries: tries + 1 });
      const reply = await call('POST', `/${kind}`, { client_id, text, choice, files: files?.map(({ id }) => id) });
      const { status, body } = reply;
      const result = verdict(status);
      if (result === 'again') await trouble(reply, tries);
      if (result === 'expired') expire();
      // 409 to a wish for a person: one is there already.
      if (result === 'refused') keep({ ...item, refused: true });
      if (kind === 'human' && (result === 'sent' || status === 409)) drop((other) => other.client_id === client_id);
      if (result !== 'sent') continue;
      my.outage = null;
      if (body.event_id) keep({ ...item, event_id: body.event_id });
      drop_echoed();
      if (before === states) take_state(body.state);
    }
    busy.delete(kind);
  };

  const flush = () => {
    if (my.expired) restart();
    create();
    // Two lanes: a message that does not get through never stands before a wish for a person.
    pump('messages');
    pump('human');
    changed();
  };

  /** @type {T.Add} */
  const add = (item) => {
    keep({ kind: 'messages', text: '', ...item, client_id: new_id(), at: new Date().toISOString(), tries: 0 });
    flush();
  };

  const adopt = () => {
    const known = store.get('session');
    if (known?.id && (known.written || known.language === language)) my.session = known;
  };

  const create = async () => {
    if (busy.has(create) || my.session) return;
    busy.add(create);
    for (let tries = 0; adopt(), !my.session; tries++) {
      if (!tries) my.link = 'opening';
      changed();
      const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
      const reply = await api('POST', '', '', { language, page, zone, customer: store.get('customer') });
      const { id, token, customer, state } = reply.body;
      if (id && token) {
        store.set('session', (my.session = { id, token, language }));
        store.set('customer', customer);
        take_state(state);
      } else await trouble(reply, tries);
    }
    busy.delete(create);
    start();
  };

  const expire = () => {
    stop();
    my.session = undefined;
    store.set('session', undefined);
    my.link = 'none';
    // Said only to somebody who would lose something by it.
    if (my.opened || my.outbox.length) my.expired = true;
    else my.events = [];
    changed();
  };

  const restart = () => {
    my.events = [];
    my.state = null;
    my.expired = false;
    store.set('seen', undefined);
    // The files of the old conversation are not in the new one.
    drop(({ kind, text }) => kind === 'messages' && !text);
    my.outbox.forEach((item) => keep({ ...item, choice: undefined, files: undefined }));
    create();
  };

  // Read is what was on the screen: of an opened chat, on a page that can be seen.
  const see = () => {
    changed();
    if (!my.opened || document.hidden || !my.events.length) return;
    store.set('seen', my.events.at(-1)?.id);
    const id = my.events.findLast((event) => !mine(event))?.id;
    if (!id || id === read || my.loading || my.link !== 'live') return;
    read = id;
    call('PUT', '/seen', { event_id: id });
  };

  /** @type {T.TakeState} */
  const take_state = (state) => {
    if (!state) return;
    my.state = state;
    my.outage = null;
    if (state.handler !== 'bot') drop((item) => item.kind === 'human' && item.refused);
    load(speak(state.language, language)).then(() => {
      my.language = speak(state.language, language);
      changed();
    });
    changed();
  };

  /** @type {T.TakeLive} */
  const take_live = (live) => {
    clearTimeout(timer);
    if (live) {
      my.outage = null;
      my.link = 'live';
      wake();
      flush();
    }
    // A moment without a line is nobody's concern. What comes a moment after the start is news, no more history.
    timer = setTimeout(() => {
      if (live) my.loading = false;
      else my.link = 'lost';
      see();
    }, CALM_MS);
  };

  const start = () => {
    adopt();
    if (!my.session || link) return;
    my.loading = true;
    my.link = 'opening';
    link = make_link(api, server, my.session, {
      live: take_live,
      events(more) {
        my.events = append(my.events, more);
        drop_echoed();
        if (!more.every(mine)) my.typing = '';
        if (my.events.some(mine)) store.set('session', { ...my.session, written: true });
        see();
      },
      state(state) {
        states++;
        take_state(state);
      },
      typing({ kind, name }) {
        my.typing = name ?? kind ?? '';
        clearTimeout(quiet);
        quiet = setTimeout(() => {
          my.typing = '';
          changed();
        }, 5e3);
        changed();
      },
      reset: () => void (my.events = []),
      expired: expire,
      outage(outage) {
        my.outage = outage;
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
    start,
    stop,
    restart,
    view: () => ({
      ...my,
      waiting: my.outbox.filter(({ kind }) => kind === 'messages'),
      choices: my.outbox.some(({ choice, refused }) => choice && !refused) ? null : answerable(my.events),
      phone: my.outage?.phone ?? my.state?.company?.phone ?? place.phone,
      asking: Boolean(next('human')),
      refused: my.outbox.some(({ kind, refused }) => kind === 'human' && refused),
      helped: my.events.some(({ by }) => by.kind === 'agent'),
      unread: my.opened ? 0 : my.events.slice(my.events.findIndex(({ id }) => id === store.get('seen')) + 1)
        .filter((event) => event.text && !mine(event)).length,
    }),
    open() {
      my.opened = true;
      if (!my.expired) create();
      see();
    },
    look: see,
    async arrive(secret) {
      const { status, body } = await api('POST', '/open', '', { secret, ...store.get('session') });
      if (status) history.replaceState(null, '', place.page + location.search);
      if (body.needs) location.href = `${server}/open/#aina=${secret}`;
      if (body.token) store.set('session', { id: body.id, token: body.token, language, written: true });
    },
    close() {
      my.opened = false;
      changed();
    },
    hurry() {
      link?.hurry();
      wake();
    },
    send: (text, choice, files) => add({ text: clean(text), choice, ...(files?.length && { files }) }),
    async upload(file, progress, signal) {
      const { session } = my;
      return session ? upload(`/${session.id}/files`, session.token, file, progress, signal) : { status: 0, body: {} };
    },
    async download(path) {
      const { status, body } = await call('GET', path, undefined, 'blob');
      return status === 200 ? body : null;
    },
    verb,
    human() {
      drop(({ kind }) => kind === 'human');
      add({ kind: 'human' });
    },
    withdraw() {
      const unsent = next('human');
      drop(({ kind }) => kind === 'human');
      changed();
      // Too late is 409: a person has it, and the state says so.
      if (my.session && unsent?.tries !== 0) verb('DELETE', '/human');
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
  };
};
