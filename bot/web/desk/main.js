// @ts-check
/** The desk starts here. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { openCase } from './cases.js';
import { html } from './html.js';
import { listenToKeys } from './keys.js';
import { refreshLists } from './lists.js';
import { flush, seenInFeed } from './outbox.js';
import { followAddress } from './route.js';
import { restoreSession } from './session.js';
import { unlockAtGesture } from './sound.js';
import { current, now, outbox, phase, route } from './store.js';
import { keepTitle } from './title.js';
import { App } from './views/app.js';

const root = document.getElementById('desk');
if (root) render(html`<${App} />`, root);
followAddress();
keepTitle();
listenToKeys();
unlockAtGesture();

effect(() => {
  if (phase.value === 'in') openCase(route.value.id);
});
effect(() => {
  if (phase.value === 'in' && (route.value.view === 'team' || route.value.view === 'resolved')) refreshLists();
});
effect(() => {
  for (const event of outbox.value.length ? (current.value.found?.events ?? []) : []) seenInFeed(event);
});
setInterval(() => (now.value = Date.now()), 1000);
addEventListener('online', flush);

restoreSession();
