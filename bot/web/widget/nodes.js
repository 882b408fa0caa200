// @ts-check
// Nodes, never strings of markup: whatever a text holds is shown as text.

/** @import * as T from './types.js' */

/** @type {T.MakeNode} */
export const h = (name, attributes = {}, ...children) => {
  const [tag, ...classes] = name.split('.');
  const node = /** @type {any} */ (document.createElement(`${tag}`));
  node.className = classes.join(' ');
  for (const key in attributes) node.setAttribute(key, attributes[key] ?? '');
  node.append(...children);
  return node;
};

/** @type {T.MakeButton} */
export const button = (kind, press, ...children) => {
  const node = h('button', { type: 'button', class: kind }, ...children);
  node.onclick = press;
  return node;
};

/** @type {T.MakeIcon} */
export const icon = (path) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const shape = document.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
};

/** @type {T.SetText} */
export const say = (node, text) => {
  if (node && node.textContent !== text) node.textContent = text;
};

/** @type {T.MakeAvatar} */
export const avatar = ({ name = '', photo }, server) => {
  const node = h('span.avatar', { 'aria-hidden': 'true' }, name.slice(0, 1));
  if (photo) {
    const image = h('img', { src: /^https?:/.test(photo) ? photo : server + photo, alt: '' });
    image.onerror = () => image.remove();
    node.append(image);
  }
  return node;
};

/** @type {T.Linked} */
export const linked = (text) => text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((part, i) =>
  i % 2 ? h('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part) : part);

/** @type {T.Save} */
export const save = (file, name) => {
  const href = URL.createObjectURL(file);
  h('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60e3);
};

/** @type {T.Size} */
export const size = (bytes, locale) => {
  const big = bytes > 999e3;
  return (bytes / (big ? 1e6 : 1e3)).toLocaleString(locale, { style: 'unit', unit: big ? 'megabyte' : 'kilobyte', maximumSignificantDigits: 2 });
};
