// Bundles and minifies the customer's widget into bot/web/widget/dist/: one file, and one for each language, which a page loads
// when it needs it (docs/adr/0008). Run by scripts/web.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { build, transform } from 'esbuild';
import { minify } from 'terser';

const TARGET = 'es2022';
const OUT = 'bot/web/widget/dist';

// The style sheet stands in a template literal, so that the sources run as they are; only here its blanks go.
const style = {
  name: 'style',
  setup({ onLoad }) {
    onLoad({ filter: /style\.js$/ }, async ({ path }) => {
      const { CSS } = await import(path);
      const { code } = await transform(CSS, { loader: 'css', minify: true, target: TARGET, charset: 'utf8' });
      return { contents: `export const CSS = ${JSON.stringify(code.trim())};` };
    });
  },
};

await build({
  entryPoints: ['bot/web/widget/support-chat.js'],
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: TARGET,
  charset: 'utf8',
  // The same names in every version: a page that is open while a new one is put in place still finds its language.
  chunkNames: '[name]',
  logLevel: 'warning',
  plugins: [style],
});

// esbuild puts the modules together, terser makes them 2.5 % smaller than esbuild does.
for (const name of await readdir(OUT)) {
  const path = `${OUT}/${name}`;
  const { code } = await minify(await readFile(path, 'utf8'), { module: true, ecma: 2020, compress: { passes: 4 } });
  await writeFile(path, `${code}`);
}
