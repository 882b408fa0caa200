// @ts-check
// What is said: names, times, who has the conversation, what happens next. Pure: facts in, words out.

/** @import * as T from './types.js' */

/** @type {T.Loaded} */
const loaded = {};

// Each is a file of its own, of which a page loads one.
const SOURCES = { fi: () => import('./fi.js'), en: () => import('./en.js'), sv: () => import('./sv.js') };

/** @type {T.Load} */
export const load = async (language) => void (loaded[language] ??= (await SOURCES[language]()).default);

/** @type {T.WordsOf} */
export const words_of = (language) => /** @type {T.Words} */ (loaded[language]);

/** @type {T.Speak} */
export const speak = (...tags) =>
  /** @type {any} */ (tags.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => /^(fi|en|sv)$/.test(`${tag}`)) ?? 'en');

/** @type {T.Fill} */
export const fill = (text, n) => text.replace('{n}', () => `${n}`);

/** @type {T.Named} */
export const named = ({ name, role }) => [name, role].filter(Boolean).join(', ');

/** @type {T.Days} */
const days = (at, now) => Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date(now).setHours(12, 0, 0, 0)) / 864e5);

/** @type {T.Say} */
export const when = (at, now, language) => {
  const words = words_of(language);
  const name = (/** @type {object} */ how) => at.toLocaleDateString(words.locale, how);
  const ahead = days(at, now);
  const hour = at.getHours();
  const minutes = `${at.getMinutes()}`.padStart(2, '0');
  const clock = language === 'en' ? `${hour}:${minutes}` : +minutes ? `${hour}.${minutes}` : hour;
  const day = !ahead ? (now.getHours() < 5 && hour > 4 && hour < 12 ? words.morning : words.today)
    : ahead === 1 ? words.tomorrow : ahead > 1 && ahead < 7 ? words.weekday
      : words.date.replace('{d}', `${at.getDate()}`).replace('{m}', `${at.getMonth() + 1}`).replace('{M}', name({ month: 'long' }));
  return `${fill(day, name({ weekday: 'long' }))} ${fill(words.clock, clock)}`;
};

/** @type {T.Say} */
export const stamp = (at, now, language) => at.toLocaleString(words_of(language).locale, {
  hour: 'numeric', minute: '2-digit', ...(days(at, now) && { weekday: 'short', day: 'numeric', month: 'numeric' }),
});

/** @type {T.Present} */
export const present = (view, now) => {
  const { state, outage, language, link } = view;
  const words = words_of(language);
  const human = state?.human ?? (typeof outage?.human === 'string' ? { name: outage.human, role: '' } : outage?.human);
  const agent = state?.handler === 'agent';
  const people = human ? [human, ...(agent ? [] : human.others ?? [])].slice(0, 3) : [];
  const list = new Intl.ListFormat(words.locale, { type: 'disjunction' });
  const only = list.format(people.map(({ name }) => name));
  const one_team = people.every(({ role }) => role === human?.role);
  const names = one_team ? named({ name: only, role: human?.role }) : only;
  const who = one_team ? names : list.format(people.map(({ name, role }) => `${name} (${role})`));

  const at = new Date(human?.expected_at ?? 0);
  const { queue, outlook } = state ?? {};
  const wait = queue && outlook === 'range' ? fill(words.wait, queue.wait_s.map((seconds) => seconds / 60).join('–')) : '';
  const coming = !human || !state || link !== 'live' || outage ? ''
    : human.available ? words.here : outlook === 'opens' ? `${words.answers} ${when(at, now, language)}` : agent ? words.helps : wait || words.wait_for;

  const queued = () => {
    if (human?.available && !human.others?.length) return '';
    if (outlook === 'unknown') return `${queue?.reason} ${fill(words.word, when(at, now, language))}`;
    // Who waits for the morning is told when it comes, not a place in the line.
    if (outlook === 'opens' || !queue) return coming && `${coming}.`;
    return [fill(words.position, queue.position), queue.reason, wait].filter(Boolean).join(' ');
  };

  return {
    status: view.expired ? words.expired
      : outage ? words.outage
      : view.asking ? (link === 'live' ? words.sending : words.asking)
      : view.refused ? words.refused
      : link === 'lost' ? words.lost
      : !state ? (link === 'opening' ? words.opening : '')
      : state.status === 'resolved' ? (view.helped ? fill(words.resolved, who) : words.ended)
      : agent ? fill(words.agent_has, who)
      : state.handler === 'queue' ? `${fill(words.asked, names)} ${queued()}`.trim()
      : words.bot_has,
    help: outage ? `${outage.hours ?? ''} ${who && fill(words.helper, who)}`.trim() : '',
    people,
    who,
    names,
    when: coming,
    here: coming === words.here,
    button: view.expired ? 'restart' : agent ? 'none' : view.asking || state?.handler === 'queue' ? 'withdraw' : 'ask',
  };
};
