// @ts-check
// What is said about who has the conversation, who comes and what happens next. Pure: facts in, words out.

import { WORDS, fill, named } from './words.js';

const LOCALES = { fi: 'fi-FI', en: 'en-GB', sv: 'sv-FI' };

const days = (/** @type {Date} */ at, /** @type {Date} */ now) =>
  Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date(now).setHours(12, 0, 0, 0)) / 864e5);

/** "tänään klo 14.30", "tomorrow, Monday, at 9:00", "på torsdag kl. 9" (as bot/core/when.py). @type {import('./types.js').Say} */
export const when = (at, now, language) => {
  const fi = language === 'fi', en = language === 'en';
  const ahead = days(at, now), hour = at.getHours(), minutes = at.getMinutes();
  const clock = en || minutes ? `${hour}${en ? ':' : '.'}${`${minutes}`.padStart(2, '0')}` : hour;
  const time = `${fi ? 'klo' : en ? 'at' : 'kl.'} ${clock}`;
  const weekday = at.toLocaleDateString(LOCALES[language], { weekday: 'long' }) + (fi ? 'na' : '');
  if (!ahead) {
    const morning = now.getHours() < 5 && hour > 4 && hour < 12;
    return `${fi ? (morning ? 'tänä aamuna' : 'tänään') : en ? (morning ? 'this morning' : 'today') : 'i dag'} ${time}`;
  }
  if (ahead === 1) return `${fi ? 'huomenna' : en ? 'tomorrow,' : 'i morgon'} ${weekday}${en ? ',' : ''} ${time}`;
  const date = en ? ` ${at.getDate()} ${at.toLocaleDateString('en-GB', { month: 'long' })}` : ` ${at.getDate()}.${at.getMonth() + 1}${fi ? '.' : ''}`;
  return `${fi ? '' : en ? 'on ' : 'på '}${weekday}${ahead > 1 && ahead < 7 ? '' : date} ${time}`;
};

/** Beside a line: its time, with the day if it was another. @type {import('./types.js').Say} */
export const stamp = (at, now, language) =>
  at.toLocaleString(LOCALES[language], {
    hour: 'numeric', minute: '2-digit', ...(days(at, now) && { weekday: 'short', day: 'numeric', month: 'numeric' }),
  });

/** @type {import('./types.js').Present} */
export const present = (view, now) => {
  const { state, outage, language, link } = view;
  const words = WORDS[language];
  const human = state?.human ?? (typeof outage?.human === 'string' ? { name: outage.human, role: '' } : outage?.human);
  const agent = state?.handler === 'agent';
  const other = agent ? undefined : human?.others?.[0];
  const who = !human ? '' : !other ? named(human)
    : `${other.role === human.role ? human.name : `${named(human)},`} ${words.or} ${named(other)}`;

  let coming = '';
  if (human && state && link === 'live' && !outage) {
    const at = new Date(human.expected_at ?? 0);
    coming = human.available ? words.here : at > now ? `${words.answers} ${when(at, now, language)}` : agent ? words.helps : words.unknown;
  }

  const queued = () => {
    const { position = 0, wait_s } = state?.queue ?? {};
    // The place of who waits for the morning is of no use; the time of the morning is.
    if (!position || (human?.expected_at && !human.available && !wait_s)) return human?.available ? '' : `${coming}.`;
    const [low = 0, high = 0] = wait_s ?? [];
    const most = Math.max(2, Math.ceil(high / 60));
    const least = Math.min(most - 1, Math.max(1, Math.floor(low / 60)));
    return `${position > 1 ? fill(words.position, position) : words.first} ${wait_s ? fill(words.wait, `${least}–${most}`) : ''}`;
  };

  const status = () => {
    if (view.expired) return words.expired;
    if (outage) return words.outage;
    if (view.asking) return link === 'live' ? words.sending : words.asking;
    if (view.refused) return words.refused;
    if (link === 'lost') return words.lost;
    if (!state) return link === 'opening' ? words.opening : '';
    if (state.status === 'resolved') return view.helped ? fill(words.resolved, who) : words.ended;
    if (agent) return fill(words.agent_has, who);
    return state.handler === 'queue' ? `${fill(words.asked, who)} ${queued()}` : words.bot_has;
  };

  return {
    status: status().trim(),
    help: outage ? [outage.hours, who].filter(Boolean).join(' ') : '',
    people: [human, other].flatMap((person) => person ?? []),
    who,
    when: coming,
    here: coming === words.here,
    button: view.expired ? 'restart' : agent ? 'none' : view.asking || state?.handler === 'queue' ? 'withdraw' : 'ask',
  };
};
