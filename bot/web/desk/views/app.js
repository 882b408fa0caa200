// @ts-check
import { phase, sessionEnded } from '../store.js';
import { html } from '../html.js';
import { t } from '../i18n.js';
import { link } from '../store.js';
import { Desk } from './desk.js';
import { linkWords } from './link.js';
import { SignIn } from './signin.js';

/** The whole page. */
export function App() {
  if (phase.value === 'in') return html`<${Desk} />`;
  if (phase.value === 'out') return html`<${SignIn} ended=${sessionEnded.value} />`;
  const words = link.value.phase === 'reconnecting' ? linkWords(link.value) : t('starting');
  return html`<main class="starting"><p role="status">${words}</p></main>`;
}
