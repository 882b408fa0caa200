// @ts-check
/** The desk's state: signals only. What changes them lies in session, lists, cases, outbox and verbs. */
import { computed, signal } from '@preact/signals';
import { recall } from './keep.js';
import { signalsOf } from './reduce.js';

/** @template T @typedef {import('@preact/signals').Signal<T>} Signal */
/** @typedef {import('./types.js').Agent} Agent */
/** @typedef {import('./types.js').Case} Case */
/** @typedef {import('./types.js').Row} Row */
/** @typedef {import('./types.js').Person} Person */
/** @typedef {import('./types.js').Team} Team */
/** @typedef {import('./types.js').Outgoing} Outgoing */
/** @typedef {import('./types.js').Link} Link */
/** @typedef {'now' | 'team' | 'resolved' | 'people' | 'rooms'} View */
/** @typedef {'decline' | 'transfer' | 'return' | 'resolve' | 'promise' | 'help' | 'kept' | 'tried' | 'move' | 'withdraw' |
 *   'help_in' | 'take_over' | 'later' | 'snooze' | 'ask' | 'link' | 'goodwill' | 'merge' | 'block' | 'lift'} Dialog */
/** @typedef {{rows: Row[], known: boolean, stale: boolean, next?: string}} List  `known`: fetched at least once */
/** @typedef {{kind: 'good' | 'bad', text: string, at: number}} Notice */

/** @type {Signal<'starting' | 'out' | 'in'>} */
export const phase = signal('starting');
/** Why the sign-in page is shown to someone who was signed in. @type {Signal<boolean>} */
export const sessionEnded = signal(false);
/** @type {Signal<Agent | null>} */
export const agent = signal(null);
/** @type {Signal<Link>} */
export const link = signal({ phase: 'connecting', since: Date.now() });

/** @type {List} */
const unknown = { rows: [], known: false, stale: false };
/** Everyone who waits, most urgent first. @type {Signal<List>} */
export const waiting = signal(unknown);
/** @type {Signal<List>} */
export const mine = signal(unknown);
/** Offered to me or my team. @type {Signal<List>} */
export const offered = signal(unknown);
/** Mine, put off for now. @type {Signal<List>} */
export const snoozed = signal(unknown);
/** Where a colleague asked me something. @type {Signal<List>} */
export const asked = signal(unknown);
/** My practice customer, where there is one. @type {Signal<List>} */
export const practice = signal(unknown);
/** @type {Signal<List>} */
export const team = signal(unknown);
/** @type {Signal<List>} */
export const resolved = signal(unknown);
/** @type {Signal<{people: Person[], teams: Team[], known: boolean}>} */
export const directory = signal({ people: [], teams: [], known: false });

/** @type {Signal<{view: View, id: string | null}>} */
export const route = signal({ view: 'now', id: null });
/** The open case; `missing` when it cannot be had. @type {Signal<{id: string, found: Case | null, missing: boolean}>} */
export const current = signal({ id: '', found: null, missing: false });
/** Until when (epoch ms) the other side of a case is writing, and who. @type {Signal<Record<string, {until: number, name: string}>>} */
export const typing = signal({});
/** Cases of mine with a customer line I have not seen. @type {Signal<ReadonlySet<string>>} */
export const unread = signal(new Set());
/** @type {Signal<Outgoing[]>} */
export const outbox = signal([]);
/** @type {Signal<'message' | 'note'>} */
export const writing = signal('message');
/** Files that go with the next reply, by conversation. @type {Signal<Record<string, import('./types.js').Attached[]>>} */
export const attached = signal({});
/** Grows when the reply field should get the focus. @type {Signal<number>} */
export const wantsField = signal(0);
/** Puts this text into the field. @type {Signal<{text: string, kind: 'message' | 'note'} | null>} */
export const refill = signal(null);

/** @type {Signal<Dialog | null>} */
export const dialog = signal(null);
/** What the open dialog is about, where it is not the whole case: a promise's id, say. @type {Signal<string>} */
export const subject = signal('');
/** @type {Signal<Notice | null>} */
export const notice = signal(null);
/** For screen readers: what just came; `nth` tells the same words said anew from words that stand. */
export const said = signal({ words: '', nth: 0 });
/** A verb is on its way. @type {Signal<boolean>} */
export const busy = signal(false);
/** The page is in sight. @type {Signal<boolean>} */
export const visible = signal(document.visibilityState === 'visible');
/** The clock of ticking times, epoch ms. @type {Signal<number>} */
export const now = signal(Date.now());

