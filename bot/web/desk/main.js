// @ts-check
/** The desk starts here. */
import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import { acknowledge } from './alerts.js';
import { openCase } from './cases.js';
import { html } from './html.js';
import { listenToKeys } from './keys.js';
import { refreshLists } from './lists.js';
import { flush, seenInFeed } from './outbox.js';
import { caseOf, followAddress } from './route.js';
import { restoreSession } from './session.js';
import { tellSeen } from './seen.js';
import { soundAtGesture, startSound } from './sound.js';
import { current, now, outbox, phase, route, standing, visible } from './store.js';
import { keepTitle } from './title.js';
import { App } from './views/app.js';
import { Door, doorOf } from './views/door.js';

const root = document.getElementById('desk');
const door = doorOf();
if (root) render(door ? html`<${Door} which=${door} />` : html`<${App} />`, root);
// A link of single use that is opened in a tab where the desk is, or the other way round, is another page.
addEventListener('hashchange', () => doorOf() !== door && location.reload());
if (!door) followAddress();
keepTitle();
tellSeen();
listenToKeys();
soundAtGesture();

effect(() => {
  if (phase.value === 'in') untracked(startSound);
});
effect(() => {
  const id = caseOf();
  if (phase.value === 'in') untracked(() => openCase(id));
});
effect(() => {
  if (standing.value === 'queue' && visible.value) {
    const { id } = current.value;
    untracked(() => acknowledge(id));
  }
});
effect(() => {
  const { view } = route.value;
  if (phase.value === 'in' && (view === 'team' || view === 'resolved')) untracked(refreshLists);
});
effect(() => {
  const events = current.value.found?.events ?? [];
  if (outbox.value.length) untracked(() => events.forEach(seenInFeed));
});
setInterval(() => (now.value = Date.now()), 1000);
addEventListener('online', flush);

if (!door) restoreSession();
