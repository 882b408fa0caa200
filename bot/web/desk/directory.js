// @ts-check
/** Names for the ids of people and teams. */
import { language } from './i18n.js';
import { agent, current, directory } from './store.js';

/** @typedef {import('./types.js').Team} Team */
/** @typedef {import('./types.js').Person} Person */

/** @param {import('./types.js').Human | import('./types.js').Actor | undefined | null} who @returns {string} "Aino, laskutus" */
export const named = (who) => [who?.name, who?.role].filter(Boolean).join(', ');

/** @returns {string} me as the open case shows me: where I have it, in its customer's language */
export function myName() {
  const human = current.value.found?.state.human;
  return named(human?.id === agent.value?.id ? human : agent.value);
}

/** @param {Team} team @returns {string} in the agent's language, else the company's first */
export const teamName = (team) => team.names?.[language.value] ?? team.name ?? Object.values(team.names ?? {})[0] ?? team.id;

/** @param {unknown} key a person's or a team's id, or an e-mail @returns {string} "Mikko, toimitukset" */
export function whose(key) {
  const { people, teams } = directory.value;
  const here = [...people, current.value.found?.practice_colleague];
  const person = here.find((one) => one && (one.id === key || one.email === key));
  const team = teams.find((one) => one.id === key);
  return named(person) || (team ? teamName(team) : String(key ?? ''));
}

/** @param {string | undefined} id a person's @returns {string | null} */
export const photoOf = (id) => directory.value.people.find((one) => one.id === id)?.photo ?? null;

/** @param {Person} person @returns {string[]} what the person handles: the own matters, and those of the team */
export function topicsOf(person) {
  const team = directory.value.teams.find((one) => one.id === person.team);
  return [...new Set([...(person.topics ?? []), ...(person.skills ?? []), ...(team?.topics ?? [])])];
}
