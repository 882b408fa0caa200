// @ts-check
import { html } from '../html.js';

/** Strokes on a 24 × 24 field. @type {Record<string, string>} */
const PATHS = {
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  mute: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  help: 'M9.2 9.2a2.9 2.9 0 1 1 4.4 2.5c-1 .6-1.6 1.1-1.6 2.3M12 17.4v.2M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
  bot: 'M7 8.5h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM12 8.5V5M9.5 12.5v1M14.5 12.5v1',
  person: 'M12 12a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2zM5.5 19.5c.8-3.2 3.3-5 6.5-5s5.7 1.8 6.5 5',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  note: 'M6 4h12v10l-5 6H6zM13 20v-6h5',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v13M6.5 12.5 12 18l5.5-5.5',
  alarm: 'M12 4.5 21 19.5H3zM12 10.5v4M12 17v.2',
  clip: 'M18.5 11.5 12 18a4 4 0 0 1-5.7-5.7l7-7a2.7 2.7 0 0 1 3.8 3.8l-6.9 7a1.3 1.3 0 0 1-1.9-1.9l6.2-6.2',
  again: 'M19 8.5A7.5 7.5 0 1 0 19.5 14M19.5 4.5v4.3h-4.3',
  spark: 'M12 3.5l1.9 5.6 5.6 1.9-5.6 1.9L12 18.5l-1.9-5.6L4.5 11l5.6-1.9zM18.5 16.5v4M16.5 18.5h4',
  lines: 'M5 6.5h14M5 11h14M5 15.5h9',
  filter: 'M4.5 6h15l-6 7v5.5l-3-1.5v-4z',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.3l3 1.7',
  file: 'M7 3.5h6.5L18 8v12.5H7zM13.5 3.5V8H18',
};

/** @param {{name: string}} props decoration only: the words stand beside it */
export function Icon({ name }) {
  return html`
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>
  `;
}
