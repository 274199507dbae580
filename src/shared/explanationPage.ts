/** The one self-contained page of an explanation: pictures, charts and all figures as JSON. */

import {
  ACTORS,
  EFFECTS,
  type Effect,
  type Explanation,
  type ExplanationPictures,
  type FactorExplanation,
  type Faithfulness,
  factorsText,
  factorWord,
  recipeText,
  unlikeText,
} from './explanation';
import { escapeJson, escapeText } from './report';

export interface ExplanationPageModel {
  /** As a person knows them. */
  source: string;
  style: string;
  strength: number;
  explanation: Omit<Explanation, 'pictures'>;
  /** As `data:` URIs. */
  pictures: ExplanationPictures;
}

/**
 * The complete HTML of an explanation. Nothing in it is fetched, and only its own script runs, named by a nonce; the script shows
 * where a spot comes from, all else is there without it.
 */
export function explanationPage(model: ExplanationPageModel): string {
  const { source, style, strength, explanation, pictures } = model;
  const { recipe, factors, discriminator, distance, stages, advice, faithfulness, notices, judge, sizes } = explanation;
  const { unlike } = pictures;
  const nonce = crypto.randomUUID();
  const title = `Why ${source} looks like that in ${style}`;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeText(title)}</title>
<style nonce="${nonce}">${STYLES}</style>
</head>
<body>
<main>
<h1>${escapeText(title)}</h1>
<p>Strength ${strength}. ${share(distance.style)} of the way to the style, ${share(distance.structure)} of the structure kept. Measured by the ${escapeText(judge)} on a copy of ${sizes.maps.width} × ${sizes.maps.height} pixels.</p>
<div class="row">${figure(pictures.before, 'as it was')}${figure(pictures.after, 'as it is painted')}</div>
${recipe ? `<h2>Recipe</h2><p>${escapeText(recipeText(recipe))}.</p>` : ''}
${factors ? factorsPart(factors, pictures.factors) : ''}
${advice.length > 0 ? `<h2>Advice</h2><ul>${advice.map(({ message, control }) => `<li>${escapeText(message)} <b>→ ${escapeText(control)}</b></li>`).join('')}</ul>` : ''}
<h2>Where from</h2>
<p>Point at the painted picture, or move with the arrow keys: the patches of the reference whose features are most like that spot's.</p>
<div class="row"><figure><div class="spots" id="painted" tabindex="0" role="application" aria-label="painted picture">${image(pictures.after, 'as it is painted')}</div></figure>
${pictures.references.map((uri, i) => `<figure><div class="spots" data-reference="${i}">${image(uri, `reference ${i + 1}`)}</div></figure>`).join('')}</div>
<p id="told" role="status">&nbsp;</p>
<h2>How far, per layer</h2>
<p>To the style: how far its features still are (0 is the style's own). Lost: how much of what the picture shows is gone, as a map (bright is much) and in the mean.</p>
<table><tr><th>seen as</th><th>layer</th><th>weight</th><th>to the style, before</th><th>and now</th><th></th><th>lost</th></tr>
${distance.layers.map((layer) => `<tr><td>${layer.aspect}</td><td>${escapeText(layer.layer)}</td><td>${layer.weight.toFixed(2)}</td><td>${layer.styleBefore.toFixed(3)}</td><td>${layer.style.toFixed(3)}</td><td>${bar(layer.style / Math.max(layer.styleBefore, 1e-9))}</td><td>${share(layer.content)}</td></tr>`).join('\n')}
</table>
<div class="row">${distance.layers.map(({ aspect }, i) => figure(pictures.content[i]!, `lost: ${aspect}`)).join('')}</div>
<p class="note">${told(faithfulness.filter(({ map }) => map !== 'unlike'))}</p>
${
  discriminator && unlike
    ? `<h2>What the discriminator thinks</h2>
<p>It learnt to tell pictures of a style from painted ones, and from those of other styles. Bright is where it is not convinced. ${escapeText(capital(unlikeText(discriminator)))}.</p>
<div class="row">${figure(unlike.before, 'the picture as it was')}${unlike.base ? figure(unlike.base, 'before training: as the base model paints it') : ''}${figure(unlike.after, unlike.base ? 'after training: as it is painted' : 'as it is painted')}</div>
<p class="note">${told(faithfulness.filter(({ map }) => map === 'unlike'))}</p>`
    : ''
}
<h2>What did it</h2>
<p>Each row is a group of the network's stages. Its picture is painted without it; the figures are its Shapley values: what it adds, over all orders in which the groups could join. They add up to the whole change.</p>
<table><tr><th></th>${Object.values(EFFECTS)
    .map((effect) => `<th colspan="2">${effect}</th>`)
    .join('')}</tr>
${stages.actors
  .map(
    ({ id, shares }) =>
      `<tr><td>${titleOf(id)}</td>${effects()
        .map(
          (effect) =>
            `<td>${signed(shares[effect], effect)}</td><td>${bar(shares[effect] / largest(stages, effect))}</td>`,
        )
        .join('')}</tr>`,
  )
  .join('\n')}
<tr><td>all, from none</td>${effects()
    .map((effect) => `<td>${signed(stages.all[effect] - stages.nobody[effect], effect)}</td><td></td>`)
    .join('')}</tr>
</table>
<div class="row">${stages.actors.map(({ id }, i) => figure(pictures.without[i]!, `without ${titleOf(id)}`)).join('')}</div>
${notices.map((notice) => `<p class="note">${escapeText(notice)}</p>`).join('')}
</main>
<script type="application/json" id="explanation">${escapeJson({ source, style, strength, ...explanation })}</script>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

/** Web Crypto is global in Node and in browsers, but its types come with neither of this room's libraries. */
declare const crypto: { randomUUID(): string };

/** Changes below this, in standard deviations over styles, are not named. */
const NAMED = 0.8;

function factorsPart({ parts, open }: FactorExplanation, pictures: ExplanationPictures['factors']): string {
  const most = Math.max(1, ...parts.map(({ amount }) => Math.abs(amount)));
  const rows = parts.map(({ id, amount, set, effects, most: more, least }) => {
    const does = effects.filter(({ change }) => Math.abs(change) > NAMED).map((it) => factorWord(it.id, it.change));
    const styles = more && least ? `${more}; least ${least}` : '';
    return `<tr><td>${id}</td><td>${amount === 0 ? 'as the mean' : plus(amount)}</td><td>${bar(amount / most)}</td><td>${set === 0 ? '' : plus(set)}</td><td>${escapeText(does.join(', '))}</td><td>${escapeText(styles)}</td></tr>`;
  });
  return `<h2>Factors</h2>
<p>Learnt from many styles: ${escapeText(factorsText({ parts, open }))}. The pictures are painted with less and more of each: try <code>--factor id=amount</code>, or <code>factors</code> of a style in the manifest.</p>
<table><tr><th>factor</th><th>how much of it</th><th></th><th>added</th><th>more of it is</th><th>most in</th></tr>
${rows.join('\n')}
</table>
<div class="row">${pictures.map(({ id, less, more }) => `<div class="pair">${figure(less, `${id}: less`)}${figure(more, `${id}: more`)}</div>`).join('')}</div>`;
}

function plus(amount: number): string {
  return `${amount > 0 ? '+' : ''}${amount.toFixed(1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const effects = () => Object.keys(EFFECTS) as Effect[];

function titleOf(id: string): string {
  return ACTORS.find((actor) => actor.id === id)!.title;
}

function largest({ actors }: Explanation['stages'], effect: Effect): number {
  return Math.max(1e-9, ...actors.map(({ shares }) => Math.abs(shares[effect])));
}

function told(faithfulness: readonly Faithfulness[]): string {
  const parts = faithfulness.map(
    ({ map, way, gain, spread }) => `${map} by ${way} ${gain.toFixed(3)} (random orders spread ${spread.toFixed(3)})`,
  );
  return `How far the regions that the maps name do better than random ones, above 0 is better: ${parts.join('; ')}.`;
}

const share = (value: number): string => `${Math.round(100 * value)} %`;

function signed(value: number, effect: Effect): string {
  const text = effect === 'colour' ? value.toFixed(1) : share(value);
  return value > 0 ? `+${text}` : text;
}

function image(uri: string, name: string): string {
  return `<img src="${uri}" alt="${escapeText(name)}">`;
}

function figure(uri: string, name: string): string {
  return `<figure>${image(uri, name)}<figcaption>${escapeText(name)}</figcaption></figure>`;
}

/** @param value -1…1 */
function bar(value: number): string {
  const width = Math.min(60, Math.abs(value) * 60);
  return `<svg width="62" height="10" aria-hidden="true"><rect class="${value < 0 ? 'less' : 'more'}" x="1" width="${width.toFixed(1)}" height="10"/></svg>`;
}

const STYLES = `
body{font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:1100px;margin:auto;padding:1rem}
.row{display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}.pair{display:flex;gap:2px}.pair img{max-width:160px}img{display:block;max-width:100%;image-rendering:auto}
figcaption,.note{font-size:13px;opacity:.75}table{border-collapse:collapse;margin:.5rem 0}td,th{padding:2px 10px;text-align:left}
.spots{position:relative;cursor:crosshair}.mark{position:absolute;box-sizing:border-box;border:2px solid #fff;outline:1px solid #000;pointer-events:none}
.more{fill:#2a7fff}.less{fill:#d9603b}`;

/** Draws what `origin` says of the spot that is pointed at. */
const SCRIPT = `
const {origin:{columns,rows,spots}}=JSON.parse(document.getElementById('explanation').textContent);
const painted=document.getElementById('painted'),told=document.getElementById('told');
const references=[...document.querySelectorAll('[data-reference]')];
let at=0;
function mark(over,x,y,alpha){const side=16,picture=over.querySelector('img'),m=document.createElement('div');
m.className='mark';const k=picture.clientWidth/picture.naturalWidth;
Object.assign(m.style,{left:x*picture.clientWidth-side*k/2+'px',top:y*picture.clientHeight-side*k/2+'px',width:side*k+'px',height:side*k+'px',opacity:alpha});
over.append(m)}
function show(spot){at=spot;for(const m of document.querySelectorAll('.mark'))m.remove();
mark(painted,(spot%columns+.5)/columns,(Math.floor(spot/columns)+.5)/rows,1);
const found=spots[spot];
found.forEach(({reference,x,y},i)=>mark(references[reference],x,y,1-.3*i));
told.textContent=found.length?'How alike (1 is the same): '+found.map(m=>m.strength.toFixed(2)).join(', '):'Nothing is visible here.'}
painted.addEventListener('pointermove',e=>{const box=painted.querySelector('img').getBoundingClientRect();
const x=Math.min(columns-1,Math.max(0,Math.floor((e.clientX-box.left)/box.width*columns)));
const y=Math.min(rows-1,Math.max(0,Math.floor((e.clientY-box.top)/box.height*rows)));show(y*columns+x)});
painted.addEventListener('keydown',e=>{const d={ArrowLeft:-1,ArrowRight:1,ArrowUp:-columns,ArrowDown:columns}[e.key];
if(d===undefined)return;e.preventDefault();const next=at+d;if(next>=0&&next<spots.length)show(next)});
painted.addEventListener('focus',()=>show(at));
`;
