// @ts-check
// The way back from an e-mail, for a browser that may not hold the conversation: proves its reader, then opens the chat.
// The secret comes in the fragment, which browsers send to nobody, and leaves the address at once.

import { WORDS } from './words.js';

const SECRET = 'aina-open';
const SESSION = `support-chat ${location.origin} session`;

const language = /** @type {keyof typeof WORDS} */ (
  navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in WORDS) ?? 'fi');
const words = WORDS[language];

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

/** @param {string} id @param {string} text */
const say = (id, text) => void (at(id).textContent = text);

/** @param {string} path @param {object} body @returns {Promise<{status: number, body: any}>} */
async function ask(path, body) {
  const answer = await fetch(`/v1/conversations/open${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

/** @returns {string | null} */
function secret() {
  const [, given] = /^#aina=(.+)/.exec(location.hash) ?? [];
  if (given) {
    sessionStorage.setItem(SECRET, given);
    history.replaceState(null, '', location.pathname);
  }
  return given ?? sessionStorage.getItem(SECRET);
}

/** @param {{id: string, token?: string}} found */
function enter(found) {
  sessionStorage.removeItem(SECRET);
  if (found.token) localStorage.setItem(SESSION, JSON.stringify({ id: found.id, token: found.token, language, written: true }));
  at('ask').hidden = true;
  say('lead', words.here);
  chat(true);
}

/** @param {string} text */
function end(text) {
  sessionStorage.removeItem(SECRET);
  at('ask').hidden = true;
  say('lead', text);
  chat();
}

/** @param {boolean} [opened] whether the chat opens by itself */
function chat(opened) {
  const tag = document.createElement('script');
  tag.type = 'module';
  tag.src = '/widget/support-chat.js';
  tag.dataset.language = language;
  if (opened) tag.dataset.open = '';
  document.body.append(tag);
}

/** @param {string} code @returns {string} what the page says of a refusal */
const refusal = (code) => (code === 'proof_wrong' ? words.wrong : code === 'link_unknown' ? words.gone : words.many);

/** @param {string} given @param {string} address */
function prove(given, address) {
  say('lead', words.code_lead);
  say('send', words.send.replace('{address}', () => address));
  say('code-label', words.code);
  say('fact-label', words.fact);
  say('enter', words.enter);
  at('ask').hidden = false;
  at('main').focus();
  at('send').onclick = guarded(async () => {
    const { status, body } = await ask('/code', { secret: given });
    if (body.code === 'link_unknown') return end(words.gone);
    say('trouble', status === 202 || body.code === 'codes_many' ? '' : words.away);
    if (status === 202) say('sent', words.sent.replace('{address}', () => address));
    at('code').focus();
  });
  at('ask').onsubmit = (/** @type {SubmitEvent} */ submit) => {
    submit.preventDefault();
    guarded(async () => {
      const { status, body } = await ask('/proof', { secret: given, code: at('code').value, fact: at('fact').value });
      if (status === 200) return enter(body);
      if (body.code === 'proof_wrong') return say('trouble', refusal(body.code));
      end(refusal(body.code));
    })();
  };
}

/** @param {() => Promise<unknown>} work @returns {() => void} */
const guarded = (work) => () => void work().catch(() => say('trouble', words.away));

async function start() {
  document.documentElement.lang = language;
  document.title = words.title;
  say('title', words.title);
  say('lead', words.opening);
  const given = secret();
  if (!given) return end(words.gone);
  const { id, token } = JSON.parse(localStorage.getItem(SESSION) ?? '{}') ?? {};
  const { status, body } = await ask('', { secret: given, id, token });
  if (status === 404) return end(words.gone);
  if (status !== 200) return say('lead', words.away);
  if (body.needs === 'browser') return end(words.elsewhere);
  if (body.needs) return prove(given, body.address);
  enter(body);
}

start().catch(() => say('lead', words.away));
