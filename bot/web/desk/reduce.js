// @ts-check
/** Pure steps from one state to the next. No clock, no network, no storage. */

/** @typedef {import('./types.js').Event} Event */
/** @typedef {import('./types.js').Row} Row */
/** @typedef {import('./types.js').Case} Case */
/** @typedef {import('./types.js').Outgoing} Outgoing */
/** @typedef {import('./types.js').Signal} Signal */
/** @typedef {import('./types.js').Person} Person */

/**
 * Events of one case, each once, in log order.
 * @param {Event[]} have
 * @param {Event[]} more later ones; those already there are left out
 */
export function mergeEvents(have, more) {
  const known = new Set(have.map((event) => event.id));
  const fresh = more.filter((event) => !known.has(event.id) && known.add(event.id));
  return fresh.length ? [...have, ...fresh] : have;
}

/**
 * A newly fetched case over what the feed has brought meanwhile: the fetched log first, then what it lacks.
 * @param {Case} fetched
 * @param {Event[]} meanwhile
 * @returns {Case}
 */
export const overtake = (fetched, meanwhile) => ({
  ...fetched,
  events: mergeEvents(mergeEvents([], fetched.events ?? []), meanwhile),
});

/**
 * Of two looks at how far a chat has been told the later one, whichever came first; who cannot be reached the case says.
 * @param {import('./types.js').Delivery | null | undefined} fetched @param {import('./types.js').Delivery | null | undefined} known
 */
export const laterDelivery = (fetched, known) =>
  (fetched && known && (known.n ?? 0) > (fetched.n ?? 0) ? { ...known, unreachable: fetched.unreachable } : fetched);

/** Types that change only the transcript; any other may change state, brief or reasons, which are fetched again. */
const PLAIN = new Set(['message', 'message.edited', 'note', 'reply.suppressed']);

/** @param {Event} event */
export const changesState = (event) => !PLAIN.has(event.type);

/** @param {Event} event */
export const isCustomerLine = (event) => event.type === 'message' && event.by?.kind === 'customer';

/**
 * @param {Row[]} rows
 * @param {Event} event
 * @returns {Row[]} the same array when nothing changed
 */
export function rowsAfter(rows, event) {
  if (!isCustomerLine(event) || !rows.some((row) => row.id === event.conversation)) return rows;
  return rows.map((row) =>
    row.id === event.conversation ? { ...row, last_text: event.text ?? row.last_text, last_by: 'customer', thanked: Boolean(event.data?.['thanks']), last_at: event.at } : row,
  );
}

/** @param {Row | Case | null | undefined} one @returns {string} the customer's name, empty when unknown */
export function nameOf(one) {
  const { customer } = one ?? {};
  if (one?.name) return one.name;
  return (customer && typeof customer === 'object' && customer.name) || '';
}

/** @param {unknown[] | undefined} reasons keys, or objects with one @returns {string[]} */
export function reasonKeys(reasons) {
  const keys = (reasons ?? []).map((reason) => {
    if (typeof reason === 'string') return reason;
    const from = /** @type {Record<string, unknown>} */ (reason ?? {});
    return String(from.reason ?? from.key ?? from.name ?? '');
  });
  return [...new Set(keys.filter(Boolean))];
}

/**
 * Every signal with the words that raised it, each once, from the record and from the events that carried them.
 * @param {Case} one
 * @returns {Signal[]}
 */
export function signalsOf(one) {
  const found = [...(one.signals ?? [])];
  for (const reason of one.reasons ?? []) {
    const from = /** @type {{signals?: Signal[]}} */ (typeof reason === 'object' && reason ? reason : {});
    found.push(...(from.signals ?? []));
  }
  for (const event of one.events) {
    if (Array.isArray(event.data?.signals)) found.push(...event.data.signals);
  }
  /** @type {Map<string, Signal>} */
  const once = new Map();
  for (const signal of found) if (signal?.name) once.set(`${signal.name}\n${signal.text ?? ''}`, signal);
  return [...once.values()];
}

/** @param {Outgoing[]} outbox @param {Event} event @returns {Outgoing[]} without the line this event stores */
export function arrived(outbox, event) {
  const id = event.data?.client_id;
  const left = outbox.filter((line) => line.event_id !== event.id && !(id && line.client_id === id));
  return left.length === outbox.length ? outbox : left;
}

/** @param {Outgoing[]} outbox @param {string} clientId @param {Partial<Outgoing>} change */
export const changeLine = (outbox, clientId, change) =>
  outbox.map((line) => (line.client_id === clientId ? { ...line, ...change } : line));

/** @param {Outgoing[]} outbox @returns {Outgoing[]} of each case the first that waits, unless one before it is held */
export function nextToSend(outbox) {
  /** @type {Map<string, Outgoing>} */
  const first = new Map();
  for (const line of outbox) {
    if (line.status !== 'sent' && !first.has(line.conversation)) first.set(line.conversation, line);
  }
  return [...first.values()].filter((line) => line.status === 'waiting');
}

/** @param {Person[]} people @param {Person[]} news @returns {Person[]} */
export function peopleAfter(people, news) {
  const by = new Map(people.map((person) => [person.id, person]));
  for (const person of news) by.set(person.id, { ...by.get(person.id), ...person });
  return [...by.values()];
}