export const soundOn = signal(recall('sound', true));
export const keysOn = signal(recall('keys', true));

/** Leads and admins, who have the rooms beside the cases. */
export const heads = computed(() => Boolean(agent.value?.roles?.some((role) => role === 'lead' || role === 'admin')));
export const offeredIds = computed(() => new Set(offered.value.rows.map((row) => row.id)));
const mineIds = computed(() => new Set(mine.value.rows.map((row) => row.id)));
/** Waiting rows that are not shown as offered to me, nor as mine: the lists are fetched one by one, and one may be older. */
export const others = computed(() => waiting.value.rows.filter((row) => !offeredIds.value.has(row.id) && !mineIds.value.has(row.id)));
export const alarms = computed(() => others.value.filter((row) => row.alarm));
export const calm = computed(() => others.value.filter((row) => !row.alarm));
/** What calls for me: the number in the tab's title. */
export const calls = computed(() => offered.value.rows.length + others.value.length + unread.value.size);
export const alarm = computed(() => [...offered.value.rows, ...waiting.value.rows].some((row) => row.alarm));
export const signals = computed(() => (current.value.found ? signalsOf(current.value.found) : []));
/** Lines of mine in the open case that the log does not show yet. */
export const onTheirWay = computed(() => outbox.value.filter((line) => line.conversation === current.value.id));

/** @typedef {'mine' | 'other' | 'queue' | 'bot' | 'resolved'} Standing */
/** How I stand to the open case. @type {import('@preact/signals').ReadonlySignal<Standing>} */
export const standing = computed(() => {
  const state = current.value.found?.state;
  if (!state || state.status === 'resolved') return 'resolved';
  if (state.handler !== 'agent') return state.handler;
  return state.human?.id === agent.value?.id ? 'mine' : 'other';
});
/** The practice colleague asks me to take it: no list of offers has that. */
const handedBack = computed(() => {
  const { practice: mineAlone, transfer } = current.value.found ?? {};
  return Boolean(mineAlone && transfer?.to === agent.value?.id);
});
export const claimable = computed(
  () => standing.value === 'queue' || (standing.value !== 'mine' && (offeredIds.value.has(current.value.id) || handedBack.value)),
);

/** The open case's customer is blocked, and I may take that back: a lead, or whoever did it. */
export const liftable = computed(() => {
  const { blocked_until: until, events = [] } = current.value.found ?? {};
  const by = events.findLast((one) => one.type === 'customer.blocked')?.by.id;
  return Boolean(until) && (heads.value || by === agent.value?.id);
});

/** What would bring others into a practice case, or weigh on a customer: the server's bot/core/practice.py says the same. @type {ReadonlySet<string>} */
const REAL_ONLY = new Set(['help_in', 'take_over', 'merge', 'block']);
/** @param {string} which @returns {boolean} whether it makes sense in the open case */
export const fits = (which) => !(current.value.found?.practice && REAL_ONLY.has(which));

/** @param {Dialog} which @param {string} [about] */
export function openDialog(which, about = '') {
  if (!fits(which)) return;
  subject.value = about;
  dialog.value = which;
}

/** @param {'good' | 'bad'} kind @param {string} text */
export function tell(kind, text) {
  notice.value = { kind, text, at: Date.now() };
}

/** Says it once to a screen reader, also where the same was said before. @param {string} words */
export function say(words) {
  said.value = { words, nth: said.value.nth + 1 };
}

/** Everything of the one who signed out. */
export function forgetAll() {
  for (const list of [waiting, mine, offered, snoozed, asked, practice, team, resolved]) list.value = unknown;
  attached.value = {};
  directory.value = { people: [], teams: [], known: false };
  current.value = { id: '', found: null, missing: false };
  unread.value = new Set();
  outbox.value = [];
  typing.value = {};
  dialog.value = null;
  notice.value = null;
  say('');
  agent.value = null;
}
