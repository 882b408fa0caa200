// @ts-check
// Nodes, never strings of markup: whatever a text holds is shown as text.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name] ?? '');
  node.append(...children);
  return node;
};

/** @param {string} kind @param {() => void} press @param {(Node | string)[]} children */
export const button = (kind, press, ...children) => {
  const node = h('button', { type: 'button', class: kind }, ...children);
  node.onclick = press;
  return node;
};

/** A drawing of 24 × 24; decoration only. @param {string} path */
export const icon = (path) => {
  const [svg, shape] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag));
  svg?.setAttribute('viewBox', '0 0 24 24');
  svg?.setAttribute('aria-hidden', 'true');
  shape?.setAttribute('d', path);
  svg?.append(shape ?? '');
  return svg ?? '';
};

/** Only a text that is another one is set: a screen reader is not told twice. @param {Element | null} node @param {string} text */
export const say = (node, text) => {
  if (node && node.textContent !== text) node.textContent = text;
};

/** @param {import('./types.js').Person} person @param {string} server What a relative photo is relative to. */
export const avatar = ({ name, photo }, server) => {
  const node = h('span', { class: 'avatar', 'aria-hidden': 'true' }, name.replace(/(\S)\S*\s*/gu, '$1').slice(0, 2));
  if (photo && /^https?:/.test(new URL(photo, server).protocol)) {
    const image = h('img', { src: new URL(photo, server).href, alt: '' });
    image.onerror = () => image.remove();
    node.append(image);
  }
  return node;
};
