/** A page that shows exported pictures without a network: one file with its styles and script, and pictures beside it. */
import { counted } from '../../shared/counted.ts';
import { escaped } from './contact-sheet.ts';
import type { ExportedItem } from './manifest.ts';

/** Nothing but what lies beside the page may be loaded. */
const POLICY =
  "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** Which program a page is of. */
const GENERATOR = '<meta name="generator" content="Trilemma Studio">';

/** True if a text, or the beginning of one, is one of our pages. */
export function isPage(text: string): boolean {
  return /^\s*<!doctype html>/i.test(text) && text.includes(GENERATOR);
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1.5rem; background: Canvas; color: CanvasText; }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; margin-bottom: 1.5rem; }
h1 { font-size: 1.25rem; margin: 0; }
input { font: inherit; padding: 0.3rem 0.6rem; flex: 1 1 12rem; max-width: 24rem; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }
figure { margin: 0; }
figure[hidden] { display: none; }
img { width: 100%; aspect-ratio: 1; object-fit: contain; background: color-mix(in srgb, CanvasText 6%, Canvas); border-radius: 6px; }
img.small { image-rendering: pixelated; }
figcaption { overflow-wrap: anywhere; }
small { display: block; opacity: 0.75; }
summary { cursor: pointer; }
pre { white-space: pre-wrap; font-size: 0.75rem; }
`;

const SCRIPT = `
const words = document.querySelector('input');
const figures = [...document.querySelectorAll('figure')];
const texts = figures.map((figure) => figure.dataset.text);
words.addEventListener('input', () => {
  const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  figures.forEach((figure, i) => { figure.hidden = !wanted.every((word) => texts[i].includes(word)); });
});
`;

/** Pictures of no more pixels are shown with sharp edges. */
const SMALL = 128;

/** @param exported the pictures with the paths of their thumbnails. */
export async function* htmlPage(
  exported: AsyncIterable<ExportedItem & { readonly thumbnail: string }>,
  count: number,
  metadata: boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${GENERATOR}
<title>Gallery</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${counted(count, 'picture')}</h1><input type="search" placeholder="Search" aria-label="Search"></header>
<main>
`);
  for await (const one of exported) yield Buffer.from(figure(one, metadata));
  yield Buffer.from(`</main>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`);
}

function figure(
  { item, file, thumbnail, collections }: ExportedItem & { thumbnail: string },
  metadata: boolean,
) {
  const { title, tags, note, rating, recipe, width, height } = item;
  const name = metadata ? title : file.replace(/^.*\//, '');
  const words = metadata
    ? [title, ...tags, note, ...collections].join(' ').toLowerCase()
    : name.toLowerCase();
  const stars = metadata && rating > 0 ? `<small>${'★'.repeat(rating)}</small>` : '';
  const details = metadata
    ? [
        stars,
        tags.length > 0 ? `<small>${escaped(tags.join(', '))}</small>` : '',
        note === '' ? '' : `<small>${escaped(note)}</small>`,
        recipe === null
          ? ''
          : `<details><summary>Recipe</summary><pre>${escaped(JSON.stringify(recipe, null, 1))}</pre></details>`,
      ].join('')
    : '';
  const small = Math.max(width, height) <= SMALL ? ' class="small"' : '';
  return `<figure data-text="${escaped(words)}"><a href="${url(file)}"><img src="${url(thumbnail)}" alt="${escaped(name)}" loading="lazy"${small}></a><figcaption>${escaped(name)}${details}</figcaption></figure>\n`;
}

/** A path beside the page. */
function url(path: string): string {
  return escaped(`./${path.split('/').map(encodeURIComponent).join('/')}`);
}
