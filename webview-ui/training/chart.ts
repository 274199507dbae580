import uPlot from 'uplot';
import type { Curves } from '../../src/shared/trainingLog';
import { el } from '../dom';
import { t } from '../words';
import { columnsOf, shortNumber } from './chartData';

export interface Chart {
  element: HTMLElement;
  /** @param other is laid over it, in broken lines */
  show(curves: Curves, other?: { name: string; curves: Curves }): void;
  /** With the colours of the present theme. */
  repaint(): void;
}

export interface ChartOptions {
  title: string;
  /** Labels of figures by their names, in the order of their colours. */
  figures: Record<string, string>;
  /** Whether the axis is logarithmic. */
  log?: boolean;
}

/** Curves of some figures of a training over its steps. A click on a name in the legend hides its curve. */
export function createChart({ title, figures, log = false }: ChartOptions): Chart {
  const place = el('div', { class: 'plot' });
  const element = el('figure', { class: 'chart' }, el('figcaption', {}, title), place);
  const names = Object.keys(figures);
  let plot: uPlot | undefined;
  let shown: Parameters<Chart['show']> | undefined;
  let made = '';

  const draw = () => {
    if (!shown) return;
    const [curves, other] = shown;
    const own = names.filter((name) => curves.values[name] ?? other?.curves.values[name]);
    element.hidden = own.length === 0;
    if (element.hidden) return;
    const data = columnsOf(own, log, curves, other?.curves) as uPlot.AlignedData;
    const kind = JSON.stringify([own, other?.name]);
    if (plot && kind === made) return plot.setData(data);
    plot?.destroy();
    made = kind;
    const labels = (run?: string) => own.map((name) => (run ? `${figures[name]!} (${run})` : figures[name]!));
    const colours = own.map((name) => colourOf(`var(--curve-${names.indexOf(name) % COLOURS})`));
    const series = [...labels(), ...(other ? labels(other.name) : [])].map(
      (label, i): uPlot.Series => ({
        label,
        stroke: colours[i % own.length]!,
        width: 1.5,
        value: (_, value) => (value == null ? '–' : shortNumber(value)),
        ...(i >= own.length && { dash: [4, 4], alpha: 0.75 }),
      }),
    );
    const ink = colourOf('var(--muted)');
    const lines = { stroke: colourOf('var(--line)'), width: 1, ...(log && { filter: powersOfTen }) };
    const grid = { stroke: lines.stroke, width: 1 };
    const axis = { stroke: ink, grid, ticks: grid, font: `11px ${getComputedStyle(element).fontFamily}` };
    const write = (_: uPlot, values: (number | null)[]) =>
      values.map((value) => (value == null ? '' : shortNumber(value)));
    const options: uPlot.Options = {
      width: place.clientWidth || 320,
      height: HEIGHT,
      scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
      series: [{ label: t('Step') }, ...series],
      axes: [
        { ...axis, incrs: WHOLE },
        { ...axis, grid: lines, ticks: lines, size: 56, values: write },
      ],
      cursor: { sync: { key: 'steps' }, drag: { x: true, y: false } },
      legend: { live: true, markers: { dash: (_, i) => (i > own.length ? 'dashed' : 'solid') } },
    };
    plot = new uPlot(options, data, place);
  };
  const resize = () => plot?.setSize({ width: place.clientWidth, height: HEIGHT });
  new ResizeObserver(() => place.clientWidth > 0 && plot?.width !== place.clientWidth && resize()).observe(place);

  /** What a colour of the sheets comes to in this theme: a canvas knows no variables. */
  function colourOf(css: string): string {
    place.style.color = css;
    const { color } = getComputedStyle(place);
    place.style.color = '';
    return color;
  }

  return {
    element,
    show(...what) {
      shown = what;
      draw();
    },
    repaint() {
      made = '';
      draw();
    },
  };
}

/** The lines of a logarithmic axis: those in between would be a grey haze. */
function powersOfTen(_: uPlot, splits: number[]): (number | null)[] {
  return splits.map((value) => (Number.isInteger(Math.round(1e6 * Math.log10(value)) / 1e6) ? value : null));
}

/** Distances of steps on the axis. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
/** Pixels, without the legend. */
const HEIGHT = 190;
/** As many as the sheet names. */
const COLOURS = 6;
