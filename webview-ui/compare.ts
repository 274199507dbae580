import type { ReportModel } from '../src/shared/report';
import base from './compare.css';
import comparer from './comparer/comparer.css';
import tools from './comparer/tools.css';
import { el } from './dom';
import { createFailures } from './failures';
import { createFilter } from './filter';
import { createGallery } from './gallery';
import gallery from './gallery.css';
import { createHeader } from './header';
import { createLightbox } from './lightbox';
import lightbox from './lightbox.css';
import slider from './slider.css';
import { translateWith } from './words';

/** Shows the model that the page carries in `<script type="application/json" id="model">`. */
function main(): void {
  adoptSheets();
  followPixelRatio();
  const model = JSON.parse(document.getElementById('model')?.textContent ?? 'null') as ReportModel | null;
  if (model) {
    translateWith(model.words ?? {});
    document.body.append(...render(model));
  }
}

function render(model: ReportModel): Node[] {
  const stage = createLightbox(model.styles);
  const pictures = createGallery(model, stage.open);
  const failures = createFailures(model.assets);
  const filter = createFilter(model, (style) => {
    pictures.show(style);
    failures.show(style);
  });
  const page = el('main', { class: 'page' }, createHeader(model), failures.element, filter, pictures.element);
  return [page, stage.element];
}

/** Through the CSSOM, which a content security policy without `style-src` still allows. */
function adoptSheets(): void {
  const sheets = [base, slider, tools, comparer, lightbox, gallery].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}

/** Lets the sheets size pictures in device pixels; zooming the page changes the ratio and fires `resize`. */
function followPixelRatio(): void {
  const update = () => document.documentElement.style.setProperty('--dpr', String(window.devicePixelRatio));
  window.addEventListener('resize', update);
  update();
}

main();
