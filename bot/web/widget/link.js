// @ts-check
// The line to the gateway: a socket, or a long poll where sockets do not get through. Resumes by cursor.

/** @type {import('./types.js').Backoff} */
export const backoff = (tries, random = Math.random()) => Math.min(30e3, 1e3 * 2 ** tries) * (0.5 + random / 2);

/** @type {import('./types.js').MakeSleeper} */
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

/** @type {import('./types.js').MakeApi} */
export const make_api = (server, language) => async (method, path, { token, body, signal, limit = 12e3 } = {}) => {
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.addEventListener('abort', abort);
  const timer = setTimeout(abort, limit);
  try {
    const reply = await fetch(`${server}/v1/conversations${path}`, {
      method,
      headers: {
        'Accept-Language': language,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
      signal: stop.signal,
      credentials: 'omit',
      cache: 'no-store',
    });
    const later = 1e3 * Number(reply.headers.get('Retry-After')) || 0;
    return { status: reply.status, body: await reply.json().catch(() => ({})), later };
  } catch {
    return { status: 0, body: {}, later: 0 };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
};

const TICK_MS = 8e3;

/** @type {import('./types.js').MakeLink} */
export const make_link = (api, server, { id, token }, on) => {
  const { nap, wake } = sleeper();
  let cursor = '0';
  let live = false;
  let misses = 0;
  let retry = 0;
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {AbortController | null} */
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
    poll?.abort();
    poll = null;
    wake();
  };

  const open_in = (/** @type {number} */ ms) => {
    clearTimeout(retry);
    retry = setTimeout(open, ms);
  };

  const open = () => {
    if (socket) return;
    const mine = (socket = new WebSocket(`${server.replace(/^http/, 'ws')}/v1/conversations/${id}/socket`));
    let welcomed = false;
    let silent = 0;
    const lost = () => {
      clearInterval(ticks);
      if (socket !== mine) return;
      socket = null;
      mine.close();
      misses = welcomed ? 0 : misses + 1;
      if (!welcomed) start_polling();
      if (!poll) set_live(false);
      open_in(welcomed ? 100 + Math.random() * 900 : Math.min(300e3, 15e3 * 2 ** misses) * (0.5 + Math.random() / 2));
    };
    // Counted in ticks, not in time: a sleeping tab has not heard anything, and nothing is wrong.
    const ticks = setInterval(() => {
      silent++;
      if (!welcomed || silent > 4) lost();
      else if (silent > 2) send({ type: 'ping' });
    }, TICK_MS);
    mine.onclose = lost;
    mine.onopen = () => send({ type: 'hello', token, after: cursor });
    mine.onmessage = ({ data }) => {
      if (socket !== mine) return;
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
    const mine = (poll = new AbortController());
    for (let fails = 0; ; ) {
      const path = `/${id}/events?after=${encodeURIComponent(cursor)}&wait=${live ? 25 : 0}`;
      const { status, body, later } = await api('GET', path, { token, signal: mine.signal, limit: 35e3 });
      if (poll !== mine) return;
      if (status === 200) {
        // Whatever was wrong is over: perhaps sockets get through again, too.
        if (fails) open_in(1e3 + Math.random() * 4e3);
        fails = 0;
        if (!live) set_live(true);
        take(body);
      } else if (status === 401 || status === 404) {
        stop();
        on.expired();
      } else {
        if (!fails) set_live(false);
        take(body);
        await nap(Math.max(later, body.code === 'cursor_unknown' ? 0 : backoff(fails)));
        fails++;
      }
    }
  };

  const stop = () => {
    clearTimeout(retry);
    const mine = socket;
    socket = null;
    mine?.close();
    stop_polling();
  };

  open();
  return {
    stop,
    hurry() {
      wake();
      if (!socket) open_in(0);
    },
    typing: () => send({ type: 'typing' }),
  };
};
